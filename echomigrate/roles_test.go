package echomigrate_test

import (
	"os"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// role creates a role that may log in and has no right on the database but those given, and gives the URL by which it does.
func role(t *testing.T, address string, owner *bun.DB, grants ...string) string {
	t.Helper()
	var database string
	if err := owner.QueryRow("SELECT current_database()").Scan(&database); err != nil {
		t.Fatal(err)
	}
	name := "role_" + database
	run(t, owner, "CREATE ROLE "+name+" LOGIN", "REVOKE ALL ON DATABASE "+database+" FROM PUBLIC", "REVOKE ALL ON SCHEMA public FROM PUBLIC",
		"GRANT CONNECT ON DATABASE "+database+" TO "+name, "GRANT USAGE ON SCHEMA public TO "+name)
	t.Cleanup(func() { run(t, owner, "DROP OWNED BY "+name, "DROP ROLE "+name) })
	for _, g := range grants {
		run(t, owner, "GRANT "+strings.ReplaceAll(g, "DATABASE", "DATABASE "+database)+" TO "+name)
	}
	return with(t, address, name, "")
}

func addFloor() revision.Revision {
	return revision.Revision{
		ID: "b2", Revises: []string{"a1"},
		Upgrade:   []op.Operation{op.AddColumn{Table: "rooms", Column: schema.Column{Name: "floor", Type: "bigint"}}},
		Downgrade: []op.Operation{op.DropColumn{Table: "rooms", Column: "floor"}},
	}
}

// rights are what a role, or a session, may do, and what each command gives it: nothing where it works, otherwise what its
// error says.
var rights = []struct {
	says string
	// fresh says that the database is empty, and that what is there is the role's own.
	fresh bool
	open  func(t *testing.T, address string, owner *bun.DB) string
	// read is what current, history and check say; write what upgrade, stamp and downgrade say.
	read, write string
	// unasked is why a comparison could not ask the database.
	unasked string
}{
	{says: "CREATE and TEMPORARY on the database", fresh: true, open: func(t *testing.T, address string, owner *bun.DB) string {
		return role(t, address, owner, "CREATE ON SCHEMA public", "CREATE, TEMPORARY ON DATABASE")
	}},
	{says: "CREATE in the schema, and TEMPORARY", fresh: true, open: func(t *testing.T, address string, owner *bun.DB) string {
		return role(t, address, owner, "CREATE ON SCHEMA public", "TEMPORARY ON DATABASE")
	}},
	{says: "CREATE in the schema alone", fresh: true, unasked: "may create neither schemas nor temporary tables", open: func(t *testing.T, address string, owner *bun.DB) string {
		return role(t, address, owner, "CREATE ON SCHEMA public")
	}},
	{says: "SELECT alone", write: "(SQLSTATE 42501)", unasked: "may create neither schemas nor temporary tables", open: func(t *testing.T, address string, owner *bun.DB) string {
		return role(t, address, owner, "SELECT ON ALL TABLES IN SCHEMA public")
	}},
	{says: "no right", read: "permission denied for table echomigrate_version", write: "permission denied for table echomigrate_version", open: func(t *testing.T, address string, owner *bun.DB) string {
		return role(t, address, owner)
	}},
	{says: "a read-only session", write: "in a read-only transaction", unasked: "the session is read-only", open: func(t *testing.T, address string, _ *bun.DB) string {
		return with(t, address, "", "default_transaction_read_only=on")
	}},
}

// row is what docs/rights.md says of them.
func row(says, read, write, unasked string) string {
	check, migrate := "yes", "proved"
	switch {
	case read != "":
		check, migrate = "no", "no"
	case unasked != "":
		check, migrate = "unchanged expressions", "not proved"
	}
	yes := map[bool]string{true: "yes", false: "no"}
	return "| " + strings.Join([]string{says, yes[read == ""], check, migrate, yes[write == ""]}, " | ") + " |"
}

func TestRightsPage(t *testing.T) {
	page, err := os.ReadFile("../docs/rights.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range rights {
		if line := row(c.says, c.read, c.write, c.unasked); !strings.Contains(string(page), line+"\n") {
			t.Errorf("docs/rights.md has no line %s", line)
		}
	}
}

// TestRights holds what the page says against roles of a real server.
func TestRights(t *testing.T) {
	for _, c := range rights {
		t.Run(c.says, func(t *testing.T) {
			address := testdb.PostgresURL(t)
			owner := testdb.OpenPostgres(t, address)
			config := echomigrate.Config{Repository: repository(createRooms()), Models: []any{(*room)(nil)}}
			if !c.fresh {
				if _, err := migrator(t, owner, config).Upgrade(t.Context(), "head"); err != nil {
					t.Fatal(err)
				}
			}
			db := testdb.OpenPostgres(t, c.open(t, address, owner))
			m := migrator(t, db, config)
			if c.fresh {
				if _, err := m.Upgrade(t.Context(), "head"); err != nil {
					t.Fatal(err)
				}
			}
			_, err := m.Current(t.Context())
			says(t, "current", err, c.read)
			_, err = m.History(t.Context(), echomigrate.HistoryOptions{Current: true})
			says(t, "history", err, c.read)
			found, err := m.Check(t.Context())
			says(t, "check", err, c.read)
			if len(found.Upgrade) > 0 || found.Undecided != nil {
				t.Errorf("check finds %v, %v", operationLines(found.Upgrade), found.Undecided)
			}
			compareOther(t, db, config, c.read, c.unasked)

			config.Repository = repository(createRooms(), addFloor())
			m = migrator(t, db, config)
			_, err = m.Upgrade(t.Context(), "head")
			says(t, "upgrade", err, c.write)
			if c.write != "" {
				_, err = m.Stamp(t.Context(), []string{"head"})
				says(t, "stamp", err, c.write)
			}
			_, err = m.Downgrade(t.Context(), "base")
			says(t, "downgrade", err, c.write)
			_, err = m.Stamp(t.Context(), []string{"head"})
			says(t, "stamp", err, c.write)
		})
	}
}

// compareOther compares models that differ from the database by an expression, and writes a revision for some that differ by a
// column.
func compareOther(t *testing.T, db *bun.DB, config echomigrate.Config, read, unasked string) {
	t.Helper()
	config.Models = []any{(*longRoom)(nil)}
	found, err := migrator(t, db, config).Check(t.Context())
	says(t, "check", err, read)
	says(t, "check of another expression", found.Undecided, unasked)

	directory, files := versionsDirectory(t)
	config.Directory, config.Models = directory, []any{(*roomWithFloor)(nil)}
	generated, err := migrator(t, db, config).Migrate(t.Context(), echomigrate.RevisionOptions{})
	says(t, "migrate", err, read)
	if written := len(files()); (written == 1) != (read == "") {
		t.Errorf("migrate writes %d files", written)
	}
	if doubts := strings.Join(generated.Doubts, "\n"); !strings.Contains(doubts, unasked) || unasked == "" && doubts != "" {
		t.Errorf("the doubts are %q", doubts)
	}
}

// says fails unless an error is one line that holds a text; an empty text stands for no error.
func says(t *testing.T, what string, err error, text string) {
	t.Helper()
	switch {
	case text == "" && err != nil:
		t.Errorf("%s: %v", what, err)
	case text != "" && (err == nil || !strings.Contains(err.Error(), text) || strings.Contains(err.Error(), "\n")):
		t.Errorf("%s: %v, want %q", what, err, text)
	}
}

// A pooler in transaction mode gives each transaction another connection, which must find nothing that an earlier one left.
func TestCompareThroughAPooler(t *testing.T) {
	db := testdb.OpenPostgres(t, testdb.Pooler(t, testdb.PostgresURL(t), "transaction", 2))
	directory, files := versionsDirectory(t)
	config := echomigrate.Config{Repository: repository(createRooms()), Models: []any{(*room)(nil)}}
	m := migrator(t, db, config)
	if _, err := m.Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if found := operations(t, m); found != nil {
			t.Errorf("check finds %v", found)
		}
	}
	config.Directory, config.Models = directory, []any{(*roomWithFloor)(nil)}
	generated, err := migrator(t, db, config).Migrate(t.Context(), echomigrate.RevisionOptions{})
	if err != nil || generated.Doubts != nil || len(files()) != 1 {
		t.Errorf("migrate gives %v, %v and %d files", generated.Doubts, err, len(files()))
	}
}
