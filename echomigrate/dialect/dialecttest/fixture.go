package dialecttest

import (
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// fixture are the tables that every scenario starts from, with their rows.
func fixture() []op.Operation {
	return []op.Operation{
		op.CreateTable{Table: schema.Table{
			Name: "regions",
			Columns: []schema.Column{
				{Name: "country", Type: "varchar(2)", NotNull: true},
				{Name: "code", Type: "text", NotNull: true},
				{Name: "title", Type: "text"},
			},
			PrimaryKey: schema.Key{Columns: []string{"country", "code"}},
		}},
		op.CreateTable{Table: schema.Table{
			Name: "accounts", Comment: "who uses it",
			Columns: []schema.Column{
				{Name: "id", Type: "bigint", NotNull: true, Identity: schema.IdentityByDefault},
				{Name: "email", Type: "text", NotNull: true, Comment: "as given"},
				{Name: "digits", Type: "text"},
				{Name: "balance", Type: "numeric(10,2)", NotNull: true, Default: "0"},
				{Name: "active", Type: "boolean", NotNull: true, Default: "true"},
				{Name: "since", Type: "timestamptz", NotNull: true, Default: "current_timestamp"},
				{Name: "country", Type: "varchar(2)"},
				{Name: "region", Type: "text"},
				{Name: "invited_by", Type: "bigint"},
			},
			PrimaryKey: schema.Key{Columns: []string{"id"}},
			Uniques:    []schema.Key{{Columns: []string{"email"}}},
			ForeignKeys: []schema.ForeignKey{
				{Columns: []string{"country", "region"}, RefTable: "regions", RefColumns: []string{"country", "code"}},
				{Columns: []string{"invited_by"}, RefTable: "accounts", RefColumns: []string{"id"}, OnDelete: schema.SetNull},
			},
			Indexes: []schema.Index{{Columns: []string{"country", "region"}}},
		}},
		op.CreateTable{Table: schema.Table{
			Name: "posts",
			Columns: []schema.Column{
				{Name: "id", Type: "bigserial", NotNull: true},
				{Name: "author", Type: "bigint", NotNull: true},
				{Name: "title", Type: "text", NotNull: true},
				{Name: "body", Type: "text", Default: "''"},
				{Name: "place", Type: "integer", NotNull: true},
			},
			PrimaryKey:  schema.Key{Columns: []string{"id"}},
			ForeignKeys: []schema.ForeignKey{{Columns: []string{"author"}, RefTable: "accounts", RefColumns: []string{"id"}, OnDelete: schema.Cascade}},
			Checks:      []schema.Check{{Expression: "place > 0"}},
			Indexes:     []schema.Index{{Columns: []string{"author"}}, {Name: "posts_order", Columns: []string{"author", "place"}, Unique: true}},
		}},
		op.CreateTable{Table: schema.Table{
			Name:    "notes",
			Columns: []schema.Column{{Name: "number", Type: "integer", NotNull: true}, {Name: "line", Type: "text"}},
		}},
		op.BulkInsert{Table: "regions", Columns: []string{"country", "code", "title"}, Rows: [][]any{{"de", "by", "Bayern"}, {"at", "t", nil}}},
		op.BulkInsert{Table: "accounts", Columns: []string{"email", "digits", "balance", "country", "region", "invited_by"}, Rows: [][]any{
			{"a@example.org", "7", 1.5, "de", "by", nil}, {"b@example.org", "12", 0, nil, nil, 1}, {"c@example.org", nil, -3, "at", "t", 2},
		}},
		op.BulkInsert{Table: "posts", Columns: []string{"author", "title", "place"}, Rows: [][]any{{1, "first", 1}, {1, "second?", 2}, {3, "it's", 1}}},
		op.BulkInsert{Table: "notes", Columns: []string{"number", "line"}, Rows: [][]any{{1, "one"}, {2, nil}, {3, "three"}}},
	}
}
