package echomigrate_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// numbered are n models with the same columns, whose check PostgreSQL spells in its own way; those before grown have one column more.
func numbered(n, grown int) (models []any) {
	for i := range n {
		fields := []reflect.StructField{
			{Name: "BaseModel", Type: reflect.TypeFor[bun.BaseModel](), Anonymous: true, Tag: reflect.StructTag(fmt.Sprintf(`bun:"table:t%d"`, i))},
			{Name: "ID", Type: reflect.TypeFor[int64](), Tag: `bun:"id,pk"`},
			{Name: "Name", Type: reflect.TypeFor[string](), Tag: `bun:"name,notnull" migrate:"check:length(name) BETWEEN 1 AND 20"`},
		}
		if i < grown {
			fields = append(fields, reflect.StructField{Name: "Size", Type: reflect.TypeFor[int64](), Tag: `bun:"size" migrate:"index"`})
		}
		models = append(models, reflect.New(reflect.StructOf(fields)).Interface())
	}
	return models
}

// createNumbered is the revision for numbered(n, 0).
func createNumbered(n int) revision.Revision {
	create := revision.Revision{ID: "a1"}
	for i := range n {
		create.Upgrade = append(create.Upgrade, op.CreateTable{Table: schema.Table{
			Name:       fmt.Sprintf("t%d", i),
			Columns:    []schema.Column{{Name: "id", Type: "bigint", NotNull: true}, {Name: "name", Type: "varchar", NotNull: true}},
			PrimaryKey: schema.Key{Columns: []string{"id"}}, Checks: []schema.Check{{Expression: "length(name) BETWEEN 1 AND 20"}},
		}})
	}
	return create
}

// TestRoundTrips finds that a comparison without changes asks as many queries for ten times the tables, and that the proof of a
// revision asks a few for each change, however many tables there are.
func TestRoundTrips(t *testing.T) {
	const changed = 20
	var same, migrate [2]map[string]int64
	for i, tables := range []int{30, 300} {
		same[i], migrate[i] = map[string]int64{}, map[string]int64{}
		testdb.Each(t, func(t *testing.T, db *bun.DB) {
			counted := &queries{}
			db = db.WithQueryHook(counted)
			directory, _ := versionsDirectory(t)
			config := echomigrate.Config{Repository: repository(createNumbered(tables)), Models: numbered(tables, 0), Directory: directory}
			m := migrator(t, db, config)
			if _, err := m.Upgrade(t.Context(), "head"); err != nil {
				t.Fatal(err)
			}
			var found []string
			same[i][db.Dialect().Name().String()] = counted.during(func() { found = operations(t, m) })
			if found != nil {
				t.Fatalf("there are changes: %v", found)
			}
			config.Models = numbered(tables, changed)
			m = migrator(t, db, config)
			migrate[i][db.Dialect().Name().String()] = counted.during(func() {
				generated, err := m.Migrate(t.Context(), echomigrate.RevisionOptions{})
				if err != nil || len(generated.Comparison.Upgrade) != 2*changed {
					t.Errorf("%d operations, %v", len(generated.Comparison.Upgrade), err)
				}
			})
		})
	}
	for name, count := range same[0] {
		if other := same[1][name]; count == 0 || other != count {
			t.Errorf("%s: Check asks %d queries for 30 tables, %d for 300", name, count, other)
		}
		if few, many := migrate[0][name], migrate[1][name]; few != many || many > 80+4*changed {
			t.Errorf("%s: Migrate asks %d queries for 30 tables, %d for 300, with %d changed", name, few, many, changed)
		}
	}
}
