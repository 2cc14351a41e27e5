package dialecttest

import (
	"context"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

func groupScenarios() []scenario {
	return []scenario{
		{says: "do different things on different databases", ops: op.List{
			op.Only{Dialect: "postgres", Ops: op.List{
				op.AddColumn{Table: "notes", Column: schema.Column{Name: "words", Type: "tsvector"}},
				op.CreateIndex{Table: "notes", Index: schema.Index{Columns: []string{"words"}, Using: "gin"}},
			}},
			op.Only{Dialect: "sqlite", Ops: op.List{op.AddColumn{Table: "notes", Column: schema.Column{Name: "words", Type: "text"}}}},
		}},
		{says: "leave alone what is for another database", ops: op.List{
			op.Database{Name: "analytics", Ops: op.List{op.DropTable{Table: "posts"}, op.Exec{SQL: "no SQL"}}},
			op.AddColumn{Table: "notes", Column: schema.Column{Name: "a", Type: "text"}},
		}},
		{says: "do things outside a transaction", ops: op.List{
			op.AddColumn{Table: "notes", Column: schema.Column{Name: "a", Type: "text"}},
			op.Autocommit{Ops: op.List{
				op.CreateIndex{Table: "notes", Index: schema.Index{Columns: []string{"a"}}, Concurrently: true},
				op.Only{Dialect: "postgres", Ops: op.List{op.DropIndex{Table: "posts", Name: "posts_order"}}},
			}},
			op.AddColumn{Table: "notes", Column: schema.Column{Name: "b", Type: "text"}},
		}},
		{says: "change a table in one go", ops: op.List{op.Batch{Table: "posts", Ops: op.List{
			op.DropCheck{Table: "posts", Name: "posts_place_check"},
			op.DropIndex{Table: "posts", Name: "posts_order"},
			op.RenameColumn{Table: "posts", From: "place", To: "position"},
			op.AlterColumn{Table: "posts", Column: "position", From: schema.Column{Type: "integer", NotNull: true}, To: schema.Column{Type: "bigint"}},
			op.AddColumn{Table: "posts", Column: schema.Column{Name: "stars", Type: "integer", NotNull: true, Default: "0"}},
			op.AddUnique{Table: "posts", Unique: schema.Key{Columns: []string{"author", "position"}}},
			op.AddCheck{Table: "posts", Check: schema.Check{Name: "rated", Expression: "stars <= 5"}},
		}}}, rows: "SELECT position FROM posts ORDER BY id", want: []string{"1", "2", "1"}},
	}
}

func opaqueScenarios() []scenario {
	createLog := schema.Table{Name: "log", Columns: []schema.Column{{Name: "line", Type: "text"}}}
	insert := func(line string) op.Func {
		return op.Func{Name: "insert " + line, Run: func(ctx context.Context, db bun.IDB) error {
			_, err := db.NewRaw("INSERT INTO notes (number, line) VALUES (?, ?)", 4, line).Exec(ctx)
			return err
		}}
	}
	return []scenario{
		{says: "insert rows", ops: op.List{op.BulkInsert{Table: "notes", Columns: []string{"number", "line"}, Rows: [][]any{{4, "it's ?"}, {5, nil}}}},
			rows: "SELECT line FROM notes ORDER BY number", want: []string{"one", "NULL", "three", "it's ?", "NULL"}},
		{says: "fill a column in batches, all at once where there are none", ops: op.List{
			op.Backfill{Table: "notes", Column: "line", Value: "number", Where: "number > 1 -- not the first", BatchSize: 1}},
			rows: "SELECT line FROM notes ORDER BY number", want: []string{"one", "2", "3"}},
		{says: "insert rows and change their table", ops: op.List{
			op.AddColumn{Table: "notes", Column: schema.Column{Name: "kind", Type: "text"}},
			op.BulkInsert{Table: "notes", Columns: []string{"number", "kind"}, Rows: [][]any{{4, "new"}}},
			op.Exec{SQL: "UPDATE notes SET kind = 'old?' WHERE kind IS NULL;\n"},
			op.AlterColumn{Table: "notes", Column: "kind", From: schema.Column{Type: "text"}, To: schema.Column{Type: "text", NotNull: true}},
		}, rows: "SELECT kind FROM notes ORDER BY number", want: []string{"old?", "old?", "old?", "new"}},
		{says: "fill a column", ops: op.List{op.Backfill{Table: "notes", Column: "line", Value: "'none'"}},
			rows: "SELECT line FROM notes ORDER BY number", want: []string{"one", "none", "three"}},
		{says: "run SQL of several statements", ops: op.List{op.Exec{SQL: "UPDATE notes SET line = 'a;b' WHERE number = 1; DELETE FROM notes WHERE number > 1"}},
			rows: "SELECT line FROM notes", want: []string{"a;b"}},
		{says: "run Go", ops: op.List{insert("four"), op.AlterColumn{Table: "notes", Column: "line", From: schema.Column{}, To: schema.Column{Default: "'x'"}}},
			rows: "SELECT line FROM notes ORDER BY number", want: []string{"one", "NULL", "three", "four"}},
		{says: "change what SQL made", ops: op.List{
			op.CreateTable{Table: createLog},
			op.Exec{SQL: "ALTER TABLE log ADD COLUMN level text"},
			op.CreateIndex{Table: "log", Index: schema.Index{Columns: []string{"line"}}},
			op.AddCheck{Table: "log", Check: schema.Check{Name: "said", Expression: "line IS NOT NULL"}},
		}, effect: func(s *schema.Schema) {
			log := s.Table(schema.Name{Table: "log"})
			log.Columns = append(log.Columns, schema.Column{Name: "level", Type: "text"})
		}},
		{says: "run SQL outside a transaction", on: "postgres", ops: op.List{op.Autocommit{Ops: op.List{op.Exec{SQL: "VACUUM notes"}}}}},
	}
}
