package sqlite

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Inspect reads the tables off the database's own CREATE statements: in one query, and one more where there are virtual
// tables. Virtual tables, the tables that these keep their data in, and views are left out.
func (d Dialect) Inspect(ctx context.Context, db bun.IDB, scope dialect.Scope) (*schema.Schema, error) {
	return d.inspect(ctx, db, scope)
}

func (d Dialect) inspect(ctx context.Context, db querier, scope dialect.Scope) (*schema.Schema, error) {
	stored, err := readStored(ctx, db)
	if err != nil {
		return nil, fmt.Errorf("inspect: %w", err)
	}
	s := &schema.Schema{TablesOnly: true}
	for _, o := range stored {
		if o.kind != "table" {
			continue
		}
		t, err := parseTable(o.sql)
		if err != nil {
			return nil, fmt.Errorf("inspect table %s: its CREATE TABLE cannot be read: %w", o.name, err)
		}
		t.Name = o.name
		s.Tables = append(s.Tables, t)
	}
	if err := addDependents(s, stored); err != nil {
		return nil, err
	}
	resolve(s)
	for i := range s.Tables {
		s.Tables[i] = mapBack(s.Tables[i], scope.Schemas)
		canonical(&s.Tables[i])
	}
	s.Tables = slices.DeleteFunc(s.Tables, func(t schema.Table) bool { return !inScope(t.ID(), scope) })
	s.Sort()
	return s, nil
}

func inScope(name schema.Name, scope dialect.Scope) bool {
	is := func(n schema.Name) bool { return flatName(n) == flatName(name) }
	if len(scope.Tables) > 0 && !slices.ContainsFunc(scope.Tables, is) {
		return false
	}
	return !slices.ContainsFunc(scope.Exclude, is)
}

// object is a row of sqlite_schema.
type object struct{ kind, name, table, sql string }

// readStored lists tables, indexes and triggers that somebody created, in the order of creation.
func readStored(ctx context.Context, db querier) ([]object, error) {
	all, err := queryObjects(ctx, db, `SELECT type, name, tbl_name, sql FROM sqlite_schema `+
		`WHERE type IN ('table', 'index', 'trigger') AND sql IS NOT NULL AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY rowid`)
	if err != nil {
		return nil, err
	}
	virtual := slices.ContainsFunc(all, isVirtual)
	if !virtual {
		return all, nil
	}
	shadows, err := shadowTables(ctx, db, all)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(o object) bool { return isVirtual(o) || shadows[o.table] }), nil
}

// isVirtual goes by the first words, which SQLite writes itself.
func isVirtual(o object) bool {
	return o.kind == "table" && strings.HasPrefix(o.sql, "CREATE VIRTUAL TABLE ")
}

// shadowSuffixes are behind the names of the tables in which SQLite's own modules keep their data.
var shadowSuffixes = []string{"_data", "_idx", "_content", "_docsize", "_config", "_segments", "_segdir", "_stat", "_node", "_rowid", "_parent"}

// shadowTables names the tables that belong to virtual tables. SQLite before 3.37 does not list them, and later ones do not
// know those of a module that is not loaded.
func shadowTables(ctx context.Context, db querier, all []object) (map[string]bool, error) {
	shadows := map[string]bool{}
	for _, o := range all {
		if isVirtual(o) {
			for _, suffix := range shadowSuffixes {
				shadows[o.name+suffix] = true
			}
		}
	}
	listed, err := queryObjects(ctx, db, `SELECT type, name, name, '' FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'`)
	if err != nil && !isMissingTable(err) {
		return nil, err
	}
	for _, o := range listed {
		shadows[o.name] = true
	}
	return shadows, nil
}

// addDependents puts indexes and triggers into their tables. Triggers of views have none.
func addDependents(s *schema.Schema, stored []object) error {
	tables := s.ByName()
	for _, o := range stored {
		t := tables[schema.Name{Table: o.table}]
		switch {
		case o.kind == "table" || t == nil:
		case o.kind == "trigger":
			t.Triggers = append(t.Triggers, schema.Trigger{Name: o.name, SQL: o.sql})
		case o.kind == "index":
			i, err := parseIndex(o.sql)
			if err != nil {
				return fmt.Errorf("inspect index %s of table %s: its CREATE INDEX cannot be read: %w", o.name, o.table, err)
			}
			i.Name = o.name
			t.Indexes = append(t.Indexes, i)
		}
	}
	return nil
}

// resolve writes names of columns and tables as those are spelled where they are defined: SQLite does not mind their case.
func resolve(s *schema.Schema) {
	tables := map[string]*schema.Table{}
	for i := range s.Tables {
		tables[strings.ToLower(s.Tables[i].Name)] = &s.Tables[i]
	}
	for i := range s.Tables {
		t := &s.Tables[i]
		columns := columnsOf(*t)
		columns.resolve(t.PrimaryKey.Columns)
		for _, k := range t.Uniques {
			columns.resolve(k.Columns)
		}
		for n := range t.Indexes {
			resolveIndex(&t.Indexes[n], columns)
		}
		for n := range t.ForeignKeys {
			f := &t.ForeignKeys[n]
			columns.resolve(f.Columns)
			if parent := tables[strings.ToLower(f.RefTable)]; parent != nil {
				resolveParent(f, parent)
			}
		}
	}
}

func (n names) resolve(columns []string) {
	for i, c := range columns {
		if spelled, ok := n.column(c); ok {
			columns[i] = spelled
		}
	}
}

// resolveParent spells the parent's names. A foreign key without columns of the parent means its primary key.
func resolveParent(f *schema.ForeignKey, parent *schema.Table) {
	f.RefTable = parent.Name
	if len(f.RefColumns) == 0 && len(parent.PrimaryKey.Columns) == len(f.Columns) {
		f.RefColumns = slices.Clone(parent.PrimaryKey.Columns)
	}
	columnsOf(*parent).resolve(f.RefColumns)
}

// resolveIndex makes an expression of a name that is no column.
func resolveIndex(i *schema.Index, columns names) {
	if len(i.Elements) == 0 && !slices.ContainsFunc(i.Columns, func(c string) bool { _, is := columns.column(c); return !is }) {
		columns.resolve(i.Columns)
		return
	}
	key := slices.Clone(i.Key())
	for n, e := range key {
		if e.Column == "" {
			continue
		}
		spelled, ok := columns.column(e.Column)
		if ok {
			key[n].Column = spelled
			continue
		}
		key[n].Column, key[n].Expression = "", text(e.Column)
	}
	*i = i.WithKey(key)
}

// mapBack gives a table and what it refers to their schemas back.
func mapBack(t schema.Table, schemas []string) schema.Table {
	id := unflat(t.Name, schemas)
	for i := range t.ForeignKeys {
		f := &t.ForeignKeys[i]
		target := unflat(f.RefTable, schemas)
		f.RefSchema, f.RefTable = target.SchemaFrom(id.Schema), target.Table
	}
	for i := range t.Indexes {
		t.Indexes[i].Name = strings.TrimPrefix(t.Indexes[i].Name, flat(id.Schema, ""))
	}
	t.Schema, t.Name = id.Schema, id.Table
	return t
}
