package dialecttest

import (
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

func tableScenarios() []scenario {
	labels := schema.Table{
		Name: "labels", Comment: "what things are called",
		Columns: []schema.Column{
			{Name: "id", Type: "bigint", Identity: schema.IdentityAlways},
			{Name: "post", Type: "bigint", NotNull: true},
			{Name: "word", Type: "varchar(30)", NotNull: true, Default: "'none'"},
			{Name: "loud", Type: "text", Generated: "upper(body)"},
			{Name: "body", Type: "text", Comment: "free"},
			{Name: "before", Type: "bigint"},
		},
		PrimaryKey: schema.Key{Columns: []string{"id"}},
		Uniques:    []schema.Key{{Columns: []string{"post", "word"}}, {Name: "one_body", Columns: []string{"body"}}},
		Checks:     []schema.Check{{Name: "not_itself", Expression: "before <> id"}},
		ForeignKeys: []schema.ForeignKey{
			{Columns: []string{"post"}, RefTable: "posts", RefColumns: []string{"id"}, OnDelete: schema.Cascade, OnUpdate: schema.Restrict},
			{Columns: []string{"before"}, RefTable: "labels", RefColumns: []string{"id"}},
		},
		Indexes: []schema.Index{{Columns: []string{"word"}, Where: "word IS NOT NULL"}, {Elements: []schema.Element{{Expression: "lower(body)"}, {Column: "post", Desc: true}}}},
	}
	return []scenario{
		{says: "create a table with everything", ops: op.List{op.CreateTable{Table: labels}}},
		{says: "create a table without a key", ops: op.List{op.CreateTable{Table: schema.Table{Name: "log", Columns: []schema.Column{{Name: "line", Type: "text"}}}}}},
		{says: "create a table with a serial that is no key", on: "postgres", ops: op.List{op.CreateTable{Table: schema.Table{Name: "log",
			Columns: []schema.Column{{Name: "a", Type: "serial"}, {Name: "b", Type: "smallserial", NotNull: true}}}}}},
		{says: "drop a table", ops: op.List{op.DropTable{Table: "posts"}}},
		{says: "drop a table that refers to itself", ops: op.List{op.DropTable{Table: "posts"}, op.DropTable{Table: "accounts"}}},
		{says: "rename a table that others refer to", ops: op.List{op.RenameTable{From: "accounts", To: "users"}}},
		{says: "rename a table and change it", ops: op.List{
			op.RenameTable{From: "accounts", To: "users"},
			op.AlterColumn{Table: "users", Column: "digits", From: schema.Column{}, To: schema.Column{Default: "'0'"}},
			op.AddForeignKey{Table: "notes", ForeignKey: schema.ForeignKey{Columns: []string{"number"}, RefTable: "users", RefColumns: []string{"id"}}},
		}},
	}
}

func columnScenarios() []scenario {
	add := func(c schema.Column) op.List { return op.List{op.AddColumn{Table: "accounts", Column: c}} }
	rename := func(table, from, to string) op.List {
		return op.List{op.RenameColumn{Table: table, From: from, To: to}}
	}
	return []scenario{
		{says: "add a column", ops: add(schema.Column{Name: "bio", Type: "text", Comment: "in their words"})},
		{says: "add a column that needs a value", ops: add(schema.Column{Name: "stars", Type: "integer", NotNull: true, Default: "3"}),
			rows: "SELECT stars FROM accounts", want: []string{"3", "3", "3"}},
		{says: "add a column whose default is computed", ops: add(schema.Column{Name: "seen", Type: "timestamptz", NotNull: true, Default: "current_timestamp"}),
			rows: "SELECT count(*) FROM accounts WHERE seen IS NOT NULL", want: []string{"3"}},
		{says: "add a generated column", ops: add(schema.Column{Name: "loud", Type: "text", Generated: "upper(email)"}),
			rows: "SELECT loud FROM accounts ORDER BY id", want: []string{"A@EXAMPLE.ORG", "B@EXAMPLE.ORG", "C@EXAMPLE.ORG"}},
		{says: "add a serial column", on: "postgres", ops: op.List{op.AddColumn{Table: "notes", Column: schema.Column{Name: "id", Type: "serial"}}},
			rows: "SELECT id FROM notes ORDER BY id", want: []string{"1", "2", "3"}},
		{says: "add an identity column", on: "postgres", ops: op.List{op.AddColumn{Table: "notes", Column: schema.Column{Name: "id", Type: "bigint", Identity: schema.IdentityAlways}}},
			rows: "SELECT id FROM notes ORDER BY id", want: []string{"1", "2", "3"}},
		{says: "add columns of every kind one after the other", ops: op.List{
			op.AddColumn{Table: "posts", Column: schema.Column{Name: "a", Type: "uuid"}},
			op.AddColumn{Table: "posts", Column: schema.Column{Name: "b", Type: "jsonb", NotNull: true, Default: "'{}'"}},
			op.AddColumn{Table: "posts", Column: schema.Column{Name: "c", Type: "bytea"}},
			op.AddColumn{Table: "posts", Column: schema.Column{Name: "d", Type: "text[]"}},
			op.AddColumn{Table: "posts", Column: schema.Column{Name: "e", Type: "double precision", Default: "0.5"}},
		}},
		{says: "drop a column", ops: op.List{op.DropColumn{Table: "accounts", Column: "digits"}}},
		{says: "drop a column with its index, checks and keys", oneWay: true, ops: op.List{
			op.AlterColumn{Table: "posts", Column: "place", From: schema.Column{}, To: schema.Column{Default: "1"}},
			op.DropColumn{Table: "posts", Column: "place"}, op.DropColumn{Table: "accounts", Column: "country"}}},
		{says: "drop a column with a default", ops: op.List{op.DropColumn{Table: "accounts", Column: "balance"}}},
		{says: "rename a column", ops: rename("accounts", "digits", "numerals")},
		{says: "rename a column of a key that others refer to", ops: rename("accounts", "id", "number")},
		{says: "rename a column of a composite key", ops: rename("regions", "code", "abbreviation")},
		{says: "rename a column that a check and indexes name", ops: append(rename("posts", "place", "position"), rename("posts", "author", "writer")...)},
		{says: "swap two columns' names", ops: op.List{
			op.RenameColumn{Table: "posts", From: "title", To: "was"}, op.RenameColumn{Table: "posts", From: "body", To: "title"},
			op.RenameColumn{Table: "posts", From: "was", To: "body"},
		}},
	}
}

func alterScenarios() []scenario {
	alter := func(table, column string, from, to schema.Column) op.List {
		return op.List{op.AlterColumn{Table: table, Column: column, From: from, To: to}}
	}
	type c = schema.Column
	return []scenario{
		{says: "change a type by the database's own cast", ops: alter("posts", "place", c{Type: "integer"}, c{Type: "bigint"}),
			rows: "SELECT place FROM posts ORDER BY id", want: []string{"1", "2", "1"}},
		{says: "change a type that has no cast of its own", ops: alter("accounts", "digits", c{Type: "text"}, c{Type: "bigint"}),
			rows: "SELECT digits + 1 FROM accounts ORDER BY id", want: []string{"8", "13", "NULL"}},
		{says: "change a type with an expression", on: "postgres", ops: op.List{op.AlterColumn{Table: "accounts", Column: "digits",
			From: c{Type: "text"}, To: c{Type: "integer"}, Using: "length(digits)"}},
			rows: "SELECT digits FROM accounts ORDER BY id", want: []string{"1", "2", "NULL"}},
		{says: "change a type together with its default", ops: alter("accounts", "balance", c{Type: "numeric(10,2)", Default: "0", NotNull: true}, c{Type: "text", Default: "'none'", NotNull: true})},
		{says: "change a type and keep its default", ops: alter("accounts", "balance", c{Type: "numeric(10,2)", Default: "0"}, c{Type: "numeric(12,2)", Default: "0"})},
		{says: "change a boolean into a number", on: "postgres", ops: alter("accounts", "active", c{Type: "boolean", Default: "true"}, c{Type: "integer", Default: "1"}),
			rows: "SELECT active FROM accounts", want: []string{"1", "1", "1"}},
		{says: "make a type longer", ops: alter("regions", "country", c{Type: "varchar(2)"}, c{Type: "varchar(3)"})},
		{says: "require a value", ops: alter("posts", "body", c{Type: "text", Default: "''"}, c{Type: "text", NotNull: true, Default: "''"})},
		{says: "require no value, said by nothing else", ops: alter("posts", "title", c{NotNull: true}, c{})},
		{says: "set a default", ops: alter("posts", "title", c{}, c{Default: "'untitled'"})},
		{says: "change a default", ops: alter("accounts", "active", c{Default: "true"}, c{Default: "false"})},
		{says: "drop a default", ops: alter("accounts", "since", c{Default: "current_timestamp"}, c{})},
		{says: "set, change and drop a comment", ops: append(alter("accounts", "digits", c{}, c{Comment: "of old"}),
			append(alter("accounts", "email", c{Comment: "as given"}, c{Comment: "it's lower case"}), alter("accounts", "digits", c{Comment: "of old"}, c{})...)...)},
		{says: "number a column from now on", ops: append(alter("notes", "number", c{}, c{Identity: schema.IdentityByDefault}),
			op.BulkInsert{Table: "notes", Columns: []string{"line"}, Rows: [][]any{{"four"}}}), on: "postgres",
			rows: "SELECT number FROM notes ORDER BY number", want: []string{"1", "2", "3", "4"}},
		{says: "let a column number itself always", on: "postgres", ops: alter("accounts", "id", c{Identity: schema.IdentityByDefault}, c{Identity: schema.IdentityAlways})},
		{says: "number a column in another way", on: "postgres", ops: append(
			alter("accounts", "id", c{Identity: schema.IdentityByDefault}, c{Identity: schema.IdentityAlways, IdentityOptions: schema.SequenceOptions{Start: "50", Increment: "10", Cache: "1"}}),
			op.BulkInsert{Table: "accounts", Columns: []string{"email"}, Rows: [][]any{{"d@example.org"}, {"e@example.org"}}}),
			rows: "SELECT id FROM accounts ORDER BY id", want: []string{"1", "2", "3", "13", "23"}},
		{says: "leave the ends of a numbering", on: "postgres", ops: append(
			alter("accounts", "id", c{}, c{IdentityOptions: schema.SequenceOptions{Min: "-5", Max: "100", Cycle: true}}),
			alter("accounts", "id", c{IdentityOptions: schema.SequenceOptions{Min: "-5", Max: "100", Cycle: true}}, c{})...)},
		{says: "number a column from 100", on: "postgres", ops: append(
			alter("notes", "number", c{}, c{Identity: schema.IdentityByDefault, IdentityOptions: schema.SequenceOptions{Start: "100", Min: "0"}}),
			op.BulkInsert{Table: "notes", Columns: []string{"line"}, Rows: [][]any{{"four"}}}),
			rows: "SELECT number FROM notes ORDER BY number", want: []string{"1", "2", "3", "100"}},
		{says: "number a column down", on: "postgres", ops: op.List{
			op.AddColumn{Table: "notes", Column: c{Name: "id", Type: "smallint", Identity: schema.IdentityAlways, IdentityOptions: schema.SequenceOptions{Increment: "-2", Max: "9"}}}},
			rows: "SELECT id FROM notes ORDER BY id", want: []string{"5", "7", "9"}},
		{says: "number a column no more", ops: alter("accounts", "id", c{Type: "bigint", Identity: schema.IdentityByDefault, NotNull: true}, c{Type: "bigint", NotNull: true})},
		{says: "make an identity of a serial", ops: alter("posts", "id", c{Type: "bigserial", NotNull: true}, c{Type: "bigint", Identity: schema.IdentityByDefault, NotNull: true}), on: "postgres"},
		{says: "make a serial of an identity", ops: append(alter("accounts", "id", c{Type: "bigint", Identity: schema.IdentityByDefault, NotNull: true}, c{Type: "bigserial", NotNull: true}),
			op.BulkInsert{Table: "accounts", Columns: []string{"email"}, Rows: [][]any{{"d@example.org"}}}), on: "postgres",
			rows: "SELECT id FROM accounts ORDER BY id", want: []string{"1", "2", "3", "4"}},
		{says: "number a serial no more", ops: alter("posts", "id", c{Type: "bigserial", NotNull: true}, c{Type: "bigint", NotNull: true})},
		{says: "make a serial of a number", ops: alter("notes", "number", c{Type: "integer", NotNull: true}, c{Type: "serial", NotNull: true}), on: "postgres"},
		{says: "make a serial larger", ops: append(op.List{op.AddColumn{Table: "notes", Column: c{Name: "id", Type: "smallserial", NotNull: true}}},
			alter("notes", "id", c{Type: "smallserial", NotNull: true}, c{Type: "bigserial", NotNull: true})...), on: "postgres"},
		{says: "compute a column no more", on: "postgres", oneWay: true, ops: op.List{
			op.AddColumn{Table: "posts", Column: c{Name: "loud", Type: "text", Generated: "upper(title)"}},
			op.DropColumn{Table: "posts", Column: "body"},
		}},
		{says: "change a collation", on: "postgres", ops: alter("posts", "title", c{Type: "text"}, c{Type: "text", Collation: "C"})},
	}
}
