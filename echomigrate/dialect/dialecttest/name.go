package dialecttest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// hostile are names that a database takes only when they are quoted well, and that a driver may take for something else.
var hostile = []string{
	`quote"d`, `two words`, `Upper`, `select`, `user`, `position`, `time`, strings.Repeat("long_name_", 6) + "abc", `straße_ñ_表`, `what?`, `?0`, `?name`,
	`100%s`, `back\slash`, `\`, `$1`, `$$`, `$tag$`, `$do$`, `it's`, `semi;colon`, `--`, `/*`, `*/`, `a.b`, `[x]`, "`x`", "new\nline", ` `, `{}`, `:colon`, `@at`, `1`,
}

// part is a name that differs from others of the same hostility by its first letter, within 63 bytes.
func part(letter, name string) string { return letter + name[:min(len(name), 62)] }

// names gives every object a hostile name and takes it through its life.
func (x Target) names(t *testing.T) {
	db := x.Open(t)
	for _, name := range hostile {
		t.Run(name, func(t *testing.T) { x.life(t, db, name) })
	}
}

// life creates a table with that name everywhere, changes all there is, goes back and drops it.
func (x Target) life(t *testing.T, db *bun.DB, name string) {
	x.mustMigrate(t, db, lifeBegins(name)...)
	before := x.inspect(t, db)
	table := before.Table(schema.Name{Table: name})
	if table == nil {
		t.Fatalf("there is no table %q among %v", name, before.Names())
	}
	if d := same(x.canonical(before), before); d != "" {
		t.Errorf("Canonical changes what Inspect gave (-canonical +inspect)\n%s", d)
	}

	ops := lifeGoesOn(name)
	x.goForth(t, db, before, ops)
	rows := query(t, db, "SELECT "+x.Dialect.Quote(part("t", name))+" FROM "+x.Dialect.Quote(part("z", name)))
	if d := cmp.Diff([]string{name}, rows); d != "" {
		t.Errorf("rows (-want +got)\n%s", d)
	}
	x.goBack(t, db, before, ops)
	x.mustMigrate(t, db, op.DropTable{Table: name})
}

func lifeBegins(name string) []op.Operation {
	text := "'" + strings.ReplaceAll(name, "'", "''") + "'"
	return []op.Operation{
		op.CreateTable{Table: schema.Table{
			Name: name, Comment: name,
			Columns: []schema.Column{
				{Name: name, Type: "bigserial", NotNull: true, Comment: name},
				{Name: part("t", name), Type: "text", NotNull: true, Default: text, Comment: `"` + name + `'`},
				{Name: part("p", name), Type: "bigint"},
			},
			PrimaryKey:  schema.Key{Name: part("k", name), Columns: []string{name}},
			Uniques:     []schema.Key{{Name: part("u", name), Columns: []string{part("t", name)}}},
			ForeignKeys: []schema.ForeignKey{{Name: part("f", name), Columns: []string{part("p", name)}, RefTable: name, RefColumns: []string{name}}},
			Checks:      []schema.Check{{Name: part("c", name), Expression: quoted(part("p", name)) + " > 0"}},
			Indexes:     []schema.Index{{Name: part("i", name), Columns: []string{part("p", name), name}}},
		}},
		op.BulkInsert{Table: name, Columns: []string{part("t", name)}, Rows: [][]any{{name}}},
	}
}

func lifeGoesOn(name string) []op.Operation {
	return []op.Operation{
		op.DropCheck{Table: name, Name: part("c", name)},
		op.DropForeignKey{Table: name, Name: part("f", name)},
		op.AddColumn{Table: name, Column: schema.Column{Name: part("n", name), Type: "text", Comment: name}},
		op.AlterColumn{Table: name, Column: part("p", name), From: schema.Column{Type: "bigint"}, To: schema.Column{Type: "text", Comment: name}},
		op.AlterColumn{Table: name, Column: part("p", name), From: schema.Column{Type: "text"}, To: schema.Column{Type: "bigint"}},
		op.RenameColumn{Table: name, From: name, To: part("r", name)},
		op.DropUnique{Table: name, Name: part("u", name)},
		op.RenameIndex{Table: name, From: part("i", name), To: part("j", name)},
		op.CreateIndex{Table: name, Index: schema.Index{Name: part("x", name), Columns: []string{part("t", name)}}},
		op.AlterColumn{Table: name, Column: part("r", name), From: schema.Column{Type: "bigserial", NotNull: true}, To: schema.Column{Type: "bigint", NotNull: true}},
		op.AlterColumn{Table: name, Column: part("r", name), From: schema.Column{Type: "bigint", NotNull: true}, To: schema.Column{Type: "bigserial", NotNull: true}},
		op.DropColumn{Table: name, Column: part("n", name)},
		op.SetTableComment{Table: name, Comment: name + name},
		op.RenameTable{From: name, To: part("z", name)},
	}
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// texts gives every hostile text to defaults, comments, checks and rows.
func (x Target) texts(t *testing.T) {
	db := x.Open(t)
	table := schema.Table{Name: "t", Columns: []schema.Column{{Name: "id", Type: "bigint", Identity: schema.IdentityByDefault}}, PrimaryKey: schema.Key{Columns: []string{"id"}}}
	for n, text := range hostile {
		name := "c" + string(rune('a'+n/26)) + string(rune('a'+n%26))
		literal, err := x.Dialect.Literal(text)
		if err != nil {
			t.Fatal(err)
		}
		table.Columns = append(table.Columns, schema.Column{Name: name, Type: "text", Default: literal, Comment: text})
		table.Checks = append(table.Checks, schema.Check{Expression: name + " IS NOT NULL"})
	}
	x.mustMigrate(t, db, op.CreateTable{Table: table}, op.Exec{SQL: "INSERT INTO t (id) VALUES (1)"},
		op.AlterColumn{Table: "t", Column: "caa", From: schema.Column{}, To: schema.Column{NotNull: true}})
	got := x.inspect(t, db).Tables[0]
	for n, c := range got.Columns[1:] {
		if stored := query(t, db, "SELECT "+c.Name+" FROM t"); stored[0] != hostile[n] {
			t.Errorf("the default %q became %q", hostile[n], stored[0])
		}
		if want := x.Dialect.Canonical(table).Columns[n+1].Comment; c.Comment != want {
			t.Errorf("the comment %q became %q", want, c.Comment)
		}
	}
}
