package autogenerate_test

import (
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

type plainBook struct {
	bun.BaseModel `bun:"table:books"`

	ID   int64 `bun:"id,pk"`
	Sold bool  `bun:"sold,notnull"`
}

type strictBook plainBook

func (*strictBook) DefineTable(t *schema.Table) { t.Options = []string{"STRICT"} }

type bookWithoutRowid plainBook

func (*bookWithoutRowid) DefineTable(t *schema.Table) { t.Options = []string{"WITHOUT ROWID"} }

// TestTableOptionsThatDiffer changes a model's options. The table keeps those that it has, which is said and is no change.
func TestTableOptionsThatDiffer(t *testing.T) {
	models := map[string]any{"no options": (*plainBook)(nil), "STRICT": (*strictBook)(nil), "WITHOUT ROWID": (*bookWithoutRowid)(nil)}
	for there, before := range models {
		p := open(t, onSQLite, testdb.SQLitePath(t))
		first, _ := p.generate(t, config(t, []any{before}), echomigrate.RevisionOptions{ID: "a1"})
		made := []revision.Revision{first.Revision}
		p.upgrade(t, config(t, []any{before}, made...))
		for said, after := range models {
			found, err := p.migrator(t, config(t, []any{after}, made...)).Check(t.Context())
			if err != nil || len(found.Upgrade) > 0 {
				t.Fatalf("%s, then %s: %v, %v", there, said, lines(found.Upgrade), err)
			}
			warning := "table books has " + there + ", and its model says " + said + ":"
			warns := strings.Contains(strings.Join(found.Warnings, "\n"), warning)
			if want := said != there && said != "no options"; warns != want {
				t.Errorf("%s, then %s: %q", there, said, found.Warnings)
			}
		}
	}
}
