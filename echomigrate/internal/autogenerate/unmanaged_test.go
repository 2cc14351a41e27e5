package autogenerate_test

import "github.com/uptrace/bun"

// unmanagedChanges are changes of a table beside what somebody made by hand, which stays.
func unmanagedChanges() []change {
	return []change{
		{
			says: "beside a table, a view and partitions of others", on: onPostgres, before: titledBooks, after: []any{model[required]()},
			rows: []string{
				"CREATE TABLE spatial_ref (id integer PRIMARY KEY, text text)", "CREATE VIEW titles AS SELECT id FROM books",
				"CREATE TABLE sales (at date, sum numeric) PARTITION BY RANGE (at)",
				"CREATE TABLE sales_2026 PARTITION OF sales FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
			},
			finds:     []string{"AlterColumn books.title"},
			unmanaged: []string{"table sales", "table spatial_ref"},
		},
		{
			says: "beside a table and a view of others", on: onSQLite, before: titledBooks, after: []any{model[required]()},
			rows: []string{
				"CREATE TABLE spatial_ref (id integer PRIMARY KEY, text text)", "CREATE VIEW titles AS SELECT id FROM books",
			},
			finds:     []string{"AlterColumn books.title"},
			unmanaged: []string{"table spatial_ref"},
		},
		{
			says: "beside an index, a check, comments, a trigger and an exclusion by hand", on: onPostgres, before: titledBooks, after: []any{model[required]()},
			rows: []string{
				"CREATE INDEX by_hand ON books (lower(title)) WHERE title <> ''", "ALTER TABLE books ADD CONSTRAINT short CHECK (length(title) < 100)",
				"COMMENT ON TABLE books IS 'what we print'", "COMMENT ON COLUMN books.id IS 'a number'",
				"CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
				"CREATE TRIGGER kept BEFORE UPDATE ON books FOR EACH ROW EXECUTE FUNCTION keep()",
				"ALTER TABLE books ADD CONSTRAINT apart EXCLUDE USING hash (title WITH =)",
			},
			finds: []string{"AlterColumn books.title"},
			unmanaged: []string{
				"comment on table books", "comment on column id of table books", "check constraint short of table books",
				"exclusion constraint apart of table books", "index by_hand of table books",
			},
		},
		{
			says: "beside an index and a trigger by hand", on: onSQLite,
			before: titledBooks, after: []any{model[required]()},
			rows: []string{
				`CREATE INDEX "by_hand" ON "books" ((lower(title))) WHERE title <> ''`,
				"CREATE TRIGGER kept AFTER UPDATE ON books BEGIN SELECT 1; END",
			},
			finds:     []string{"AlterColumn books.title"},
			unmanaged: []string{"index by_hand of table books"},
		},
		{
			says: "beside a foreign key by hand", on: onPostgres, before: []any{model[author](), model[ofAuthor](), model[word]()},
			after: []any{model[author](), model[ofAuthor](), model[requiredWord]()},
			rows:  []string{"ALTER TABLE books ADD CONSTRAINT by_hand FOREIGN KEY (author_id) REFERENCES authors ON DELETE CASCADE"},
			finds: []string{"AlterColumn words.text"}, unmanaged: []string{"foreign key by_hand of table books"},
		},
		{
			says: "a unique constraint where there is a unique index by hand", before: titledBooks, after: []any{model[uniquelyTitled]()},
			rows:  []string{`CREATE UNIQUE INDEX "books_title_key" ON "books" ("title")`},
			finds: []string{"AddUnique books books_title_key1"}, unmanaged: []string{"index books_title_key of table books"},
		},
	}
}

// word is a table beside books, before and after.
type (
	word struct {
		bun.BaseModel `bun:"table:words"`

		ID   int64  `bun:"id,pk,autoincrement"`
		Text string `bun:"text"`
	}
	requiredWord struct {
		bun.BaseModel `bun:"table:words"`

		ID   int64  `bun:"id,pk,autoincrement"`
		Text string `bun:"text,notnull"`
	}
)
