package sqlite

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Schemas are none: tables of further schemas have those in their names.
func (Dialect) Schemas(context.Context, bun.IDB) ([]string, error) { return nil, nil }

// Definitions reads tables, virtual tables, views and triggers in the order in which they were created, which is one in which they
// can be created again: SQLite looks at what a view or a trigger names only when it is used.
func (d Dialect) Definitions(ctx context.Context, db bun.IDB, scope dialect.Scope) (dialect.Definitions, error) {
	all, err := queryObjects(ctx, db, `SELECT type, name, tbl_name, sql FROM sqlite_schema `+
		`WHERE type IN ('table', 'view', 'trigger') AND sql IS NOT NULL AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY type = 'trigger', rowid`)
	if err != nil {
		return dialect.Definitions{}, fmt.Errorf("read definitions: %w", err)
	}
	shadows, err := shadowTables(ctx, db, all)
	if err != nil {
		return dialect.Definitions{}, fmt.Errorf("read definitions: %w", err)
	}
	tables, err := d.Inspect(ctx, db, scope)
	if err != nil {
		return dialect.Definitions{}, err
	}
	var found dialect.Definitions
	for _, o := range all {
		id := unflat(o.name, scope.Schemas)
		if shadows[o.name] || !inScope(unflat(o.table, scope.Schemas), dialect.Scope{Exclude: scope.Exclude}) {
			continue
		}
		switch definition := (dialect.Definition{Kind: o.kind, Schema: id.Schema, Name: id.Table}); {
		case isVirtual(o):
			definition.Kind = "virtual table"
			found.List = append(found.List, made(definition, o, "TABLE"))
		case o.kind == "table":
			if t := tables.Table(id); t != nil {
				common := d.inCommonTongue(*t)
				definition.Table = &common
			}
			found.List = append(found.List, definition)
		case o.kind == "view":
			found.List = append(found.List, made(definition, o, "VIEW"))
		default:
			found.List = append(found.List, made(definition, o, "TRIGGER"))
		}
	}
	return found, nil
}

// made is a definition with the statement that the database keeps.
func made(d dialect.Definition, o object, kind string) dialect.Definition {
	d.Create, d.Drop = []string{o.sql}, "DROP "+kind+" "+quote(o.name)
	return d
}

// commonTongue are the types that models say without naming one, by SQLite's spelling.
var commonTongue = map[string]string{
	"INTEGER": "bigint", "TIMESTAMP": "timestamptz", "BLOB": "bytea", "JSONB TEXT": "jsonb",
}

// inCommonTongue is the same table with the types that models have, and that other databases know, where SQLite makes the same of them.
func (d Dialect) inCommonTongue(t schema.Table) schema.Table {
	for i := range t.Columns {
		common := t.Clone()
		c := &common.Columns[i]
		if name, is := commonTongue[c.Type]; is {
			c.Type = name
		}
		if c.Identity == schema.IdentityByDefault {
			c.Type, c.Identity = "bigserial", ""
		}
		if d.Canonical(common).Equal(d.Canonical(t)) {
			t = common
		}
	}
	return t
}
