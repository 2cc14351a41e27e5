package postgres

import (
	"slices"
	"strings"
	"sync"
	"text/template"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// CreateEnum creates a type and its comment.
func (d Dialect) CreateEnum(e schema.Enum) ([]string, error) {
	d.addType(e.ID())
	statements := []string{"CREATE TYPE " + d.QuoteTable(e.ID()) + " AS ENUM (" + quotedAll(e.Values) + ")"}
	if e.Comment != "" {
		statements = append(statements, "COMMENT ON TYPE "+d.QuoteTable(e.ID())+" IS "+commentText(e.Comment))
	}
	return statements, nil
}

// DropEnum drops a type.
func (d Dialect) DropEnum(enum schema.Name, ifThere bool) ([]string, error) {
	statement := "DROP TYPE "
	if ifThere {
		statement += "IF EXISTS "
	}
	return []string{statement + d.QuoteTable(enum)}, nil
}

// RenameEnum renames a type.
func (d Dialect) RenameEnum(enum schema.Name, to string) ([]string, error) {
	d.addType(schema.Name{Schema: enum.Schema, Table: to})
	return d.alterType(enum, "RENAME TO "+d.Quote(to)), nil
}

// AddEnumValue adds a value unless it is there. In a scratch place, where nothing is committed, a new type has it at once.
func (d Dialect) AddEnumValue(enum schema.Name, value, before, after string) ([]string, error) {
	if d.places != nil {
		at := "cardinality(present)"
		switch {
		case before != "":
			at = "array_position(present, " + quoted(before) + ") - 1"
		case after != "":
			at = "array_position(present, " + quoted(after) + ")"
		}
		return d.replaceEnum(enum, "present", textArray(nil), "present[:"+at+"] || "+quoted(value)+"::text || present["+at+" + 1:]")
	}
	action := "ADD VALUE IF NOT EXISTS " + quoted(value)
	switch {
	case before != "":
		action += " BEFORE " + quoted(before)
	case after != "":
		action += " AFTER " + quoted(after)
	}
	return d.alterType(enum, action), nil
}

// RenameEnumValue renames a value.
func (d Dialect) RenameEnumValue(enum schema.Name, from, to string) ([]string, error) {
	return d.alterType(enum, "RENAME VALUE "+quoted(from)+" TO "+quoted(to)), nil
}

func (d Dialect) alterType(enum schema.Name, action string) []string {
	return []string{"ALTER TYPE " + d.QuoteTable(enum) + " " + action}
}

// AlterEnum puts a new type in the old one's place, which must have the values from.
func (d Dialect) AlterEnum(enum schema.Name, from, to []string) ([]string, error) {
	var gone []string
	for _, v := range from {
		if !slices.Contains(to, v) {
			gone = append(gone, v)
		}
	}
	return d.replaceEnum(enum, textArray(from), textArray(gone), textArray(to))
}

// replaceEnum is one block, which finds in the catalogs what uses the type: it serves as well in a script that is run elsewhere.
// The values are SQL arrays, in which present is the type's own.
func (d Dialect) replaceEnum(enum schema.Name, from, gone, to string) ([]string, error) {
	aside := enum
	aside.Table = schema.DefaultName(enum.Table, "", "echomigrate_old")
	var b strings.Builder
	err := alterEnum().Execute(&b, map[string]string{
		"Name": quoted(enum.Table), "Type": quoted(d.QuoteTable(enum)), "SQLType": d.QuoteTable(enum), "Aside": d.Quote(aside.Table),
		"AsideType": d.QuoteTable(aside), "From": from, "Gone": gone, "To": to,
	})
	if err != nil {
		return nil, err
	}
	return []string{do(b.String())}, nil
}

// alterEnum keeps the definitions of what names the type's columns in an expression, or refers to them, takes that away, puts the
// new type in the old one's place, and creates it all again. Definitions are read before the type is renamed, so that they name the
// new one afterwards.
var alterEnum = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Parse(`DECLARE
	kind oid := {{.Type}}::regtype;
	about text := obj_description(kind, 'pg_type');
	present text[] := coalesce((SELECT array_agg(enumlabel::text ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = kind), '{}');
	becomes text[] := {{.To}};
	used record;
	held text;
	line text;
	lines text[] := '{}';
	again text[] := '{}';
BEGIN
	IF present <> {{.From}} THEN
		RAISE EXCEPTION 'enum type % has the values %, not %', {{.Name}}, present, {{.From}};
	END IF;
	FOR used IN
		SELECT c.oid AS id, a.attnum AS number, c.oid::regclass::text AS name, a.attname::text AS field, a.atttypid <> kind AS many,
			pg_get_expr(ad.adbin, ad.adrelid) AS preset
		FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = kind
		LEFT JOIN pg_attrdef ad ON ad.adrelid = a.attrelid AND ad.adnum = a.attnum AND a.attgenerated = ''
		WHERE a.atttypid IN (t.oid, t.typarray) AND c.relkind IN ('r', 'p') AND a.attinhcount = 0 AND NOT a.attisdropped
		ORDER BY 3, 2
	LOOP
		EXECUTE format('SELECT v FROM (SELECT ' || CASE WHEN used.many THEN 'unnest(%1$I)' ELSE '%1$I' END || '::text AS v FROM %2$s) AS held WHERE v = ANY ($1) LIMIT 1',
			used.field, used.name) INTO held USING {{.Gone}};
		IF held IS NOT NULL THEN
			RAISE EXCEPTION 'table %, column %: a row holds ''%'', which goes: give such rows another value first', used.name, used.field, held;
		END IF;
		FOREACH held IN ARRAY {{.Gone}} LOOP
			IF starts_with(used.preset, quote_literal(held) || '::') THEN
				RAISE EXCEPTION 'table %, column %: its default is ''%'', which goes: change the default first', used.name, used.field, held;
			END IF;
		END LOOP;
		lines := lines || format('ALTER TABLE %1$s ALTER COLUMN %2$I TYPE %3$s USING %2$I::%4$s::%3$s', used.name, used.field,
			{{.Type}} || CASE WHEN used.many THEN '[]' ELSE '' END, CASE WHEN used.many THEN 'text[]' ELSE 'text' END);
		IF used.preset IS NOT NULL THEN
			EXECUTE format('ALTER TABLE %s ALTER COLUMN %I DROP DEFAULT', used.name, used.field);
			lines := lines || format('ALTER TABLE %s ALTER COLUMN %I SET DEFAULT %s', used.name, used.field, used.preset);
		END IF;
	END LOOP;
	FOR used IN
		SELECT DISTINCT con.oid AS id, con.conrelid::regclass::text AS name, con.conname::text AS object, pg_get_constraintdef(con.oid) AS said, con.contype
		FROM pg_type t JOIN pg_attribute a ON a.atttypid IN (t.oid, t.typarray)
		JOIN pg_depend d ON d.classid = 'pg_constraint'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum
		JOIN pg_constraint con ON con.oid = d.objid
		WHERE t.oid = kind AND con.contype IN ('c', 'f', 'x') AND con.conparentid = 0 AND con.coninhcount = 0
		ORDER BY con.contype DESC, 2, 3
	LOOP
		EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', used.name, used.object);
		line := format('ALTER TABLE %s ADD CONSTRAINT %I %s', used.name, used.object, used.said);
		again := CASE WHEN used.contype = 'f' THEN again || line ELSE line || again END;
	END LOOP;
	FOR used IN
		SELECT DISTINCT i.indexrelid::regclass::text AS object, pg_get_indexdef(i.indexrelid) AS said
		FROM pg_type t JOIN pg_attribute a ON a.atttypid IN (t.oid, t.typarray)
		JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum
		JOIN pg_index i ON i.indexrelid = d.objid JOIN pg_class ic ON ic.oid = i.indexrelid
		WHERE t.oid = kind AND (i.indexprs IS NOT NULL OR i.indpred IS NOT NULL) AND NOT ic.relispartition
		ORDER BY 1
	LOOP
		EXECUTE 'DROP INDEX ' || used.object;
		again := used.said || again;
	END LOOP;
	ALTER TYPE {{.SQLType}} RENAME TO {{.Aside}};
	EXECUTE 'CREATE TYPE ' || {{.Type}} || ' AS ENUM (' ||
		coalesce((SELECT string_agg(quote_literal(v), ', ' ORDER BY n) FROM unnest(becomes) WITH ORDINALITY AS list(v, n)), '') || ')';
	IF about IS NOT NULL THEN
		EXECUTE 'COMMENT ON TYPE ' || {{.Type}} || ' IS ' || quote_literal(about);
	END IF;
	FOREACH line IN ARRAY lines || again LOOP
		EXECUTE line;
	END LOOP;
	DROP TYPE {{.AsideType}};
END`))
})

func textArray(values []string) string {
	return "ARRAY[" + quotedAll(values) + "]::text[]"
}

func quotedAll(values []string) string {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = quoted(v)
	}
	return strings.Join(list, ", ")
}
