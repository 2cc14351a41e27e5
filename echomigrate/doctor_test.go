package echomigrate_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// doctor lists what is found, "serious read-only" and so on, and all texts with their ways out.
func doctor(t *testing.T, db *bun.DB, revisions ...revision.Revision) (found []string, text string) {
	t.Helper()
	x, err := migrator(t, db, echomigrate.Config{Repository: repository(revisions...)}).Doctor(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range x.Findings {
		found = append(found, string(f.Severity)+" "+f.Code)
		text += f.Text + ": " + f.WayOut + "\n"
	}
	return found, text
}

// TestDoctorLooksAtRightsAndSessions says what is found of a database that its owner has brought to the head. What runs leave in the
// catalog and in our tables is in cli/testdata/script/doctor.txtar.
func TestDoctorLooksAtRightsAndSessions(t *testing.T) {
	for _, c := range []struct {
		says string
		open func(t *testing.T, address string, owner *bun.DB) string
		want []string
		text string
	}{
		{"the owner", func(_ *testing.T, address string, _ *bun.DB) string { return address }, nil, ""},
		{"a role without rights", func(t *testing.T, address string, owner *bun.DB) string { return role(t, address, owner) },
			[]string{"serious schema-rights", "warning scratch-rights", "serious table-rights", "serious table-rights", "serious version-table"},
			"GRANT SELECT, INSERT, UPDATE, DELETE ON \"echomigrate_version\" TO \"role_"},
		{"a role that reads", func(t *testing.T, address string, owner *bun.DB) string {
			return role(t, address, owner, "SELECT ON ALL TABLES IN SCHEMA public", "TEMPORARY ON DATABASE")
		}, []string{"serious schema-rights", "note scratch-rights", "serious table-rights", "serious table-rights"},
			"lacks rights on table echomigrate_history: INSERT, UPDATE, DELETE: GRANT INSERT, UPDATE, DELETE ON \"echomigrate_history\" TO "},
		{"a read-only session", func(t *testing.T, address string, _ *bun.DB) string {
			return with(t, address, "", "default_transaction_read_only=on")
		}, []string{"serious read-only"}, "nothing can be run in it: connect to the primary"},
		{"a schema that is not there", func(t *testing.T, address string, _ *bun.DB) string {
			return with(t, address, "", "search_path=nowhere")
		}, []string{"serious schema", "note no-table", "note no-table"}, "no schema of the search_path is there: create the schema"},
		{"a pooler", func(t *testing.T, address string, _ *bun.DB) string {
			return testdb.Pooler(t, address, "transaction", 2)
		}, []string{"note pooler"}, "a pooler stands before the server: let pgx send plain queries"},
	} {
		t.Run(c.says, func(t *testing.T) {
			address := testdb.PostgresURL(t)
			owner := testdb.OpenPostgres(t, address)
			if _, err := migrator(t, owner, echomigrate.Config{Repository: repository(createRooms())}).Upgrade(t.Context(), "head"); err != nil {
				t.Fatal(err)
			}
			found, text := doctor(t, testdb.OpenPostgres(t, c.open(t, address, owner)), createRooms())
			if diff := cmp.Diff(c.want, found); diff != "" || !strings.Contains(text, c.text) {
				t.Errorf("findings (-want +got):\n%s\nwant %s in\n%s", diff, c.text, text)
			}
		})
	}
}

func TestDoctorLooksAtTheSettingsOfSQLite(t *testing.T) {
	db := testdb.SQLite(t)
	db.SetMaxOpenConns(1)
	if _, err := migrator(t, db, echomigrate.Config{Repository: repository(createRooms())}).Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	run(t, db, "PRAGMA foreign_keys = OFF")
	found, text := doctor(t, db, createRooms())
	if diff := cmp.Diff([]string{"warning foreign-keys-off", "note journal-mode"}, found); diff != "" {
		t.Errorf("findings (-want +got):\n%s\n%s", diff, text)
	}
	run(t, db, "PRAGMA foreign_keys = ON", "PRAGMA journal_mode = WAL")
	if found, text := doctor(t, db, createRooms()); found != nil {
		t.Errorf("found %s", text)
	}
}

// A run that holds the lock is named as long as it does: a lock whose holder is gone is gone too.
func TestDoctorNamesTheRunThatHoldsTheLock(t *testing.T) {
	address := testdb.PostgresURL(t)
	held, release, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	hold := revision.Revision{ID: "b2", Revises: []string{"a1"}, Upgrade: []op.Operation{
		op.Func{Name: "hold", Run: func(context.Context, bun.IDB) error { close(held); <-release; return nil }},
	}}
	m := migrator(t, testdb.OpenPostgres(t, with(t, address, "", "application_name=shop")), echomigrate.Config{Repository: repository(createRooms(), hold)})
	go func() { _, err := m.Upgrade(context.WithoutCancel(t.Context()), "head"); done <- err }()
	<-held
	db := testdb.OpenPostgres(t, address)
	found, text := doctor(t, db, createRooms(), hold)
	if diff := cmp.Diff([]string{"warning lock-held"}, found); diff != "" || !strings.Contains(text, "(shop)") || !strings.Contains(text, "SELECT pg_terminate_backend(") {
		t.Errorf("findings (-want +got):\n%s\n%s", diff, text)
	}
	close(release)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if found, text := doctor(t, db, createRooms(), hold); found != nil {
		t.Errorf("found %s", text)
	}
}

func TestDoctorSaysWhatIsWrongWithTheRevisions(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		found, text := doctor(t, db, createRooms(), revision.Revision{ID: "b2", Revises: []string{"a7"}})
		if diff := cmp.Diff([]string{"serious revisions"}, found); diff != "" || !strings.Contains(text, "a7") {
			t.Errorf("findings (-want +got):\n%s\n%s", diff, text)
		}
	})
}
