package cli_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	ucli "github.com/urfave/cli/v2"

	dbcli "github.com/echomigrate/echo-migrate/cli"
	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// TestRun calls the command as a program does that has another command-line library.
func TestRun(t *testing.T) {
	type key struct{}
	ctx := context.WithValue(t.Context(), key{}, "mine")
	path := filepath.Join(t.TempDir(), "shop.db")
	factory := func(ctx context.Context) (*echomigrate.Migrator, error) {
		if ctx.Value(key{}) != "mine" {
			t.Error("the factory has another context")
		}
		history := "two"
		for _, word := range op.InvocationFrom(ctx).Arguments {
			history = word
		}
		db, err := open(path)
		if err != nil {
			return nil, err
		}
		t.Cleanup(func() { db.Close() })
		return echomigrate.New(db, echomigrate.Config{Repository: repository(history), Models: modelSets["bio"], Directory: t.TempDir()})
	}
	for _, c := range []struct {
		line, out string
		code      int
		err       string
	}{
		{line: "heads", out: "b2 (head)\n"},
		{line: "heads -x one", out: "a1 (head)\n"},
		{line: "upgrade a1 --json", out: "\"after\": [\n    \"a1\"\n  ]"},
		{line: "downgrade -1", out: "Running downgrade a1 -> , Create users ("},
		{line: "upgrade nowhere", code: 1, err: "`shop ops db history`"},
		{line: "upgrade --nowhere", code: 2, err: "see shop ops db upgrade --help"},
		{line: "upgrad", code: 2, err: "did you mean upgrade?"},
		{line: "", out: "shop ops db - database migrations"},
		{line: "--help", out: "shop ops db - database migrations"},
		{line: "upgrade --help", out: "shop ops db upgrade - bring"},
		{line: "help upgrade", out: "shop ops db upgrade - bring"},
		{line: "upgrade --generate-bash-completion", out: "--dry-run\n"},
	} {
		t.Run(c.line, func(t *testing.T) {
			var out, errs bytes.Buffer
			err := dbcli.Run(ctx, strings.Fields(c.line), factory, dbcli.Program{Name: "shop ops db", Out: &out, Err: &errs})
			if code := dbcli.ExitCode(err); code != c.code || err != nil && !strings.Contains(err.Error(), c.err) {
				t.Errorf("status %d, %v", code, err)
			}
			if !strings.Contains(out.String(), c.out) {
				t.Errorf("it printed %q, not %q", out.String(), c.out)
			}
			if errs.Len() > 0 {
				t.Errorf("stderr: %s", errs.String())
			}
		})
	}
}

// TestRunIsTheCommand has the same help as the command in a program with urfave/cli, and is called by the program's name by default.
func TestRunIsTheCommand(t *testing.T) {
	name := filepath.Base(os.Args[0])
	var want, got bytes.Buffer
	program := &ucli.App{Name: name, Writer: &want, Commands: []*ucli.Command{dbcli.Command(nil)}}
	if err := program.Run([]string{name, "db", "migrate", "--help"}); err != nil {
		t.Fatal(err)
	}
	if err := dbcli.Run(t.Context(), []string{"migrate", "--help"}, nil, dbcli.Program{Out: &got}); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want.String(), got.String()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
