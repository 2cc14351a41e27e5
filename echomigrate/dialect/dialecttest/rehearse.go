package dialecttest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// rehearse carries operations out beside tables of the same names, in two schemas with foreign keys between them, and reads what
// comes of them as it is read where they are carried out for good.
func (x Target) rehearse(t *testing.T) {
	db := x.Open(t)
	x.addSchema(t, db)
	x.mustMigrate(t, db, fixture()...)
	x.mustMigrate(t, db, op.CreateTable{Table: schema.Table{Schema: audit, Name: "posts", Columns: []schema.Column{{Name: "id", Type: "bigint"}}, PrimaryKey: schema.Key{Columns: []string{"id"}}}})
	before := x.inspect(t, db)
	rows := x.values(t, db, before)
	up := []op.Operation{
		op.AddColumn{Schema: audit, Table: "posts", Column: schema.Column{Name: "post", Type: "bigint"}},
		op.AddForeignKey{Schema: audit, Table: "posts", ForeignKey: schema.ForeignKey{Columns: []string{"post"}, RefSchema: schema.DefaultSchema, RefTable: "posts", RefColumns: []string{"id"}}},
		op.AddColumn{Table: "posts", Column: schema.Column{Name: "past", Type: "bigint"}},
		op.AddForeignKey{Table: "posts", ForeignKey: schema.ForeignKey{Columns: []string{"past"}, RefSchema: audit, RefTable: "posts", RefColumns: []string{"id"}}},
		op.CreateIndex{Table: "posts", Index: schema.Index{Columns: []string{"past"}}, Concurrently: true},
		op.RenameTable{From: "notes", To: "lines"},
		op.AlterColumn{Table: "accounts", Column: "digits", From: schema.Column{Type: "text"}, To: schema.Column{Type: "bigint", Default: "7"}},
		op.DropIndex{Table: "posts", Name: "posts_order", Concurrently: true},
	}
	down, err := op.Inverse(up, before)
	if err != nil {
		t.Fatal(err)
	}
	read, err := x.Dialect.Rehearse(ctx, db, before, up, down)
	if err != nil {
		t.Fatal(err)
	}
	if len(read) != 3 {
		t.Fatalf("%d schemas were read, not three", len(read))
	}
	if d := same(before, x.inspect(t, db)); d != "" {
		t.Errorf("Rehearse changed the database (-before +after)\n%s", d)
	}
	if d := cmp.Diff(rows, x.values(t, db, before), cmp.AllowUnexported(place{})); d != "" {
		t.Errorf("Rehearse changed rows (-before +after)\n%s", d)
	}
	if d := same(before, read[0]); d != "" {
		t.Errorf("(-inspected +built)\n%s", d)
	}
	if d := same(columnOrderAside(before), columnOrderAside(read[2])); d != "" {
		t.Errorf("there and back (-before +after)\n%s", d)
	}
	x.mustMigrate(t, db, up...)
	if d := same(x.inspect(t, db), read[1]); d != "" {
		t.Errorf("(-carried out +rehearsed)\n%s", d)
	}

	x.rehearseWrongly(t)
}

// rehearseWrongly says by what it gives which stage failed, and leaves nothing behind.
func (x Target) rehearseWrongly(t *testing.T) {
	db := x.Open(t)
	fine, wrong := op.Operation(op.AddColumn{Table: "a", Column: schema.Column{Name: "b", Type: "bigint"}}), op.Operation(op.DropColumn{Table: "a", Column: "nothing"})
	a := schema.Table{Name: "a", Columns: []schema.Column{{Name: "id", Type: "bigint"}}}
	unbuildable := schema.Table{Name: "a", Columns: []schema.Column{{Name: "id", Type: "bigint"}, {Name: "made", Type: "bigint", Generated: "no_such_function(id)"}}}
	for _, c := range []struct {
		table schema.Table
		up    []op.Operation
		down  []op.Operation
		read  int
		says  string
	}{
		{unbuildable, nil, nil, 0, "no_such_function"},
		{a, []op.Operation{fine, wrong}, nil, 1, "step 2, DropColumn a.nothing: "},
		{a, []op.Operation{fine}, []op.Operation{wrong}, 2, "step 1, DropColumn a.nothing: "},
		{a, []op.Operation{op.AddColumn{Table: "nothing", Column: schema.Column{Name: "b", Type: "bigint"}}}, nil, 1, "step 1, AddColumn nothing.b: "},
	} {
		read, err := x.Dialect.Rehearse(ctx, db, &schema.Schema{Tables: []schema.Table{c.table}}, c.up, c.down)
		if err == nil || !strings.Contains(err.Error(), c.says) || len(read) != c.read {
			t.Errorf("%d schemas and %v, want %d and an error that says %q", len(read), err, c.read, c.says)
		}
		if err != nil && strings.Contains(err.Error(), "echomigrate_") {
			t.Errorf("the error names the scratch place: %v", err)
		}
	}
	if left := x.inspect(t, db); len(left.Tables) > 0 {
		t.Errorf("%v is left", left.Names())
	}
}
