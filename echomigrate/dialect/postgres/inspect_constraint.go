package postgres

import (
	"database/sql"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

const constraintsQuery = `
SELECT con.conrelid::bigint, con.conname::text, con.contype::text, con.condeferrable, con.condeferred, coalesce(con.conkey::text, ''),
	coalesce(CASE WHEN con.contype = 'c' THEN pg_get_expr(con.conbin, con.conrelid, true) END, ''),
	coalesce(i.indkey::text, ''), coalesce(i.indnkeyatts, 0), coalesce(to_jsonb(i) ->> 'indnullsnotdistinct' = 'true', false),
	coalesce(fn.nspname::text, ''), coalesce(fn.nspname = current_schema(), false), coalesce(fc.relname::text, ''),
	coalesce((SELECT json_agg(fa.attname ORDER BY k.place) FROM unnest(con.confkey) WITH ORDINALITY k(number, place)
		JOIN pg_attribute fa ON fa.attrelid = con.confrelid AND fa.attnum = k.number)::text, '[]'),
	con.confupdtype::text, con.confdeltype::text, con.confmatchtype::text,
	NOT con.convalidated AND coalesce(to_jsonb(con) ->> 'conenforced' = 'true', true), con.connoinherit
FROM pg_constraint con
JOIN pg_class c ON c.oid = con.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_index i ON i.indexrelid = con.conindid AND con.contype IN ('p', 'u')
LEFT JOIN pg_class fc ON fc.oid = con.confrelid
LEFT JOIN pg_namespace fn ON fn.oid = fc.relnamespace
WHERE con.contype IN ('p', 'u', 'c', 'f') AND con.conparentid = 0 AND `

func (in *inspection) constraint(rows *sql.Rows) error {
	var (
		oid                                             int64
		name, kind, key, expression, indexKey           string
		deferrable, deferred, notDistinct, refIsCurrent bool
		keyCount                                        int
		refSchema, refTable, refColumns                 string
		onUpdate, onDelete, match                       string
		notValid, noInherit                             bool
	)
	err := rows.Scan(&oid, &name, &kind, &deferrable, &deferred, &key, &expression, &indexKey, &keyCount, &notDistinct,
		&refSchema, &refIsCurrent, &refTable, &refColumns, &onUpdate, &onDelete, &match, &notValid, &noInherit)
	if err != nil {
		return err
	}
	t := in.tables[oid]
	columns, all := numbers(key), numbers(indexKey)
	if t == nil || !t.has(columns) || !t.has(all) {
		return nil
	}
	when := deferrability(deferrable, deferred)
	switch kind {
	case "c":
		t.Checks = append(t.Checks, schema.Check{Name: name, Expression: expression, NoInherit: noInherit, NotValid: notValid})
	case "f":
		referred, err := stringList(refColumns)
		if err != nil {
			return err
		}
		if refIsCurrent {
			refSchema = ""
		}
		target := schema.Name{Schema: refSchema, Table: refTable}
		f := schema.ForeignKey{
			Name: name, Columns: t.names(columns), RefSchema: target.SchemaFrom(t.Schema), RefTable: refTable, RefColumns: referred,
			OnUpdate: actions[onUpdate], OnDelete: actions[onDelete], Match: matches[match], Deferrable: when, NotValid: notValid,
		}
		t.ForeignKeys = append(t.ForeignKeys, f)
	default:
		k := schema.Key{
			Name: name, Columns: t.names(columns), Include: t.names(all[min(keyCount, len(all)):]), NullsNotDistinct: notDistinct, Deferrable: when,
		}
		if kind == "p" {
			t.PrimaryKey = k
		} else {
			t.Uniques = append(t.Uniques, k)
		}
	}
	return nil
}

func deferrability(deferrable, deferred bool) schema.Deferrable {
	switch {
	case deferred:
		return schema.InitiallyDeferred
	case deferrable:
		return schema.InitiallyImmediate
	}
	return ""
}

// The letters of pg_constraint for what a foreign key does and how it matches.
var (
	actions = map[string]schema.Action{"r": schema.Restrict, "c": schema.Cascade, "n": schema.SetNull, "d": schema.SetDefault}
	matches = map[string]string{"f": "FULL", "p": "PARTIAL"}
)
