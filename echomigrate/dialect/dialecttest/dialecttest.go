// Package dialecttest holds the tests that every dialect must pass, on a real database.
package dialecttest

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Target is a dialect and where its databases come from.
type Target struct {
	// Dialect is the dialect under test.
	Dialect dialect.Dialect
	// Open gives a new, empty database that allows several connections and enforces foreign keys.
	Open func(t testing.TB) *bun.DB
}

var ctx = context.Background()

// Run runs every test.
func Run(t *testing.T, target Target) {
	t.Run("Operations", target.operations)
	t.Run("Every kind of operation has a scenario", everyKindHasAScenario)
	t.Run("Names", target.names)
	t.Run("Texts", target.texts)
	t.Run("Plainly equal tables", target.plainlyEqual)
	t.Run("Canonical is idempotent", target.idempotent)
	t.Run("Spell", target.spell)
	t.Run("Rehearse", target.rehearse)
	t.Run("Enum types in Spell", target.spellEnums)
	t.Run("Enum types in Rehearse", target.rehearseEnums)
	t.Run("Random schemas", target.random)
	t.Run("Further schemas", target.furtherSchema)
	t.Run("Scope", target.scope)
	t.Run("Number of queries", target.queries)
	t.Run("Literals", target.literals)
	t.Run("Lock", target.lock)
	t.Run("Commits", target.commits)
	t.Run("Clock", target.clock)
	t.Run("Missing table", target.missingTable)
	t.Run("Width", target.width)
	t.Run("Explain", target.explain)
	t.Run("Literal of a value", target.literalOf)
	t.Run("Rows", target.rowCount)
	t.Run("Invalid index", target.invalidIndex)
}

// RunDriver runs the tests that depend on the driver.
func RunDriver(t *testing.T, target Target) {
	t.Run("Names", target.names)
	t.Run("Texts", target.texts)
	t.Run("Literals", target.literals)
	t.Run("Rebuild", target.rebuild)
	t.Run("Spell", target.spell)
	t.Run("Rehearse", target.rehearse)
	t.Run("Enum types in Spell", target.spellEnums)
	t.Run("Enum types in Rehearse", target.rehearseEnums)
	t.Run("Lock", target.lock)
	t.Run("Commits", target.commits)
	t.Run("Clock", target.clock)
	t.Run("Missing table", target.missingTable)
	t.Run("Width", target.width)
	t.Run("Explain", target.explain)
	t.Run("Invalid index", target.invalidIndex)
}

// inspect reads the whole schema, that of the schema "audit" included.
func (x Target) inspect(t testing.TB, db bun.IDB) *schema.Schema {
	t.Helper()
	s, err := x.Dialect.Inspect(ctx, db, dialect.Scope{Schemas: []string{audit}})
	if err != nil {
		t.Fatalf("inspect: %v", err)
	}
	return s
}

// audit is the further schema.
const audit = "audit"

// canonical is each table as the database would give it back, sorted.
func (x Target) canonical(s *schema.Schema) *schema.Schema {
	s = s.Clone()
	for i, t := range s.Tables {
		s.Tables[i] = x.Dialect.Canonical(t)
	}
	s.Sort()
	return s
}

// forThis is the list as this database sees it.
func (x Target) forThis(ops []op.Operation) []op.Operation {
	return op.For(op.Target{Dialect: x.Dialect.Name()}, ops)
}

// mustMigrate carries operations out.
func (x Target) mustMigrate(t testing.TB, db *bun.DB, ops ...op.Operation) {
	t.Helper()
	if err := x.Migrate(db, ops); err != nil {
		t.Fatal(err)
	}
}

// same compares schemas, part by part; nothing and an empty list are the same.
func same(want, got *schema.Schema) string {
	return cmp.Diff(parts(want), parts(got))
}

// parts lists everything in a schema, one in a line.
func parts(s *schema.Schema) []string {
	var lines []string
	for _, t := range s.Tables {
		t = t.Clone()
		add := func(what string, part any) { lines = append(lines, fmt.Sprintf("%s %s %#v", t.ID(), what, part)) }
		add("table", []any{t.Comment, t.Options, t.PartitionBy, t.Unlogged, t.With})
		for _, c := range t.Columns {
			add("column", c)
		}
		add("primary key", t.PrimaryKey)
		for _, k := range t.Uniques {
			add("unique", k)
		}
		for _, f := range t.ForeignKeys {
			add("foreign key", f)
		}
		for _, c := range t.Checks {
			add("check", c)
		}
		for _, e := range t.Exclusions {
			add("exclusion", e)
		}
		for _, i := range t.Indexes {
			add("index", i)
		}
		for _, trigger := range t.Triggers {
			add("trigger", trigger)
		}
	}
	for _, e := range s.Enums {
		lines = append(lines, fmt.Sprintf("enum type %#v", e))
	}
	for _, q := range s.Sequences {
		lines = append(lines, fmt.Sprintf("sequence %#v", q))
	}
	return lines
}

// columnOrderAside puts the columns of each table in the order of their names.
func columnOrderAside(s *schema.Schema) *schema.Schema {
	s = s.Clone()
	for i := range s.Tables {
		sortColumns(s.Tables[i].Columns)
	}
	return s
}
