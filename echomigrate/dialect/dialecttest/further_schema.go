package dialecttest

import (
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// furtherSchema takes a table in a schema of its own, with a namesake in the default one, through its life.
func (x Target) furtherSchema(t *testing.T) {
	db := x.Open(t)
	x.addSchema(t, db)
	x.mustMigrate(t, db, fixture()...)
	posts := furtherPosts()
	x.mustMigrate(t, db, op.CreateTable{Table: posts},
		op.AddColumn{Table: "notes", Column: schema.Column{Name: "post", Type: "bigint"}},
		op.AddForeignKey{Table: "notes", ForeignKey: schema.ForeignKey{Columns: []string{"post"}, RefSchema: audit, RefTable: "posts", RefColumns: []string{"id"}}},
		op.BulkInsert{Schema: audit, Table: "posts", Columns: []string{"word"}, Rows: [][]any{{"a"}}})
	before := x.inspect(t, db)
	if d := same(x.canonical(&schema.Schema{Tables: []schema.Table{posts}}), &schema.Schema{Tables: []schema.Table{*before.Table(posts.ID())}}); d != "" {
		t.Errorf("(-canonical +inspect)\n%s", d)
	}
	ops := furtherChanges()
	x.goForth(t, db, before, ops)
	x.goBack(t, db, before, ops)
	x.spellsFurther(t, db, posts, *before.Table(posts.ID()))
}

// furtherPosts is a table with an object of each kind in the further schema.
func furtherPosts() schema.Table {
	return schema.Table{Schema: audit, Name: "posts", Comment: "what became of posts",
		Columns: []schema.Column{
			{Name: "id", Type: "bigserial"}, {Name: "cause", Type: "bigint"}, {Name: "word", Type: "text", NotNull: true, Default: "''"}, {Name: "account", Type: "bigint"},
		},
		PrimaryKey: schema.Key{Columns: []string{"id"}},
		Uniques:    []schema.Key{{Columns: []string{"word"}}},
		ForeignKeys: []schema.ForeignKey{
			{Columns: []string{"account"}, RefSchema: schema.DefaultSchema, RefTable: "accounts", RefColumns: []string{"id"}},
			{Columns: []string{"cause"}, RefTable: "posts", RefColumns: []string{"id"}},
		},
		Checks:  []schema.Check{{Expression: "cause > 0"}},
		Indexes: []schema.Index{{Columns: []string{"cause"}}},
	}
}

// furtherChanges changes it in each way.
func furtherChanges() []op.Operation {
	return []op.Operation{
		op.AddColumn{Schema: audit, Table: "posts", Column: schema.Column{Name: "more", Type: "text", Comment: "?"}},
		op.AlterColumn{Schema: audit, Table: "posts", Column: "word", From: schema.Column{Default: "''"}, To: schema.Column{Default: "'b'", Comment: "why"}},
		op.AlterColumn{Schema: audit, Table: "posts", Column: "id", From: schema.Column{Type: "bigserial", NotNull: true}, To: schema.Column{Type: "bigint", NotNull: true}},
		op.DropCheck{Schema: audit, Table: "posts", Name: "posts_cause_check"},
		op.DropUnique{Schema: audit, Table: "posts", Name: "posts_word_key"},
		op.RenameIndex{Schema: audit, Table: "posts", From: "posts_cause_idx", To: "by_cause"},
		op.DropIndex{Schema: audit, Table: "posts", Name: "by_cause"},
		op.SetTableComment{Schema: audit, Table: "posts"},
		op.RenameColumn{Schema: audit, Table: "posts", From: "id", To: "number"},
		op.RenameTable{Schema: audit, From: "posts", To: "events"},
	}
}

// spellsFurther lets the database spell the table beside its namesake.
func (x Target) spellsFurther(t *testing.T, db *bun.DB, posts, there schema.Table) {
	spelled, err := x.Dialect.Spell(ctx, db, []schema.Table{posts, {Name: "posts", Columns: []schema.Column{{Name: "a", Type: "int8"}}}})
	if err != nil {
		t.Fatal(err)
	}
	if d := same(&schema.Schema{Tables: []schema.Table{there}}, &schema.Schema{Tables: spelled[:1]}); d != "" {
		t.Errorf("(-inspect +spelled)\n%s", d)
	}
	if spelled[1].Schema != "" || len(spelled[1].Columns) != 1 {
		t.Errorf("the table in the default schema became %v", spelled[1])
	}
}
