package dialecttest

import (
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

func enumScenarios() []scenario {
	create := op.CreateEnum{Enum: schema.Enum{Name: "mood", Values: []string{"sad", "it's ok", "1e3"}, Comment: "how it's going"}}
	use := op.AddColumn{Table: "notes", Column: schema.Column{Name: "mood", Type: "mood", NotNull: true, Default: "'1e3'"}}
	useArray := op.AddColumn{Table: "notes", Column: schema.Column{Name: "moods", Type: "mood[]"}}
	const moods = "SELECT mood FROM notes ORDER BY number"
	held := []string{"1e3", "1e3", "1e3"}
	return []scenario{
		{says: "create an enum type with columns of it", ops: op.List{create, use, useArray}, rows: moods, want: held},
		{says: "create an enum type with a table", ops: op.List{create, op.CreateTable{Table: schema.Table{
			Name: "days", Columns: []schema.Column{{Name: "day", Type: "date"}, {Name: "mood", Type: "mood", Default: "'it''s ok'"}},
		}}}},
		{says: "rename an enum type", ops: op.List{create, use, useArray, op.RenameEnum{From: "mood", To: "feeling"}}, rows: moods, want: held},
		{says: "rename an enum value", ops: op.List{create, use, op.RenameEnumValue{Enum: "mood", From: "1e3", To: "2e3"}},
			rows: moods, want: []string{"2e3", "2e3", "2e3"}},
		{says: "add enum values", on: "postgres", ops: op.List{create, use,
			op.AddEnumValue{Enum: "mood", Value: "happy"},
			op.AddEnumValue{Enum: "mood", Value: "dead", Before: "sad"},
			op.AddEnumValue{Enum: "mood", Value: "so so", After: "sad"},
		}, rows: moods, want: held},
		{says: "use an enum value that is added", on: "postgres", ops: op.List{create, use,
			op.AddEnumValue{Enum: "mood", Value: "happy"},
			op.AlterColumn{Table: "notes", Column: "mood", From: schema.Column{Default: "'1e3'"}, To: schema.Column{Default: "'happy'"}},
		}, rows: moods, want: held},
		{says: "alter an enum type", ops: op.List{create, use, useArray, op.AlterEnum{Enum: "mood", From: create.Enum.Values, To: []string{"1e3", "sad", "new"}}},
			rows: moods, want: held},
		{says: "alter an enum type in expressions and keys", on: "postgres", ops: op.List{create, use,
			op.AddCheck{Table: "notes", Check: schema.Check{Name: "known", Expression: "mood <> 'sad'::mood"}},
			op.AddUnique{Table: "notes", Unique: schema.Key{Columns: []string{"number", "mood"}}},
			op.CreateIndex{Table: "notes", Index: schema.Index{Name: "large", Columns: []string{"mood"}, Where: "mood = '1e3'::mood"}},
			op.CreateTable{Table: schema.Table{
				Name: "days", Columns: []schema.Column{{Name: "note", Type: "integer"}, {Name: "mood", Type: "mood"}},
				ForeignKeys: []schema.ForeignKey{{Columns: []string{"note", "mood"}, RefTable: "notes", RefColumns: []string{"number", "mood"}}},
			}},
			op.AlterEnum{Enum: "mood", From: create.Enum.Values, To: []string{"1e3", "sad"}},
		}, rows: moods, want: held},
		{says: "drop an enum type", on: "postgres", ops: op.List{create, op.DropEnum{Enum: "mood"}}},
		{says: "keep enum types in a further schema", on: "postgres", ops: op.List{
			op.CreateTable{Table: schema.Table{Schema: audit, Name: "days", Columns: []schema.Column{{Name: "day", Type: "date"}}}},
			op.CreateEnum{Enum: schema.Enum{Schema: audit, Name: "Mood", Values: []string{"a", "b"}}},
			op.AddColumn{Schema: audit, Table: "days", Column: schema.Column{Name: "mood", Type: `audit."Mood"`, Default: "'a'"}},
			op.AddEnumValue{Schema: audit, Enum: "Mood", Value: "c"},
			op.AlterEnum{Schema: audit, Enum: "Mood", From: []string{"a", "b", "c"}, To: []string{"c", "a"}},
			op.RenameEnum{Schema: audit, From: "Mood", To: "mood"},
		}},
	}
}
