package sqlite

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// guard stands before a rebuild: the table has nothing that the script does not know of, such as a trigger that SQL made. A
// rebuild would lose it.
func guard(expected schema.Table) op.Func {
	return op.Func{
		Name: "look for what the rebuild of " + expected.ID().String() + " would lose",
		SQL:  offlineGuard(expected),
		Run:  func(ctx context.Context, db bun.IDB) error { return checkExpected(ctx, db, expected) },
	}
}

// offlineGuard goes by names, and for triggers by their text, in which SQLite writes the new name of a renamed table.
func offlineGuard(expected schema.Table) string {
	stored := text(flatName(expected.ID()))
	var indexes, triggers []string
	for _, i := range expected.Indexes {
		indexes = append(indexes, flat(expected.Schema, i.Name))
	}
	for _, t := range expected.Triggers {
		triggers = append(triggers, t.SQL)
	}
	condition := "NOT EXISTS (SELECT 1 FROM pragma_table_xinfo(" + stored + ") WHERE name COLLATE NOCASE NOT IN (" + texts(expected.ColumnNames()) + "))" +
		" AND NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE tbl_name = " + stored + " COLLATE NOCASE AND sql IS NOT NULL AND (" +
		"type = 'index' AND name COLLATE NOCASE NOT IN (" + texts(indexes) + ") OR type = 'trigger' AND sql NOT IN (" + texts(triggers) + ")))"
	return strings.Join(New().Assert(condition, "table "+expected.ID().String()+
		" has a column, an index or a trigger that the script does not know of and would lose: run the revision without a script"), ";\n")
}

func texts(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = text(v)
	}
	return strings.Join(quoted, ", ")
}

// checkExpected refuses a rebuild that would lose what the script does not know of.
func checkExpected(ctx context.Context, db bun.IDB, expected schema.Table) error {
	s, err := New().Inspect(ctx, db, dialect.Scope{Schemas: []string{expected.Schema}, Tables: []schema.Name{expected.ID()}})
	if err != nil {
		return err
	}
	actual := s.Table(expected.ID())
	if actual == nil {
		return fmt.Errorf("there is no table %s", expected.ID())
	}
	unknown := func(kind, name string) error {
		return fmt.Errorf("table %s has %s %s, which the rebuild does not know of and would lose: compile the script from the database",
			expected.ID(), kind, name)
	}
	for _, c := range actual.Columns {
		if expected.Column(c.Name) == nil {
			return unknown("column", c.Name)
		}
	}
	for _, i := range actual.Indexes {
		if expected.Index(i.Name) == nil {
			return unknown("index", i.Name)
		}
	}
	for _, t := range actual.Triggers {
		if !slices.Contains(expected.Triggers, t) {
			return unknown("trigger", t.Name)
		}
	}
	if clause := unwritable(*actual); clause != "" {
		return unknown("the clause", clause)
	}
	return checkKey(ctx, db, *actual)
}

// checkKey finds NULL in a primary key that is no rowid, such as INT PRIMARY KEY: a new table would number such rows.
func checkKey(ctx context.Context, db bun.IDB, t schema.Table) error {
	key := rowidColumn(t)
	if key == "" {
		return nil
	}
	var null bool
	query := "SELECT EXISTS (SELECT 1 FROM " + quote(flatName(t.ID())) + " WHERE " + quote(key) + " IS NULL)"
	if err := db.QueryRowContext(ctx, query).Scan(&null); err != nil || !null {
		return err
	}
	return fmt.Errorf("table %s, column %s: NOT NULL constraint failed: the primary key is NULL in some rows", t.ID(), key)
}
