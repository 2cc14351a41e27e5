// Package adopt reads the version tables that other migration tools left in a database.
package adopt

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// ErrNoTable says that the tool's version table is not in the database.
var ErrNoTable = errors.New("there is no such table")

// ErrUnfinished says that the tool is at work, or was stopped in the middle of a migration.
var ErrUnfinished = errors.New("not at rest")

// Source says where a tool keeps its versions.
type Source struct {
	// Tool is one of Tools.
	Tool string
	// Table is the tool's version table. Default: the tool's own default, in the connection's default schema.
	Table schema.Name
	// Locks is the table in which bun/migrate notes its lock; no other tool has one. Default: bun_migration_locks, in the schema
	// of Table.
	Locks schema.Name
}

// State is what a tool's table says of the database.
type State struct {
	// Source is the table, with every default filled in.
	Source
	// Versions are the applied migrations in the tool's order, as the table spells them: none at the tool's beginning.
	Versions []string
	// Whole is set where the table lists all that are applied, as those of goose and bun do, and not only the current ones.
	Whole bool
}

// Latest is the version that the database is at; several have commas between them, and it is empty at the beginning.
func (s State) Latest() string {
	if s.Whole && len(s.Versions) > 0 {
		return s.Versions[len(s.Versions)-1]
	}
	return strings.Join(s.Versions, ", ")
}

// tool is what we know of a tool.
type tool struct {
	name string
	// table is its version table's default name.
	table string
	// columns are those that tell the table from others of the same name.
	columns []string
	// locks is the default name of a table for its lock; empty where it has none.
	locks string
	whole bool
	// read gives the applied versions, or an error that wraps ErrUnfinished.
	read func(context.Context, reader, Source) ([]string, error)
	// up is the command that brings a database to a version, with %s in its place.
	up string
	// late is that command where the version is below one that is applied, which the tool would refuse; empty where it takes both alike.
	late string
	// isBelow reports whether a version comes before another one; nil where late is empty.
	isBelow func(version, other string) bool
}

var tools = []tool{goose, golangMigrate, bunMigrate, alembic}

// Tools are the names of the tools that can be read.
func Tools() []string {
	var names []string
	for _, t := range tools {
		names = append(names, t.name)
	}
	return names
}

func toolOf(name string) (tool, error) {
	for _, t := range tools {
		if t.name == name {
			return t, nil
		}
	}
	return tool{}, fmt.Errorf("no tool %q is known%s: write one of %s", name, op.DidYouMean(name, Tools()), strings.Join(Tools(), ", "))
}

// Up is the way to have the tool apply versions that are missing, which are in its order. late is set where one of them comes before what
// is applied.
func (s State) Up(missing []string) (command string, late bool) {
	version := missing[len(missing)-1]
	t, err := toolOf(s.Tool)
	if err != nil {
		return s.Tool + " " + version, false
	}
	if t.late != "" && len(s.Versions) > 0 && t.isBelow(missing[0], s.Latest()) {
		return fmt.Sprintf(t.late, version), true
	}
	return fmt.Sprintf(t.up, version), false
}

// WithDefaults fills in what is left empty. The error says that no such tool is known.
func (s Source) WithDefaults() (Source, error) {
	t, err := toolOf(s.Tool)
	if err != nil {
		return s, err
	}
	if s.Table.Table == "" {
		s.Table.Table = t.table
	}
	if s.Locks.Table == "" && t.locks != "" {
		s.Locks = schema.Name{Schema: s.Table.Schema, Table: t.locks}
	}
	return s, nil
}

// Tables are the tables of the tool's own.
func (s Source) Tables() []schema.Name {
	if s.Locks.Table == "" {
		return []schema.Name{s.Table}
	}
	return []schema.Name{s.Table, s.Locks}
}

// Read reads a tool's version table. The error wraps ErrNoTable where it is not there, and ErrUnfinished where the tool is not at
// rest.
func Read(ctx context.Context, d dialect.Dialect, db bun.IDB, from Source) (State, error) {
	from, err := from.WithDefaults()
	if err != nil {
		return State{}, err
	}
	t, _ := toolOf(from.Tool)
	found, err := inspect(ctx, d, db, from.Tables())
	if err != nil {
		return State{}, err
	}
	table := found.Table(from.Table)
	switch {
	case table == nil:
		return State{}, fmt.Errorf("%s's table %s: %w", from.Tool, from.Table, ErrNoTable)
	case !t.made(table):
		return State{}, fmt.Errorf("table %s is not %s's: it lacks %s", from.Table, from.Tool, strings.Join(t.lacking(table), ", "))
	}
	if found.Table(from.Locks) == nil {
		from.Locks = schema.Name{}
	}
	versions, err := t.read(ctx, reader{d, db}, from)
	if err != nil {
		return State{}, fmt.Errorf("%s's table %s: %w", from.Tool, from.Table, err)
	}
	return State{Source: from, Versions: versions, Whole: t.whole}, nil
}

// made reports whether the tool made the table.
func (t tool) made(table *schema.Table) bool { return len(t.lacking(table)) == 0 }

// lacking are the tool's columns that a table does not have.
func (t tool) lacking(table *schema.Table) (columns []string) {
	for _, c := range t.columns {
		if table.Column(c) == nil {
			columns = append(columns, c)
		}
	}
	return columns
}

// inspect reads the shape of those of the tables that are there.
func inspect(ctx context.Context, d dialect.Dialect, db bun.IDB, tables []schema.Name) (*schema.Schema, error) {
	scope := dialect.Scope{Tables: tables}
	for _, t := range tables {
		if t.Schema != "" && !slices.Contains(scope.Schemas, t.Schema) {
			scope.Schemas = append(scope.Schemas, t.Schema)
		}
	}
	found, err := d.Inspect(ctx, db, scope)
	if err != nil {
		return nil, fmt.Errorf("look for another tool's version table: %w", err)
	}
	return found, nil
}

// reader asks a database.
type reader struct {
	dialect.Dialect
	db bun.IDB
}

// each reads columns of a table's rows in the order of one of them, each row by a call of scan.
func (r reader) each(ctx context.Context, table schema.Name, columns, order string, scan func(*sql.Rows) error) error {
	return dialect.Query(ctx, r.db, "SELECT "+columns+" FROM "+r.QuoteTable(table)+" ORDER BY "+order, scan)
}
