package echomigrate_test

import (
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// TestVolatileDefaultsAreNotEvaluated compares and proves defaults that leave a trace when they are evaluated.
func TestVolatileDefaultsAreNotEvaluated(t *testing.T) {
	type guest struct {
		bun.BaseModel `bun:"table:guests"`

		ID     int64   `bun:"id,pk,autoincrement"`
		Name   string  `bun:"name,notnull,default:traced('x')"`
		Number int64   `bun:"number,notnull,default:nextval('numbers')"`
		Trace  string  `bun:"trace,notnull,default:traced('y')" migrate:"check:trace <> traced('z')"`
		Chance float64 `bun:"chance,notnull,default:random()"`
	}
	db := testdb.Postgres(t)
	directory, files := versionsDirectory(t)
	config := echomigrate.Config{Repository: repository(createGuests()), Models: []any{(*guest)(nil)}, Directory: directory}
	m := migrator(t, db, config)
	if _, err := m.Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	run(t, db, "CREATE SEQUENCE numbers", "CREATE SEQUENCE traces", "CREATE TABLE evaluated (what text)",
		`CREATE FUNCTION traced(what text) RETURNS text VOLATILE LANGUAGE plpgsql AS
			$$ BEGIN PERFORM nextval('traces'); INSERT INTO evaluated VALUES (what); RETURN what; END $$`,
		"INSERT INTO guests (name) VALUES ('a'), ('b')")
	if found := operations(t, m); len(found) != 5 {
		t.Errorf("Check finds %v", found)
	}
	if _, err := m.Migrate(t.Context(), echomigrate.RevisionOptions{}); err != nil {
		t.Fatal(err)
	}
	if len(files()) != 1 {
		t.Errorf("%v is there", files())
	}
	// Not even a rollback takes back that a sequence has moved.
	for _, sequence := range []string{"numbers", "traces"} {
		var called bool
		if err := db.QueryRow("SELECT is_called FROM " + sequence).Scan(&called); err != nil || called {
			t.Errorf("sequence %s has moved: %v, %v", sequence, called, err)
		}
	}
	run(t, db, "SELECT traced('w')")
	var called bool
	if err := db.QueryRow("SELECT is_called FROM traces").Scan(&called); err != nil || !called {
		t.Errorf("a call leaves no trace: %v, %v", called, err)
	}
}
