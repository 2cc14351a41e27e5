package op_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// library is the schema that the operations below start from.
func library() *schema.Schema {
	return &schema.Schema{Tables: []schema.Table{
		schema.Table{
			Name:       "authors",
			Columns:    []schema.Column{{Name: "id", Type: "bigserial", NotNull: true}, {Name: "name", Type: "text", Comment: "in full"}},
			PrimaryKey: schema.Key{Columns: []string{"id"}},
			Comment:    "who writes",
		}.WithDefaultNames(),
		schema.Table{
			Name: "books",
			Columns: []schema.Column{
				{Name: "id", Type: "bigint", NotNull: true}, {Name: "author_id", Type: "bigint"}, {Name: "title", Type: "text"},
				{Name: "price", Type: "integer", Default: "0"},
			},
			Uniques:     []schema.Key{{Columns: []string{"title", "author_id"}}},
			ForeignKeys: []schema.ForeignKey{{Columns: []string{"author_id"}, RefTable: "authors", RefColumns: []string{"id"}, OnDelete: schema.Cascade}},
			Checks:      []schema.Check{{Expression: "price >= 0"}, {Name: "dear", Expression: "price < 1000", NotValid: true}},
			Exclusions:  []schema.Exclusion{{Elements: []schema.ExclusionElement{{Column: "title", Operator: "="}}}},
			Indexes:     []schema.Index{{Columns: []string{"price"}, Where: "price > 0"}},
		}.WithDefaultNames(),
		schema.Table{
			Name:       "editions",
			Columns:    []schema.Column{{Name: "isbn", Type: "text", NotNull: true}},
			PrimaryKey: schema.Key{Columns: []string{"isbn"}},
		}.WithDefaultNames(),
		{Name: "covers", Columns: []schema.Column{{Name: "look", Type: "binding", Default: "'soft'"}, {Name: "looks", Type: "binding[]"}}},
	}, Enums: []schema.Enum{
		{Name: "binding", Values: []string{"soft", "hard"}, Comment: "of a book"}, {Schema: "archive", Name: "state", Values: []string{"lost"}},
	}, Sequences: []schema.Sequence{{Name: "numbers"}}}
}

// cases has at least one operation of each kind.
var cases = []op.Operation{
	op.CreateTable{Table: schema.Table{Name: "shelves", Columns: []schema.Column{{Name: "id", Type: "bigint"}}, PrimaryKey: schema.Key{Columns: []string{"id"}}}},
	op.DropTable{Table: "books"},
	op.RenameTable{From: "authors", To: "writers"},
	op.SetTableComment{Table: "authors", Comment: "who wrote"},
	op.AddColumn{Table: "books", Column: schema.Column{Name: "pages", Type: "integer"}},
	op.DropColumn{Table: "authors", Column: "name"},
	op.RenameColumn{Table: "authors", From: "id", To: "number"},
	op.RenameColumn{Table: "books", From: "price", To: "cents"},
	op.AlterColumn{Table: "books", Column: "price", From: schema.Column{Type: "integer", Default: "0"}, To: schema.Column{Type: "bigint", NotNull: true}},
	op.AlterColumn{Table: "authors", Column: "name", From: schema.Column{Comment: "in full"}, To: schema.Column{Comment: "first and last"}},
	op.AddPrimaryKey{Table: "books", PrimaryKey: schema.Key{Columns: []string{"id"}}},
	op.DropPrimaryKey{Table: "editions", Name: "editions_pkey"},
	op.AddUnique{Table: "books", Unique: schema.Key{Columns: []string{"id"}}},
	op.DropUnique{Table: "books", Name: "books_title_author_id_key"},
	op.AddForeignKey{Table: "books", ForeignKey: schema.ForeignKey{Columns: []string{"title"}, RefTable: "editions", RefColumns: []string{"isbn"}}},
	op.DropForeignKey{Table: "books", Name: "books_author_id_fkey"},
	op.AddCheck{Table: "books", Check: schema.Check{Name: "short", Expression: "length(title) < 100"}},
	op.DropCheck{Table: "books", Name: "books_price_check"},
	op.AddExclusion{Table: "books", Exclusion: schema.Exclusion{Elements: []schema.ExclusionElement{{Column: "id", Operator: "="}}}},
	op.DropExclusion{Table: "books", Name: "books_title_excl"},
	op.RenameExclusion{Table: "books", From: "books_title_excl", To: "one_of_each"},
	op.ValidateConstraint{Table: "books", Name: "dear"},
	op.SetUnlogged{Table: "books", Unlogged: true},
	op.CreateSchema{Name: "archive"},
	op.CreateExtension{Name: "citext"},
	op.CreateSequence{Sequence: schema.Sequence{Name: "bills", Options: schema.SequenceOptions{Start: "100"}}},
	op.AlterSequence{Sequence: "numbers", To: schema.Sequence{Options: schema.SequenceOptions{Increment: "5"}}},
	op.DropSequence{Sequence: "numbers"},
	op.SetTableParameters{Table: "books", To: []string{"fillfactor=70"}},
	op.CreateIndex{Table: "books", Index: schema.Index{Columns: []string{"title"}}, Concurrently: true},
	op.DropIndex{Table: "books", Name: "books_price_idx"},
	op.RenameIndex{Table: "books", From: "books_price_idx", To: "cheap"},
	op.RenameConstraint{Table: "books", From: "books_price_check", To: "cheap"},
	op.Backfill{Table: "books", Column: "price", Value: "0"},
	op.Backfill{Table: "books", Column: "price", Value: "0", BatchSize: op.DefaultBatchSize, Key: []string{"id"}, Pause: time.Second},
	op.Only{Dialect: "postgres", Ops: op.List{op.AddColumn{Table: "books", Column: schema.Column{Name: "a", Type: "text"}}}},
	op.Autocommit{Ops: op.List{op.DropIndex{Table: "books", Name: "books_price_idx"}}},
	op.Batch{Table: "books", Ops: op.List{
		op.AddColumn{Table: "books", Column: schema.Column{Name: "a", Type: "text"}}, op.RenameColumn{Table: "books", From: "a", To: "b"},
	}},
	op.Database{Name: "archive", Ops: op.List{op.AddColumn{Table: "books", Column: schema.Column{Name: "a", Type: "text"}}}},
	op.Exec{SQL: "SELECT 1"},
	op.Func{Name: "nothing", Run: func(context.Context, bun.IDB) error { return nil }},
	op.BulkInsert{Table: "books", Columns: []string{"id"}, Rows: [][]any{{1}}},
	op.CreateEnum{Enum: schema.Enum{Name: "genre", Values: []string{"prose", "verse"}}},
	op.DropEnum{Schema: "archive", Enum: "state"},
	op.RenameEnum{From: "binding", To: "Cover"},
	op.AddEnumValue{Enum: "binding", Value: "spiral"},
	op.AddEnumValue{Enum: "binding", Value: "none", Before: "soft"},
	op.AddEnumValue{Enum: "binding", Value: "half", After: "soft"},
	op.RenameEnumValue{Enum: "binding", From: "soft", To: "paper"},
	op.AlterEnum{Enum: "binding", From: []string{"soft", "hard"}, To: []string{"hard", "leather"}},
}

func TestEveryKindHasACase(t *testing.T) {
	seen := map[string]bool{}
	for _, o := range cases {
		seen[op.Kind(o)] = true
	}
	for _, o := range op.Kinds() {
		if !seen[op.Kind(o)] {
			t.Errorf("there is no case for %s", op.Kind(o))
		}
	}
}

func TestInverseLeadsBack(t *testing.T) {
	for _, o := range cases {
		t.Run(o.String(), func(t *testing.T) {
			before := library()
			undo, err := op.Inverse([]op.Operation{o}, before)
			if _, opaque := o.(op.Opaque); opaque || slices.Contains([]string{"BulkInsert", "Backfill"}, op.Kind(o)) {
				if !errors.Is(err, op.ErrIrreversible) {
					t.Fatalf("Inverse: %v, want ErrIrreversible", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			after := library()
			if err := o.Apply(after); err != nil {
				t.Fatal(err)
			}
			if equal(before, after) != slices.Contains([]string{"CreateSchema", "CreateExtension"}, op.Kind(o)) {
				t.Error("the operation changes nothing, or the tables though what it creates is no part of them")
			}
			if err := op.Apply(after, undo); err != nil {
				t.Fatal(err)
			}
			if !equal(library(), after) {
				t.Error(cmp.Diff(library(), after))
			}
		})
	}
}

// equal leaves the order of columns aside: a dropped column comes back at the end.
func equal(a, b *schema.Schema) bool {
	a, b = a.Clone(), b.Clone()
	for _, s := range []*schema.Schema{a, b} {
		s.Sort()
	}
	return cmp.Equal(a.Names(), b.Names()) && cmp.Equal(a.Enums, b.Enums) && cmp.Equal(a.Sequences, b.Sequences, cmpopts.EquateEmpty()) && !containsDifferent(a, b)
}

func containsDifferent(a, b *schema.Schema) bool {
	for i := range a.Tables {
		if !a.Tables[i].Equal(b.Tables[i]) {
			return true
		}
	}
	return false
}

func TestApplyIsAllOrNothing(t *testing.T) {
	for _, o := range []op.Operation{
		op.CreateTable{Table: schema.Table{Name: "books"}},
		op.CreateTable{Table: schema.Table{Name: "x", PrimaryKey: schema.Key{Columns: []string{"nope"}}}},
		op.DropTable{Table: "authors"},
		op.AddColumn{Table: "books", Column: schema.Column{Name: "id"}},
		op.DropColumn{Table: "authors", Column: "id"},
		op.RenameColumn{Table: "books", From: "id", To: "price"},
		op.AddUnique{Table: "books", Unique: schema.Key{Columns: []string{"nope"}}},
		op.AddForeignKey{Table: "books", ForeignKey: schema.ForeignKey{Columns: []string{"id"}, RefTable: "nope", RefColumns: []string{"id"}}},
		op.AlterColumn{Table: "books", Column: "id", From: schema.Column{Name: "id"}, To: schema.Column{Name: "number"}},
		op.Batch{Table: "books", Ops: op.List{op.DropColumn{Table: "books", Column: "id"}, op.DropColumn{Table: "books", Column: "nope"}}},
		op.Batch{Table: "books", Ops: op.List{op.DropColumn{Table: "authors", Column: "name"}}},
		op.Batch{Table: "books", Ops: op.List{op.Backfill{Table: "books", Column: "price", Value: "0", BatchSize: 1}}},
		op.Backfill{Table: "books", Column: "price", Value: "0", BatchSize: 1, Key: []string{"nope"}},
	} {
		s := library()
		if err := o.Apply(s); err == nil {
			t.Errorf("%s: no error", o)
		}
		if d := cmp.Diff(library(), s); d != "" {
			t.Errorf("%s left a change behind: %s", o, d)
		}
	}
}

func TestErrorsNameNearOnes(t *testing.T) {
	err := op.Apply(library(), []op.Operation{
		op.AddColumn{Table: "authors", Column: schema.Column{Name: "born", Type: "date"}},
		op.DropColumn{Table: "book", Column: "title"},
	})
	if want := "step 2, DropColumn book.title: there is no table book (did you mean books?)"; err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	var missing *op.NotFoundError
	if !errors.As(err, &missing) || missing.Kind != "table" {
		t.Errorf("%v is no NotFoundError for a table", err)
	}
}

func TestForTakesWhatConcernsOneDatabase(t *testing.T) {
	a, b, c := op.Exec{SQL: "a"}, op.Exec{SQL: "b"}, op.Exec{SQL: "c"}
	ops := []op.Operation{a, op.Only{Dialect: "postgres", Ops: op.List{b, op.Only{Dialect: "sqlite", Ops: op.List{c}}}}, op.Autocommit{Ops: op.List{op.Only{Dialect: "sqlite", Ops: op.List{c}}}}}
	if d := cmp.Diff([]op.Operation{a, b}, op.For(op.Target{Dialect: "postgres"}, ops)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]op.Operation{a, op.Autocommit{Ops: op.List{c}}}, op.For(op.Target{Dialect: "sqlite"}, ops)); d != "" {
		t.Error(d)
	}
}

func TestChecksumIsThatOfTheOperations(t *testing.T) {
	sums := map[string]op.Operation{}
	for _, o := range cases {
		sum := op.Checksum([]op.Operation{o})
		if sum != op.Checksum([]op.Operation{o}) {
			t.Errorf("%s: two checksums", o)
		}
		if other, taken := sums[sum]; taken {
			t.Errorf("%s and %s have the same checksum", o, other)
		}
		sums[sum] = o
	}
	data, err := op.Marshal(cases[4:5])
	if want := `[{"Column":{"Name":"pages","Type":"integer"},"Table":"books","op":"AddColumn"}]`; err != nil || string(data) != want {
		t.Errorf("got %s, %v, want %s", data, err, want)
	}
}

func TestExecIsNamedInOneLine(t *testing.T) {
	name := op.Exec{SQL: "SELECT 1;\n\n" + strings.Repeat("é", 100)}.String()
	if strings.Contains(name, "\n") || len([]rune(name)) > 60 {
		t.Errorf("%q", name)
	}
}
