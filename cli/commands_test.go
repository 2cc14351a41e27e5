package cli_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	ucli "github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/cli"
	"github.com/echomigrate/echo-migrate/echomigrate"
)

// TestCommandsPage holds docs/commands.md against the program: each row names a script, a test or an example that is there and
// does what the row says, and each command, option and field of Config has a row.
func TestCommandsPage(t *testing.T) {
	shown := exhibits{scripts: scriptCalls(t), functions: testFunctions(t)}
	missing := everything()
	for _, r := range readRows(t) {
		for _, fault := range shown.faults(r) {
			t.Errorf("docs/commands.md:%d: %s", r.line, fault)
		}
		for _, covered := range r.covers() {
			delete(missing, covered)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(missing)) {
		t.Errorf("docs/commands.md has no row for `%s`: add one that names the script that shows it", name)
	}
}

// everything is each command with each name of each of its options, and each field of Config.
func everything() map[string]bool {
	names := map[string]bool{}
	add := func(command string, flags []ucli.Flag) {
		names[command] = true
		for _, f := range flags {
			for _, name := range f.Names() {
				names[command+" "+dashed(name)] = true
			}
		}
	}
	group := cli.Command(nil)
	add("db", group.Flags)
	for _, command := range group.Subcommands {
		add("db "+command.Name, command.Flags)
	}
	config := reflect.TypeFor[echomigrate.Config]()
	for i := range config.NumField() {
		names["Config."+config.Field(i).Name] = true
	}
	return names
}

func dashed(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

// row is one line of a table: what there is elsewhere, what there is here, and what shows it.
type row struct {
	line        int
	ours, shown string
}

// notThere begins the second cell of what has no counterpart; the reason follows.
const notThere = "not there, because "

var span = regexp.MustCompile("`([^`]+)`")

func spans(cell string) []string {
	var found []string
	for _, match := range span.FindAllStringSubmatch(cell, -1) {
		found = append(found, match[1])
	}
	return found
}

// readRows lists the rows of all tables but their heads.
func readRows(t *testing.T) []row {
	t.Helper()
	page, err := os.ReadFile("../docs/commands.md")
	if err != nil {
		t.Fatal(err)
	}
	var rows []row
	table := false
	for i, line := range strings.Split(string(page), "\n") {
		cells := strings.Split(strings.Trim(line, "|"), "|")
		switch {
		case !strings.HasPrefix(line, "|"):
			table = false
		case len(cells) != 3:
			t.Errorf("docs/commands.md:%d: a row has three cells, this one has %d", i+1, len(cells))
		case strings.HasPrefix(line, "|---"):
			table = true
		case table:
			rows = append(rows, row{line: i + 1, ours: strings.TrimSpace(cells[1]), shown: strings.TrimSpace(cells[2])})
		}
	}
	return rows
}

// calls are the ways to call the command that a row speaks of; an option that stands alone is another name of the one before.
func (r row) calls() []invocation {
	if strings.HasPrefix(r.ours, notThere) {
		return nil
	}
	var list []invocation
	for _, text := range spans(r.ours) {
		switch {
		case text == "db" || strings.HasPrefix(text, "db "):
			list = append(list, parse(strings.Fields(text)[1:]))
		case strings.HasPrefix(text, "-") && len(list) > 0:
			list = append(list, list[len(list)-1].renamed(text))
		}
	}
	return list
}

var (
	selector    = regexp.MustCompile(`^\w+\.([A-Z]\w*)$`)
	exhibit     = regexp.MustCompile(`^(Test|Example)`)
	environment = regexp.MustCompile(`^[A-Z]+_[A-Z_]+$`)
)

// covers lists what the row speaks of, as everything has it.
func (r row) covers() []string {
	var list []string
	for _, call := range r.calls() {
		for _, command := range call.commands() {
			list = append(list, strings.TrimSpace("db "+command))
			for name := range call.flags {
				list = append(list, strings.TrimSpace("db "+command)+" "+name)
			}
		}
		for name := range call.group {
			list = append(list, "db", "db "+name)
		}
	}
	return append(list, spans(r.ours)...)
}

// exhibits are what rows can name: the calls in each script with its text, and the text of each test and example by package.
type exhibits struct {
	scripts   map[string]script
	functions map[string]string
}

type script struct {
	text  string
	calls []invocation
}

// faults lists what is wrong with a row.
func (e exhibits) faults(r row) []string {
	names := spans(r.shown)
	if strings.HasPrefix(r.ours, notThere) {
		if len(names) > 0 || len(r.ours) == len(notThere) {
			return []string{"what is not there has a reason, and nothing shows it"}
		}
		return nil
	}
	if len(names) == 0 {
		return []string{"nothing shows it: name a script, a test or an example"}
	}
	var faults []string
	calls := r.calls()
	var texts []string
	var made []invocation
	for _, name := range names {
		one, is := e.scripts[name]
		text, isFunction := e.functions[name]
		if !is && !isFunction {
			faults = append(faults, fmt.Sprintf("there is no %s in cli/testdata/script, nor a test or an example of that name", name))
			continue
		}
		texts = append(texts, one.text+text)
		made = append(made, one.calls...)
		if is && len(calls) > 0 && !slices.ContainsFunc(one.calls, func(c invocation) bool { return anyMatches(calls, c) }) {
			faults = append(faults, name+" has none of what the row says")
		}
	}
	for _, call := range calls {
		for _, command := range call.commands() {
			call.command = command
			if !slices.ContainsFunc(made, call.matches) {
				faults = append(faults, fmt.Sprintf("`%s` does not stand in %s", call, r.shown))
			}
		}
	}
	for _, text := range spans(r.ours) {
		word := text
		if parts := selector.FindStringSubmatch(text); parts != nil {
			word = parts[1]
		} else if !environment.MatchString(text) {
			continue
		}
		if !slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, word) }) {
			faults = append(faults, fmt.Sprintf("`%s` does not stand in %s", text, r.shown))
		}
	}
	return faults
}

func anyMatches(calls []invocation, made invocation) bool {
	return slices.ContainsFunc(calls, func(c invocation) bool {
		return slices.ContainsFunc(c.commands(), func(command string) bool {
			c.command = command
			return c.matches(made)
		})
	})
}

// scriptCalls are the scripts by name, each with the calls of the command in it.
func scriptCalls(t *testing.T) map[string]script {
	t.Helper()
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	scripts := map[string]script{}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		commands, _, _ := strings.Cut(string(content), "\n-- ")
		one := script{text: commands}
		for _, line := range strings.Split(commands, "\n") {
			if _, call, is := strings.Cut(line, "exec shop db"); is && (call == "" || call[0] == ' ') {
				one.calls = append(one.calls, parse(words(call)))
			}
		}
		scripts[filepath.Base(file)] = one
	}
	return scripts
}

// words splits a line of a script, in which single quotes hold words together.
func words(line string) []string {
	var list []string
	for i, part := range strings.Split(line, "'") {
		if i%2 == 1 {
			list = append(list, part)
		} else {
			list = append(list, strings.Fields(part)...)
		}
	}
	return list
}

// testFunctions are the texts of the module's tests and examples, by package and name.
func testFunctions(t *testing.T) map[string]string {
	t.Helper()
	functions := map[string]string{}
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, content, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, d := range file.Decls {
			if f, is := d.(*ast.FuncDecl); is && f.Recv == nil && exhibit.MatchString(f.Name.Name) {
				name := strings.TrimSuffix(file.Name.Name, "_test") + "." + f.Name.Name
				functions[name] = string(content[f.Pos()-file.FileStart : f.End()-file.FileStart])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return functions
}
