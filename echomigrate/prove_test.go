package echomigrate_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// guestWithBio is guest, grown by a column.
type guestWithBio struct {
	bun.BaseModel `bun:"table:guests"`

	ID   int64  `bun:"id,pk,autoincrement"`
	Name string `bun:"name,notnull"`
	Bio  string `bun:"bio,type:text"`
}

// versionsDirectory is a migration directory that is there, and what is in it.
func versionsDirectory(t *testing.T) (directory string, files func() []string) {
	t.Helper()
	directory = t.TempDir()
	if err := os.Mkdir(filepath.Join(directory, "versions"), 0o755); err != nil {
		t.Fatal(err)
	}
	return directory, func() (names []string) {
		entries, err := os.ReadDir(filepath.Join(directory, "versions"))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			names = append(names, e.Name())
		}
		return names
	}
}

func TestARevisionProvesItselfBeforeItIsWritten(t *testing.T) {
	bio := func(columnType string) []op.Operation {
		return []op.Operation{op.AddColumn{Table: "guests", Column: schema.Column{Name: "bio", Type: columnType}}}
	}
	for _, c := range []struct {
		says    string
		process func(r *revision.Revision)
		want    []string
	}{
		{"another type", func(r *revision.Revision) { r.Upgrade = bio("varchar(20)") },
			[]string{"its upgrade does not lead to the models", "table guests, column bio, type", "behind the upgrade", `"text" in the models`}},
		{"nothing added", func(r *revision.Revision) { r.Upgrade = []op.Operation{op.SetTableComment{Table: "guests"}} },
			[]string{"table guests, column bio is there in the models", "and not behind the upgrade"}},
		{"no such table", func(r *revision.Revision) { r.Upgrade = append(r.Upgrade, op.DropTable{Table: "nobody"}) },
			[]string{"its upgrade fails", "step 2, DropTable nobody"}},
		{"no way back", func(r *revision.Revision) { r.Downgrade = []op.Operation{} },
			[]string{"its downgrade does not lead back", "table guests, column bio is there behind the downgrade", "and not before the upgrade"}},
		{"a way back too far", func(r *revision.Revision) {
			r.Downgrade = append(r.Downgrade, op.DropColumn{Table: "guests", Column: "bio"})
		},
			[]string{"its downgrade fails", "step 2, DropColumn guests.bio"}},
	} {
		t.Run(c.says, func(t *testing.T) {
			testdb.Each(t, func(t *testing.T, db *bun.DB) {
				directory, files := versionsDirectory(t)
				m := migrator(t, db, echomigrate.Config{
					Repository: repository(createGuests()), Models: []any{(*guestWithBio)(nil)}, Directory: directory,
					Process: func(_ context.Context, r *revision.Revision) error {
						c.process(r)
						return nil
					},
				})
				if _, err := m.Upgrade(t.Context(), "head"); err != nil {
					t.Fatal(err)
				}
				_, err := m.Migrate(t.Context(), echomigrate.RevisionOptions{})
				if !errors.Is(err, echomigrate.ErrUnproved) {
					t.Fatalf("the revision is taken: %v", err)
				}
				for _, want := range append(c.want, "nothing was written", "--no-prove") {
					if !strings.Contains(err.Error(), want) {
						t.Errorf("the error does not say %q: %v", want, err)
					}
				}
				if written := files(); written != nil {
					t.Errorf("%v is there", written)
				}
				generated, err := m.Migrate(t.Context(), echomigrate.RevisionOptions{NoProve: true})
				if err != nil || generated.Path == "" {
					t.Errorf("without a proof: %+v, %v", generated, err)
				}
			})
		})
	}
}

func TestWhatAProofCannotTryIsSaid(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		directory, _ := versionsDirectory(t)
		m := migrator(t, db, echomigrate.Config{
			Repository: repository(createGuests()), Models: []any{(*guestWithBio)(nil)}, Directory: directory,
			Process: func(_ context.Context, r *revision.Revision) error {
				r.Upgrade = append(r.Upgrade,
					op.Autocommit{Ops: op.List{op.Exec{SQL: "DELETE FROM guests"}}},
					op.BulkInsert{Table: "guests", Columns: []string{"name"}, Rows: [][]any{{"x"}}},
					op.CreateIndex{Table: "guests", Index: schema.Index{Name: "fast", Columns: []string{"bio"}}, Concurrently: true},
					op.DropIndex{Table: "guests", Name: "fast", Concurrently: true})
				return nil
			},
		})
		if _, err := m.Upgrade(t.Context(), "head"); err != nil {
			t.Fatal(err)
		}
		generated, err := m.Migrate(t.Context(), echomigrate.RevisionOptions{})
		if err != nil {
			t.Fatal(err)
		}
		want := []string{
			`not proved: Exec "DELETE FROM guests": it is not run before the revision is`,
			`not proved: BulkInsert guests (1 row): it is not run before the revision is`,
		}
		if d := cmp.Diff(want, generated.Doubts); d != "" {
			t.Error(d)
		}
	})
}

func TestEachDatabaseProvesItsPart(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		directory, files := versionsDirectory(t)
		wrong := false
		config := echomigrate.Config{
			Repository: repository(), Models: []any{(*guest)(nil)}, Directory: directory,
			Databases: []echomigrate.Database{{Name: "second", DB: testdb.SQLite(t), Models: []any{(*room)(nil)}}},
			Process: func(_ context.Context, r *revision.Revision) error {
				for i, o := range r.Upgrade {
					if part, is := o.(op.Database); is && wrong {
						part.Ops = append(part.Ops, op.RenameColumn{Table: "rooms", From: "name", To: "title"})
						r.Upgrade[i] = part
					}
				}
				return nil
			},
		}
		m := migrator(t, db, config)
		wrong = true
		_, err := m.Migrate(t.Context(), echomigrate.RevisionOptions{})
		if !errors.Is(err, echomigrate.ErrUnproved) || !strings.Contains(err.Error(), "database second: ") || !strings.Contains(err.Error(), "table rooms, column title") {
			t.Errorf("the part of the second database is taken: %v", err)
		}
		wrong = false
		if _, err := m.Migrate(t.Context(), echomigrate.RevisionOptions{}); err != nil || len(files()) != 1 {
			t.Errorf("%v, %v", files(), err)
		}
	})
}
