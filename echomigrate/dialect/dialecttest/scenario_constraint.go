package dialecttest

import (
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

func constraintScenarios() []scenario {
	return []scenario{
		{says: "add a primary key", ops: op.List{op.AddPrimaryKey{Table: "notes", PrimaryKey: schema.Key{Columns: []string{"number"}}}}},
		{says: "add a composite primary key with a name", ops: op.List{
			op.AlterColumn{Table: "notes", Column: "line", From: schema.Column{}, To: schema.Column{Default: "'none'"}},
			op.Exec{SQL: "UPDATE notes SET line = 'two' WHERE line IS NULL"},
			op.AddPrimaryKey{Table: "notes", PrimaryKey: schema.Key{Name: "both", Columns: []string{"line", "number"}}},
		}, rows: "SELECT line FROM notes ORDER BY number", want: []string{"one", "two", "three"}},
		{says: "drop a primary key", ops: op.List{op.DropPrimaryKey{Table: "posts", Name: "posts_pkey"}}, on: "postgres"},
		{says: "put another primary key in the place of one", ops: op.List{
			op.DropForeignKey{Table: "accounts", Name: "accounts_country_region_fkey"},
			op.DropPrimaryKey{Table: "regions", Name: "regions_pkey"},
			op.AddPrimaryKey{Table: "regions", PrimaryKey: schema.Key{Name: "regions_key", Columns: []string{"code", "country"}}},
		}},
		{says: "add a unique constraint", ops: op.List{op.AddUnique{Table: "notes", Unique: schema.Key{Columns: []string{"number", "line"}}}}},
		{says: "add a deferrable unique constraint", ops: op.List{op.AddUnique{Table: "notes", Unique: schema.Key{Name: "later", Columns: []string{"number"}, Deferrable: schema.InitiallyDeferred}}}},
		{says: "drop a unique constraint", ops: op.List{op.DropUnique{Table: "accounts", Name: "accounts_email_key"}}},
		{says: "add a unique constraint that carries a column", on: "postgres", ops: op.List{op.AddUnique{Table: "notes", Unique: schema.Key{Columns: []string{"number"}, Include: []string{"line"}}}}},
		{says: "add a check", ops: op.List{op.AddCheck{Table: "notes", Check: schema.Check{Expression: "number > 0"}}}},
		{says: "add a check with a name", ops: op.List{op.AddCheck{Table: "notes", Check: schema.Check{Name: "few", Expression: "number < 100 AND number <> 13"}}}},
		{says: "rename a check", ops: op.List{op.RenameConstraint{Table: "posts", From: "posts_place_check", To: "placed"}}},
		{says: "drop a check", ops: op.List{op.DropCheck{Table: "posts", Name: "posts_place_check"}}},
		{says: "put another check in the place of one", ops: op.List{
			op.DropCheck{Table: "posts", Name: "posts_place_check"},
			op.AddCheck{Table: "posts", Check: schema.Check{Name: "posts_place_check", Expression: "place >= 1"}},
		}},
	}
}

func notValidScenarios() []scenario {
	old := schema.Check{Name: "old", Expression: "number > 100", NotValid: true}
	author := schema.ForeignKey{Name: "writer", Columns: []string{"number"}, RefTable: "accounts", RefColumns: []string{"id"}, NotValid: true}
	return []scenario{
		{says: "add a check that rows do not meet", on: "postgres", ops: op.List{op.AddCheck{Table: "notes", Check: old}}},
		{says: "add a check that is not inherited", ops: op.List{op.AddCheck{Table: "notes", Check: schema.Check{Expression: "number > 0", NoInherit: true}}}},
		{says: "add a foreign key without looking at the rows, and validate it", ops: op.List{
			op.AddForeignKey{Table: "notes", ForeignKey: author},
			op.ValidateConstraint{Table: "notes", Name: "writer"},
		}},
		{says: "create a table with constraints that are not valid", ops: op.List{op.CreateTable{Table: schema.Table{
			Name: "marks", Columns: []schema.Column{{Name: "number", Type: "bigint"}}, Checks: []schema.Check{old}, ForeignKeys: []schema.ForeignKey{author},
		}}}},
	}
}

func partitionScenarios() []scenario {
	return []scenario{
		{says: "create a partitioned table", ops: op.List{op.CreateTable{Table: schema.Table{
			Name: "events", Columns: []schema.Column{{Name: "at", Type: "timestamptz", NotNull: true}, {Name: "line", Type: "text"}},
			PartitionBy: "range (at)", Indexes: []schema.Index{{Columns: []string{"line"}}},
		}}}},
		{says: "leave the partitions of a table out", on: "postgres", ops: op.List{
			op.CreateTable{Table: schema.Table{
				Name: "events", Columns: []schema.Column{{Name: "at", Type: "integer", NotNull: true}},
				PrimaryKey:  schema.Key{Columns: []string{"at"}},
				PartitionBy: "LIST (at)", Indexes: []schema.Index{{Columns: []string{"at"}}},
			}},
			op.Exec{SQL: "CREATE TABLE events_one PARTITION OF events FOR VALUES IN (1)"},
		}},
	}
}

func unloggedScenarios() []scenario {
	return []scenario{
		{says: "create an unlogged table", ops: op.List{op.CreateTable{Table: schema.Table{
			Name: "seen", Unlogged: true, Columns: []schema.Column{{Name: "id", Type: "bigint", Identity: schema.IdentityAlways}, {Name: "note", Type: "integer"}},
			PrimaryKey: schema.Key{Columns: []string{"id"}}, Indexes: []schema.Index{{Columns: []string{"note"}}},
		}}}},
		{says: "set and reset storage parameters", ops: op.List{
			op.CreateTable{Table: schema.Table{Name: "seen", With: []string{"fillfactor = 70", "autovacuum_enabled"}, Columns: []schema.Column{{Name: "line", Type: "text"}}}},
			op.SetTableParameters{Table: "seen", From: []string{"fillfactor=70"}, To: []string{"toast.autovacuum_enabled=false"}},
			op.SetTableParameters{Table: "notes", To: []string{"fillfactor=80"}},
			op.SetTableParameters{Table: "notes", From: []string{"fillfactor=80"}, To: []string{"fillfactor=90", "parallel_workers=2"}},
		}},
		{says: "create schemas that are there and one that is not", ops: op.List{op.CreateSchema{Name: "public"}, op.CreateSchema{Name: `it's "new"`}, op.CreateSchema{Name: `it's "new"`}}},
		{says: "create an extension that is there", ops: op.List{op.CreateExtension{Name: "plpgsql"}, op.CreateExtension{Name: "plpgsql", Schema: "public"}}},
		{says: "create, alter and drop sequences", on: "postgres", ops: op.List{
			op.CreateSequence{Sequence: schema.Sequence{Name: "bills", Options: schema.SequenceOptions{Start: "100", Increment: "5"}}},
			op.CreateSequence{Sequence: schema.Sequence{Name: "Down", Type: "smallint", Options: schema.SequenceOptions{Increment: "-1", Cache: "3", Cycle: true}}},
			op.CreateSequence{Sequence: schema.Sequence{Name: "brief"}},
			op.AlterSequence{Sequence: "bills", From: schema.Sequence{Options: schema.SequenceOptions{Start: "100", Increment: "5"}},
				To: schema.Sequence{Type: "integer", Options: schema.SequenceOptions{Start: "100", Max: "1000"}}},
			op.DropSequence{Sequence: "brief"},
		}},
		{says: "make tables unlogged", ops: op.List{op.SetUnlogged{Table: "posts", Unlogged: true}, op.SetUnlogged{Table: "accounts", Unlogged: true}}},
		{says: "make a table logged again", ops: op.List{op.SetUnlogged{Table: "notes", Unlogged: true}, op.SetUnlogged{Table: "notes"}}},
	}
}

func exclusionScenarios() []scenario {
	add := func(e schema.Exclusion) op.List { return op.List{op.AddExclusion{Table: "notes", Exclusion: e}} }
	same := func(column string) schema.ExclusionElement {
		return schema.ExclusionElement{Column: column, Operator: "="}
	}
	overlap := schema.ExclusionElement{Expression: "int4range(number, number + 1)", Operator: "&&"}
	elements := func(list ...schema.ExclusionElement) []schema.ExclusionElement { return list }
	return []scenario{
		{says: "add an exclusion constraint", ops: add(schema.Exclusion{Elements: elements(overlap)})},
		{says: "add an exclusion constraint by hash", ops: add(schema.Exclusion{Name: "once", Using: "hash", Elements: elements(same("line")), Where: "number > 1"})},
		{says: "add a deferrable exclusion constraint that carries a column", ops: add(schema.Exclusion{Using: "btree", Elements: elements(same("number")),
			Include: []string{"line"}, Deferrable: schema.InitiallyDeferred})},
		{says: "add an exclusion constraint with an operator class and a collation", ops: add(schema.Exclusion{Using: "btree", Elements: elements(
			schema.ExclusionElement{Column: "line", Collation: "C", Opclass: "text_pattern_ops", Operator: "="})})},
		{says: "create a table with an exclusion constraint", ops: op.List{op.CreateTable{Table: schema.Table{
			Name: "bookings", Columns: []schema.Column{{Name: "place", Type: "integer"}, {Name: "note", Type: "text"}},
			Exclusions: []schema.Exclusion{{Elements: elements(schema.ExclusionElement{Expression: "int4range(place, place + 2)", Operator: "&&"})}},
		}}}},
		{says: "add and drop an exclusion constraint", ops: append(add(schema.Exclusion{Name: "once", Using: "btree", Elements: elements(same("number"))}),
			op.DropExclusion{Table: "notes", Name: "once"}, op.AddColumn{Table: "notes", Column: schema.Column{Name: "after", Type: "text"}})},
		{says: "rename an exclusion constraint", ops: append(add(schema.Exclusion{Elements: elements(overlap)}),
			op.RenameExclusion{Table: "notes", From: "notes_int4range_excl", To: "apart"})},
		{says: "rename a column of an exclusion constraint", ops: append(add(schema.Exclusion{Elements: elements(overlap)}),
			op.RenameColumn{Table: "notes", From: "number", To: "place"})},
	}
}

func foreignKeyScenarios() []scenario {
	add := func(f schema.ForeignKey) op.List {
		return op.List{op.AddForeignKey{Table: "notes", ForeignKey: f}}
	}
	toAccount := func(f schema.ForeignKey) schema.ForeignKey {
		f.Columns, f.RefTable, f.RefColumns = []string{"number"}, "accounts", []string{"id"}
		return f
	}
	return []scenario{
		{says: "add a foreign key", ops: add(toAccount(schema.ForeignKey{}))},
		{says: "add a foreign key with actions", ops: add(toAccount(schema.ForeignKey{Name: "owner", OnDelete: schema.Cascade, OnUpdate: schema.SetNull}))},
		{says: "add a foreign key that restricts", ops: add(toAccount(schema.ForeignKey{OnDelete: schema.Restrict, OnUpdate: schema.SetDefault}))},
		{says: "add a foreign key that is checked at the end", ops: add(toAccount(schema.ForeignKey{Deferrable: schema.InitiallyDeferred}))},
		{says: "add a foreign key that may be checked at the end", ops: add(toAccount(schema.ForeignKey{Deferrable: schema.InitiallyImmediate}))},
		{says: "add a foreign key that is all or nothing", on: "postgres", ops: add(toAccount(schema.ForeignKey{Match: "FULL"}))},
		{says: "add a composite foreign key", ops: op.List{
			op.AddColumn{Table: "posts", Column: schema.Column{Name: "country", Type: "varchar(2)"}},
			op.AddColumn{Table: "posts", Column: schema.Column{Name: "region", Type: "text"}},
			op.AddForeignKey{Table: "posts", ForeignKey: schema.ForeignKey{Columns: []string{"country", "region"}, RefTable: "regions",
				RefColumns: []string{"country", "code"}, OnDelete: schema.SetNull}},
		}},
		{says: "close a cycle of foreign keys", ops: op.List{
			op.AddColumn{Table: "accounts", Column: schema.Column{Name: "best", Type: "bigint"}},
			op.AddForeignKey{Table: "accounts", ForeignKey: schema.ForeignKey{Columns: []string{"best"}, RefTable: "posts", RefColumns: []string{"id"}}},
		}},
		{says: "drop a foreign key", ops: op.List{op.DropForeignKey{Table: "posts", Name: "posts_author_fkey"}}},
		{says: "drop a composite foreign key", ops: op.List{op.DropForeignKey{Table: "accounts", Name: "accounts_country_region_fkey"}}},
	}
}

func indexScenarios() []scenario {
	create := func(i schema.Index) op.List { return op.List{op.CreateIndex{Table: "accounts", Index: i}} }
	columns := func(names ...string) []string { return names }
	elements := func(list ...schema.Element) []schema.Element { return list }
	return []scenario{
		{says: "create an index", ops: create(schema.Index{Columns: columns("since")})},
		{says: "create a unique index", ops: create(schema.Index{Name: "once", Columns: columns("digits", "email"), Unique: true})},
		{says: "create a partial index", ops: create(schema.Index{Columns: columns("email"), Where: "digits IS NOT NULL"})},
		{says: "create an index on an expression", ops: create(schema.Index{Elements: elements(schema.Element{Expression: "lower(email)"})})},
		{says: "create a unique partial index on an expression", ops: create(schema.Index{Unique: true, Where: "active",
			Elements: elements(schema.Element{Expression: "lower(email)"}, schema.Element{Column: "id"})})},
		{says: "create a descending index", ops: create(schema.Index{Elements: elements(schema.Element{Column: "since", Desc: true}, schema.Element{Column: "email"})})},
		{says: "create an index with NULL first", on: "postgres", ops: create(schema.Index{Elements: elements(
			schema.Element{Column: "since", Nulls: "first"}, schema.Element{Column: "email", Desc: true, Nulls: "last"})})},
		{says: "create an index with storage parameters", ops: create(schema.Index{Columns: columns("digits"), With: []string{"Fillfactor = 70", "deduplicate_items=off"}})},
		{says: "create an index with an operator class that has a parameter", on: "postgres", ops: create(schema.Index{Using: "gist", Elements: elements(
			schema.Element{Expression: "to_tsvector('simple'::regconfig, email)", Opclass: "tsvector_ops(siglen='200')"})})},
		{says: "create an index by hash", ops: create(schema.Index{Columns: columns("digits"), Using: "hash"})},
		{says: "create an index for text search", on: "postgres", ops: create(schema.Index{Using: "gin", Elements: elements(schema.Element{Expression: "to_tsvector('simple'::regconfig, email)"})})},
		{says: "create an index that carries a column", ops: create(schema.Index{Columns: columns("digits"), Include: columns("email", "active")})},
		{says: "create an index with an operator class", on: "postgres", ops: create(schema.Index{Elements: elements(schema.Element{Column: "email", Opclass: "text_pattern_ops"})})},
		{says: "create an index with a collation", on: "postgres", ops: create(schema.Index{Elements: elements(
			schema.Element{Column: "email", Collation: "C"}, schema.Element{Expression: "lower(digits)", Collation: "C", Desc: true})})},
		{says: "create and drop an index concurrently", ops: op.List{
			op.CreateIndex{Table: "accounts", Index: schema.Index{Columns: columns("digits")}, Concurrently: true},
			op.DropIndex{Table: "posts", Name: "posts_author_idx", Concurrently: true},
			op.AddColumn{Table: "posts", Column: schema.Column{Name: "later", Type: "text"}},
		}},
		{says: "drop an index", ops: op.List{op.DropIndex{Table: "accounts", Name: "accounts_country_region_idx"}}},
		{says: "drop a unique index", ops: op.List{op.DropIndex{Table: "posts", Name: "posts_order"}}},
		{says: "rename an index", ops: op.List{op.RenameIndex{Table: "posts", From: "posts_order", To: "posts_sequence"}}},
		{says: "rename an index and create another under its name", ops: op.List{
			op.RenameIndex{Table: "posts", From: "posts_author_idx", To: "writers"},
			op.CreateIndex{Table: "posts", Index: schema.Index{Name: "posts_author_idx", Columns: columns("title")}},
		}},
	}
}

func commentScenarios() []scenario {
	return []scenario{
		{says: "set a table's comment", ops: op.List{op.SetTableComment{Table: "posts", Comment: `it's 100% "true"? \ yes`}}},
		{says: "drop a table's comment", ops: op.List{op.SetTableComment{Table: "accounts"}}},
	}
}
