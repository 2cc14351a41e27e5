package migratetest_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// TestProcessesAtOnce lets processes begin at once on a server that has no template.
func TestProcessesAtOnce(t *testing.T) {
	if address := part(); address != "" {
		kit := kitOf(address, append(people(), revision.Revision{
			ID: "d4", Revises: []string{"c3"}, Upgrade: []op.Operation{op.Func{Name: "say", Run: func(context.Context, bun.IDB) error {
				fmt.Println("the template is made")
				return nil
			}}},
		}))
		for n := range 8 {
			t.Run(fmt.Sprint(n), func(t *testing.T) {
				t.Parallel()
				insert(t, kit.Database(t))
			})
		}
		return
	}
	onEach(t, func(t *testing.T, address string) {
		var children []*exec.Cmd
		var outputs []*strings.Builder
		temporary := t.TempDir()
		made := 0
		for range 2 { // the second ones inherit from the first ones
			children, outputs = nil, nil
			for range 3 {
				c := child(t, address, "TMPDIR="+temporary)
				out := &strings.Builder{}
				c.Stdout, c.Stderr = out, out
				if err := c.Start(); err != nil {
					t.Fatal(err)
				}
				children, outputs = append(children, c), append(outputs, out)
			}
			for i, c := range children {
				if err := c.Wait(); err != nil {
					t.Errorf("%v\n%s", err, outputs[i])
				}
				made += strings.Count(outputs[i].String(), "the template is made")
			}
		}
		if isServer := strings.HasPrefix(address, "postgres://"); isServer && made != 1 || made == 0 {
			t.Errorf("the template was made %d times", made)
		}
		if left, err := filepath.Glob(filepath.Join(temporary, "migratetest-*", "draft*")); err != nil || left != nil {
			t.Errorf("left are %v, %v", left, err)
		}
	})
}

// TestKilled kills a process that makes a template, and one whose test has a database: the next one clears up.
func TestKilled(t *testing.T) {
	revisions := func() []revision.Revision {
		return append(people(), revision.Revision{
			ID: "d4", Revises: []string{"c3"}, Upgrade: []op.Operation{op.Func{Name: "hang", Run: func(context.Context, bun.IDB) error {
				if part() == "build" {
					fmt.Println("hangs")
					select {}
				}
				return nil
			}}},
		})
	}
	if part() != "" {
		kit := kitOf(os.Getenv("MIGRATETEST_ADDRESS"), revisions())
		for range 2 {
			t.Run("done", func(t *testing.T) { insert(t, kit.Database(t)) })
		}
		insert(t, kit.Database(t))
		fmt.Println("hangs")
		select {}
	}
	address := testdb.PostgresURL(t)
	var left []string
	for _, part := range []string{"build", "use"} {
		c := child(t, part, "MIGRATETEST_ADDRESS="+address)
		out, err := c.StdoutPipe()
		if err == nil {
			err = c.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		awaitLine(t, out, "hangs")
		if err := c.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = c.Wait()
		if left = ours(t, address); len(left) == 0 {
			t.Errorf("%s: the killed process has left nothing", part)
		}
	}
	kit := kitOf(address, revisions())
	for range 8 {
		t.Run("next", func(t *testing.T) { insert(t, kit.Database(t)) })
	}
	for _, name := range ours(t, address) {
		if slices.Contains(left, name) && unfinished.MatchString(name) {
			t.Errorf("%s is there still", name)
		}
	}
}

// unfinished are the names of what becomes a template.
var unfinished = regexp.MustCompile(`^migratetest_[0-9]+_[0-9a-f]{8}_[0-9]+$`)

// TestFormerTemplates removes templates that nobody uses, with what was ready.
func TestFormerTemplates(t *testing.T) {
	if part() != "" {
		kitOf(os.Getenv("MIGRATETEST_ADDRESS"), history(len(part()))).At(t)
		return
	}
	address := testdb.PostgresURL(t)
	run := func(revisions int) {
		t.Helper()
		if out, err := child(t, strings.Repeat("r", revisions), "MIGRATETEST_ADDRESS="+address).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	run(1)
	run(2)
	templates := func() []string {
		return slices.DeleteFunc(ours(t, address), func(name string) bool { return !strings.Contains(name, "_t") })
	}
	both := templates()
	if len(both) != 2 {
		t.Fatalf("the templates are %v", both)
	}
	for _, name := range both {
		if _, err := opened(t, address).Exec("COMMENT ON DATABASE ? IS ?", bun.Ident(name), "template of migratetest, last used 2001-01-01T00:00:00Z"); err != nil {
			t.Fatal(err)
		}
	}
	run(2)
	if left := templates(); len(left) != 1 {
		t.Errorf("the templates are %v", left)
	}
}

// ours lists our databases on a server beside the one of an address, without those that are ready.
func ours(t *testing.T, address string) (names []string) {
	t.Helper()
	err := opened(t, address).NewRaw("SELECT datname::text FROM pg_database WHERE starts_with(datname, 'migratetest_' || "+
		"(SELECT oid FROM pg_database WHERE datname = current_database()) || '_') AND datname !~ '^migratetest_[0-9]+_s' ORDER BY 1").Scan(t.Context(), &names)
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestOpenTemplate finds a template that a process has left open, which was killed while it read it. The next one closes it.
func TestOpenTemplate(t *testing.T) {
	if address := part(); address != "" {
		insert(t, kitOf(address, people()).Database(t))
		return
	}
	address := testdb.PostgresURL(t)
	insert(t, kitOf(address, people()).Database(t))
	db := opened(t, address)
	for _, name := range ours(t, address) {
		if strings.Contains(name, "_t") {
			if _, err := db.Exec("ALTER DATABASE ? ALLOW_CONNECTIONS true", bun.Ident(name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if out, err := child(t, address).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, name := range ours(t, address) {
		var isOpen bool
		if err := db.QueryRow("SELECT datallowconn FROM pg_database WHERE datname = ?", name).Scan(&isOpen); err != nil {
			t.Fatal(err)
		}
		if isOpen && strings.Contains(name, "_t") {
			t.Errorf("%s is open", name)
		}
	}
}
