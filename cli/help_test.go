package cli_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	ucli "github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/cli"
)

var update = flag.Bool("update", false, "write the golden files")

// TestHelp compares the help text of each command with its golden file; -update writes them.
func TestHelp(t *testing.T) {
	golden(t, "db", help(t))
	known := []string{"db.txt"}
	for _, command := range cli.Command(nil).Subcommands {
		golden(t, command.Name, help(t, command.Name))
		known = append(known, command.Name+".txt")
	}
	files, err := os.ReadDir("testdata/help")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !slices.Contains(known, file.Name()) {
			t.Errorf("testdata/help/%s belongs to no command", file.Name())
		}
	}
}

func help(t *testing.T, words ...string) string {
	t.Helper()
	var out bytes.Buffer
	program := &ucli.App{Name: "shop", Writer: &out, Commands: []*ucli.Command{cli.Command(nil)}}
	if err := program.Run(slices.Concat([]string{"shop", "db"}, words, []string{"--help"})); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata/help", name+".txt")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("help of %s: %s", name, d)
	}
}

// TestHelpInReadme looks for each command in the README's table, and for its options beside it. Those that every command
// has stand above the table.
func TestHelpInReadme(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range cli.Command(nil).Subcommands {
		row := regexp.MustCompile("(?m)^\\| `db " + command.Name + "[ `].*$").FindString(string(readme))
		if row == "" {
			t.Errorf("the README's table has no row for db %s", command.Name)
			continue
		}
		for _, f := range command.Flags {
			name := f.Names()[0]
			if name != "directory" && name != "x-arg" && !strings.Contains(row, "`--"+name) {
				t.Errorf("the README's row for db %s has no option --%s", command.Name, name)
			}
		}
	}
}
