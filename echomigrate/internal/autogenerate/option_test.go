package autogenerate_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
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

// TestTableOptionsAreMadeAsTheWarningSays does what the warning says, after which there is none.
func TestTableOptionsAreMadeAsTheWarningSays(t *testing.T) {
	p := open(t, onSQLite, testdb.SQLitePath(t))
	first, _ := p.generate(t, config(t, []any{(*plainBook)(nil)}), echomigrate.RevisionOptions{ID: "a1"})
	p.upgrade(t, config(t, []any{(*plainBook)(nil)}, first.Revision))
	m := p.migrator(t, config(t, []any{(*strictBook)(nil)}, first.Revision))
	found, err := m.Check(t.Context())
	if err != nil || len(found.Warnings) != 1 {
		t.Fatalf("%q, %v", found.Warnings, err)
	}
	_, recipe, _ := strings.Cut(found.Warnings[0], "by op.Exec, ")
	recipe, _, _ = strings.Cut(recipe, ", and create its indexes")
	var made string
	if err := p.db.QueryRow("SELECT sql FROM sqlite_schema WHERE name = 'books'").Scan(&made); err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(made, "(")
	columns := strings.Replace("("+rest, "BOOLEAN", "INTEGER", 1) // as STRICT has it
	for step := range strings.SplitSeq(strings.Replace(recipe, "(…)", strings.ReplaceAll(columns, ", ", ",\n"), 1), ", ") {
		p.exec(t, step)
	}
	if found, err = m.Check(t.Context()); err != nil || len(found.Warnings) > 0 || len(found.Upgrade) > 0 {
		t.Errorf("%q, %v, %v", found.Warnings, lines(found.Upgrade), err)
	}
}

// tablespaceBook has options that are none.
type tablespaceBook struct{ plainBook }

func (*tablespaceBook) DefineTable(t *schema.Table) {
	t.Name, t.Options = "books", []string{"STRICT", "TABLESPACE fast", "USING columnar", "PARTITION BY RANGE (id)", "ENGINE = x"}
}

// TestOptionsThatNoDatabaseTakesAreNamed has a warning for each option that would be left out without a word.
func TestOptionsThatNoDatabaseTakesAreNamed(t *testing.T) {
	for _, kind := range []string{onPostgres, onSQLite} {
		address := testdb.SQLitePath(t)
		if kind == onPostgres {
			address = testdb.PostgresURL(t)
		}
		found, err := open(t, kind, address).migrator(t, config(t, []any{(*tablespaceBook)(nil)})).Check(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		want := []string{
			`table books: the option "TABLESPACE fast" of its model is left out: put the table there by op.Exec, ALTER TABLE books SET TABLESPACE fast, in a revision of your own`,
			`table books: the option "USING columnar" of its model is left out: give it the method by op.Exec, ALTER TABLE books SET ACCESS METHOD …, in a revision of your own; PostgreSQL has it since 15, and writes every row`,
			`table books: the option "PARTITION BY RANGE (id)" of its model is left out: say it by PartitionBy, or the tag partition`,
			`table books: the option "ENGINE = x" of its model is left out: create the table by op.Exec`,
		}
		if d := cmp.Diff(want, found.Warnings); d != "" {
			t.Errorf("%s (-want +got):\n%s", kind, d)
		}
	}
}
