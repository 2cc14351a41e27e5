package echomigrate_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// ticket numbers itself.
type ticket struct {
	bun.BaseModel `bun:"table:tickets"`

	ID   int64 `bun:"id,pk,autoincrement"`
	Seat int64 `bun:"seat,notnull"`
}

// A column that its model numbers gets AUTOINCREMENT back where the table was made without it by hand, and goes on behind the largest
// number that is there. The downgrade leaves the table as it was found. The revision is nothing to PostgreSQL.
func TestAutoincrementThatIsLostComesBack(t *testing.T) {
	db := testdb.SQLite(t)
	directory, _ := versionsDirectory(t)
	config := echomigrate.Config{Models: []any{(*ticket)(nil)}, Directory: directory, Repository: repository()}
	first, err := migrator(t, db, config).Migrate(t.Context(), echomigrate.RevisionOptions{ID: "a1"})
	if err != nil {
		t.Fatal(err)
	}
	config.Repository = repository(first.Revision)
	if _, err := migrator(t, db, config).Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	numbering := func() (isSaid bool, last int64) {
		t.Helper()
		var sql string
		if err := db.QueryRow("SELECT sql, coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'tickets'), 0) FROM sqlite_schema WHERE name = 'tickets'").Scan(&sql, &last); err != nil {
			t.Fatal(err)
		}
		return strings.Contains(sql, "AUTOINCREMENT"), last
	}
	run(t, db, "INSERT INTO tickets (seat) VALUES (1), (2), (3)", "CREATE TABLE other (id INTEGER NOT NULL CONSTRAINT tickets_pkey PRIMARY KEY, seat INTEGER NOT NULL)",
		"INSERT INTO other SELECT * FROM tickets WHERE id <> 3", "DROP TABLE tickets", "ALTER TABLE other RENAME TO tickets")
	second, err := migrator(t, db, config).Migrate(t.Context(), echomigrate.RevisionOptions{ID: "b2"})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"AlterColumn tickets.id (only sqlite)"}, operationLines(second.Revision.Upgrade)); d != "" {
		t.Error(d)
	}
	config.Repository = repository(first.Revision, second.Revision)
	m := migrator(t, db, config)
	for range 2 {
		if _, err := m.Upgrade(t.Context(), "head"); err != nil {
			t.Fatal(err)
		}
		if isSaid, last := numbering(); !isSaid || last != 2 {
			t.Errorf("behind the upgrade AUTOINCREMENT is %v and stands at %d", isSaid, last)
		}
		if left := operations(t, m); len(left) > 0 {
			t.Errorf("there is left %v", left)
		}
		if _, err := m.Downgrade(t.Context(), "-1"); err != nil {
			t.Fatal(err)
		}
		if isSaid, last := numbering(); isSaid || last != 0 {
			t.Errorf("behind the downgrade AUTOINCREMENT is %v and stands at %d", isSaid, last)
		}
	}
	elsewhere := migrator(t, testdb.Postgres(t), config)
	if _, err := elsewhere.Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	if left := operations(t, elsewhere); len(left) > 0 {
		t.Errorf("on PostgreSQL there is left %v", left)
	}
	if _, err := elsewhere.Downgrade(t.Context(), "base"); err != nil {
		t.Fatal(err)
	}
}
