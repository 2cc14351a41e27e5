package migratetest_test

import (
	"fmt"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/migratetest"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// history is n revisions as a service gathers them: of three, one creates a table with a foreign key and an index, one adds a
// column with a check, and one an index.
func history(n int) []revision.Revision {
	var list []revision.Revision
	for i := range n {
		table := fmt.Sprintf("t%d", i/3)
		r := revision.Revision{ID: fmt.Sprintf("a%03d", i)}
		if i > 0 {
			r.Revises = []string{list[i-1].ID}
		}
		switch i % 3 {
		case 0:
			r.Upgrade = []op.Operation{op.CreateTable{Table: schema.Table{
				Name: table,
				Columns: []schema.Column{
					{Name: "id", Type: "bigserial", NotNull: true},
					{Name: "parent_id", Type: "bigint"},
					{Name: "name", Type: "varchar(100)", NotNull: true},
					{Name: "created_at", Type: "timestamptz", NotNull: true, Default: "current_timestamp"},
				},
				PrimaryKey:  schema.Key{Columns: []string{"id"}},
				ForeignKeys: []schema.ForeignKey{{Columns: []string{"parent_id"}, RefTable: table, RefColumns: []string{"id"}}},
			}}, op.CreateIndex{Table: table, Index: schema.Index{Columns: []string{"parent_id"}}}}
			r.Downgrade = []op.Operation{op.DropTable{Table: table}}
		case 1:
			r.Upgrade = []op.Operation{
				op.AddColumn{Table: table, Column: schema.Column{Name: "size", Type: "bigint", NotNull: true, Default: "0"}},
				op.AddCheck{Table: table, Check: schema.Check{Name: table + "_size", Expression: "size >= 0"}},
			}
			r.Downgrade = []op.Operation{op.DropCheck{Table: table, Name: table + "_size"}, op.DropColumn{Table: table, Column: "size"}}
		default:
			r.Upgrade = []op.Operation{op.CreateIndex{Table: table, Index: schema.Index{Name: table + "_name", Columns: []string{"name"}}}}
			r.Downgrade = []op.Operation{op.DropIndex{Table: table, Name: table + "_name"}}
		}
		list = append(list, r)
	}
	return list
}

// BenchmarkDatabase prints how long a test waits for a database at the heads and for its end: a copy of the template, and beside it a
// new database that the revisions are run in. The two take turns, on the same server, as a test uses it: with one query.
func BenchmarkDatabase(b *testing.B) {
	for _, n := range []int{9, 30, 200} {
		kit := kitOf(testdb.ServerURL(b), history(n))
		b.Run(fmt.Sprintf("revisions=%d", n), func(b *testing.B) {
			b.Run("copied", func(b *testing.B) { measure(b, func(t *quick) *bun.DB { return kit.Database(t) }) })
			b.Run("migrated", func(b *testing.B) { measure(b, func(t *quick) *bun.DB { return migrated(t, kit) }) })
		})
	}
}

// migrated is a new database that the revisions were run in.
func migrated(t testing.TB, kit *migratetest.Kit) *bun.DB {
	db := testdb.Postgres(t)
	m, err := kit.Migrator(db)
	if err == nil {
		_, err = m.Upgrade(t.Context(), "heads")
	}
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// measure takes databases one after the other.
func measure(b *testing.B, take func(*quick) *bun.DB) {
	b.Helper()
	one := func() {
		t := &quick{TB: b}
		defer t.end()
		if n, err := take(t).NewSelect().Table("t0").Count(b.Context()); n != 0 || err != nil {
			b.Fatalf("%d rows, %v", n, err)
		}
	}
	one() // makes the template
	for b.Loop() {
		one()
	}
}

// quick is a test that ends when it is told to.
type quick struct {
	testing.TB
	cleanup []func()
}

func (q *quick) Cleanup(f func()) { q.cleanup = append(q.cleanup, f) }

func (q *quick) end() {
	for i := len(q.cleanup) - 1; i >= 0; i-- {
		q.cleanup[i]()
	}
}
