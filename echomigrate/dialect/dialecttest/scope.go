package dialecttest

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// addSchema creates the further schema where the database has such a thing.
func (x Target) addSchema(t testing.TB, db *bun.DB) {
	if x.Dialect.Name() == "postgres" {
		exec(t, db, "CREATE SCHEMA IF NOT EXISTS "+audit)
	}
}

// scope reads what is asked for.
func (x Target) scope(t *testing.T) {
	db := x.Open(t)
	x.addSchema(t, db)
	for _, n := range []schema.Name{{Table: "a"}, {Table: "b"}, {Schema: audit, Table: "a"}, {Schema: audit, Table: "c"}} {
		x.mustMigrate(t, db, op.CreateTable{Table: schema.Table{Schema: n.Schema, Name: n.Table, Columns: []schema.Column{{Name: "id", Type: "bigint"}}}})
	}
	exec(t, db, "CREATE VIEW v AS SELECT * FROM a", "CREATE TEMPORARY TABLE temporary (id integer)")
	further := schema.Name{Schema: audit, Table: "a"}
	for _, c := range []struct {
		says  string
		scope dialect.Scope
		want  []schema.Name
	}{
		{"everything", dialect.Scope{Schemas: []string{audit}}, []schema.Name{{Table: "a"}, {Table: "b"}, further, {Schema: audit, Table: "c"}}},
		{"some tables", dialect.Scope{Schemas: []string{audit}, Tables: []schema.Name{{Table: "b"}, further}}, []schema.Name{{Table: "b"}, further}},
		{"all but some", dialect.Scope{Schemas: []string{audit}, Exclude: []schema.Name{{Table: "a"}, {Schema: audit, Table: "c"}}}, []schema.Name{{Table: "b"}, further}},
	} {
		s, err := x.Dialect.Inspect(ctx, db, c.scope)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(c.want, s.Names()); d != "" {
			t.Errorf("%s (-want +got)\n%s", c.says, d)
		}
	}
	if s, err := x.Dialect.Inspect(ctx, x.Open(t), dialect.Scope{}); err != nil || len(s.Tables) > 0 {
		t.Errorf("an empty database has %v, %v", s, err)
	}
}

// counter counts queries.
type counter struct{ n atomic.Int64 }

func (c *counter) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }

func (c *counter) AfterQuery(context.Context, *bun.QueryEvent) { c.n.Add(1) }

// queries finds that an inspection takes as many for 500 tables as for 10.
func (x Target) queries(t *testing.T) {
	db := x.Open(t)
	var c counter
	counted := db.WithQueryHook(&c)
	var taken []int64
	made := 0
	for _, number := range []int{10, 500} {
		var ops []op.Operation
		for ; made < number; made++ {
			name := fmt.Sprintf("t%d", made)
			ops = append(ops, op.CreateTable{Table: schema.Table{
				Name: name, Columns: []schema.Column{{Name: "id", Type: "bigint"}, {Name: "up", Type: "bigint"}}, PrimaryKey: schema.Key{Columns: []string{"id"}},
				ForeignKeys: []schema.ForeignKey{{Columns: []string{"up"}, RefTable: name, RefColumns: []string{"id"}}},
				Indexes:     []schema.Index{{Columns: []string{"up"}}},
			}})
		}
		x.mustMigrate(t, db, ops...)
		before := c.n.Load()
		if s := x.inspect(t, counted); len(s.Tables) != number {
			t.Fatalf("%d tables are there, want %d", len(s.Tables), number)
		}
		taken = append(taken, c.n.Load()-before)
	}
	if taken[0] == 0 || taken[0] != taken[1] {
		t.Errorf("10 tables take %d queries, 500 take %d", taken[0], taken[1])
	}
}
