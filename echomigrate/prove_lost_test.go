package echomigrate_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/diff"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// visitor is guest by another name.
type visitor struct {
	bun.BaseModel `bun:"table:visitors" migrate:"was:guests"`

	ID   int64  `bun:"id,pk,autoincrement"`
	Name string `bun:"name,notnull"`
}

// withBio are the revisions of guests that have a column bio, which the models do not have.
func withBio() *revision.Repository {
	return repository(createGuests(), revision.Revision{
		ID: "b2", Revises: []string{"a1"},
		Upgrade:   []op.Operation{op.AddColumn{Table: "guests", Column: schema.Column{Name: "bio", Type: "text"}}},
		Downgrade: []op.Operation{op.DropColumn{Table: "guests", Column: "bio"}},
	})
}

// What was made by hand goes along with a column that is dropped, and is not expected back.
func TestAProofDoesNotExpectBackWhatGoesAlongWithAColumn(t *testing.T) {
	for _, c := range []struct {
		says  string
		model any
		prune []string
		notes bool
	}{
		{"a column", (*guest)(nil), nil, true},
		{"a column of a table that is renamed", (*visitor)(nil), nil, true},
		{"what is to be dropped", (*guest)(nil), []string{"guests.stray"}, false},
	} {
		t.Run(c.says, func(t *testing.T) {
			testdb.Each(t, func(t *testing.T, db *bun.DB) {
				directory, _ := versionsDirectory(t)
				m := migrator(t, db, echomigrate.Config{Repository: withBio(), Models: []any{c.model}, Directory: directory})
				if _, err := m.Upgrade(t.Context(), "head"); err != nil {
					t.Fatal(err)
				}
				if _, err := db.ExecContext(t.Context(), "CREATE INDEX stray ON guests (bio)"); err != nil {
					t.Fatal(err)
				}
				generated, err := m.Migrate(t.Context(), echomigrate.RevisionOptions{Answers: diff.Answers{Prune: c.prune}})
				if err != nil {
					t.Fatal(err)
				}
				said := false
				for _, lines := range generated.Comparison.UpgradeNotes {
					said = said || strings.Contains(strings.Join(lines, " "), "takes index stray of table ")
				}
				if said != c.notes || len(generated.Doubts) > 0 {
					t.Errorf("the notes are %v, the doubts %v", generated.Comparison.UpgradeNotes, generated.Doubts)
				}
			})
		})
	}
}

// What an operation of the revision drops has to come back, though nobody's index goes along with a column.
func TestAProofExpectsTheRestBack(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		directory, files := versionsDirectory(t)
		m := migrator(t, db, echomigrate.Config{
			Repository: withBio(), Models: []any{(*guest)(nil)}, Directory: directory,
			Process: func(_ context.Context, r *revision.Revision) error {
				r.Upgrade = append(r.Upgrade, op.DropIndex{Table: "guests", Name: "names"})
				return nil
			},
		})
		if _, err := m.Upgrade(t.Context(), "head"); err != nil {
			t.Fatal(err)
		}
		for _, made := range []string{"CREATE INDEX stray ON guests (bio)", "CREATE INDEX names ON guests (name)"} {
			if _, err := db.ExecContext(t.Context(), made); err != nil {
				t.Fatal(err)
			}
		}
		_, err := m.Migrate(t.Context(), echomigrate.RevisionOptions{})
		if !errors.Is(err, echomigrate.ErrUnproved) || !strings.Contains(err.Error(), "index names") || strings.Contains(err.Error(), "stray") || len(files()) > 0 {
			t.Errorf("%v, %v", files(), err)
		}
	})
}
