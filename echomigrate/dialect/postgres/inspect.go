package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Inspect reads tables with three queries: one for tables and columns, one for constraints, one for indexes. Partitions,
// temporary tables and what belongs to an extension are left out.
func (d Dialect) Inspect(ctx context.Context, db bun.IDB, scope dialect.Scope) (*schema.Schema, error) {
	list := []string{"current_schema()"}
	for _, s := range scope.Schemas {
		list = append(list, quoted(s))
	}
	in := inspection{ctx: ctx, db: db, tables: map[int64]*table{}, scope: scope}
	return in.run("n.nspname IN (" + strings.Join(list, ", ") + ") AND c.relpersistence <> 't'")
}

// inspection is one reading of the catalogs.
type inspection struct {
	ctx    context.Context
	db     bun.IDB
	scope  dialect.Scope
	order  []*table
	tables map[int64]*table
}

// table is a table that is being read: other catalogs refer to its columns by number.
type table struct {
	schema.Table
	columns map[int]string
	// collations are those of the columns, for comparison with those of indexes.
	collations map[int]int64
}

// names turns a list of column numbers into names.
func (t *table) names(numbers []int) []string {
	var names []string
	for _, n := range numbers {
		names = append(names, t.columns[n])
	}
	return names
}

// run reads the tables that the condition on pg_class c and pg_namespace n takes.
func (in *inspection) run(where string) (*schema.Schema, error) {
	where = "c.relkind IN ('r', 'p') AND NOT c.relispartition AND " + where
	for _, part := range []struct {
		what  string
		query string
		scan  func(*sql.Rows) error
	}{
		{"columns", columnsQuery + where + " ORDER BY n.nspname, c.relname, a.attnum", in.column},
		{"constraints", constraintsQuery + where + " ORDER BY con.conrelid, con.conname", in.constraint},
		{"indexes", indexesQuery + where + " ORDER BY i.indrelid, ic.relname", in.index},
	} {
		if err := in.each(part.query, part.scan); err != nil {
			return nil, fmt.Errorf("read %s: %w", part.what, err)
		}
	}
	s := &schema.Schema{}
	for _, t := range in.order {
		if in.wanted(t.ID()) {
			s.Tables = append(s.Tables, t.Table)
		}
	}
	s.Sort()
	return s, nil
}

func (in *inspection) wanted(n schema.Name) bool {
	return !slices.Contains(in.scope.Exclude, n) && (len(in.scope.Tables) == 0 || slices.Contains(in.scope.Tables, n))
}

// each sends a query as it stands and scans its rows.
func (in *inspection) each(query string, scan func(*sql.Rows) error) error {
	rows, err := in.db.QueryContext(in.ctx, "?", bun.Safe(query))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// columnsQuery gives a row for each column, and one for a table without columns.
const columnsQuery = `
SELECT c.oid::bigint, CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname::text END, c.relname::text, coalesce(td.description, ''),
	coalesce(a.attnum, 0), coalesce(a.attname::text, ''), coalesce(format_type(a.atttypid, a.atttypmod), ''), coalesce(a.attnotnull, false),
	coalesce(pg_get_expr(ad.adbin, ad.adrelid, true), ''), coalesce(a.attidentity::text, ''), coalesce(a.attgenerated::text, ''),
	CASE WHEN a.attcollation <> ty.typcollation THEN coalesce(co.collname::text, '') ELSE '' END, coalesce(a.attcollation::bigint, 0),
	coalesce(cd.description, ''), owned.refobjid IS NOT NULL
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_type ty ON ty.oid = a.atttypid
LEFT JOIN pg_collation co ON co.oid = a.attcollation
LEFT JOIN pg_attrdef ad ON ad.adrelid = c.oid AND ad.adnum = a.attnum
LEFT JOIN pg_description td ON td.objoid = c.oid AND td.classoid = 'pg_class'::regclass AND td.objsubid = 0
LEFT JOIN pg_description cd ON cd.objoid = c.oid AND cd.classoid = 'pg_class'::regclass AND cd.objsubid = a.attnum
LEFT JOIN (
	SELECT DISTINCT dep.refobjid, dep.refobjsubid FROM pg_depend dep JOIN pg_class seq ON seq.oid = dep.objid AND seq.relkind = 'S'
	WHERE dep.classid = 'pg_class'::regclass AND dep.refclassid = 'pg_class'::regclass AND dep.deptype = 'a'
) owned ON owned.refobjid = c.oid AND owned.refobjsubid = a.attnum
LEFT JOIN pg_depend ext ON ext.classid = 'pg_class'::regclass AND ext.objid = c.oid AND ext.objsubid = 0 AND ext.deptype = 'e'
WHERE ext.objid IS NULL AND `

func (in *inspection) column(rows *sql.Rows) error {
	var (
		oid, collation                        int64
		number                                int
		namespace, name, comment, expression  string
		identity, generated, columnType, coll string
		c                                     schema.Column
		owned                                 bool
	)
	err := rows.Scan(&oid, &namespace, &name, &comment, &number, &c.Name, &columnType, &c.NotNull, &expression, &identity,
		&generated, &coll, &collation, &c.Comment, &owned)
	if err != nil {
		return err
	}
	t := in.tables[oid]
	if t == nil {
		t = &table{Table: schema.Table{Schema: namespace, Name: name, Comment: comment}, columns: map[int]string{}, collations: map[int]int64{}}
		in.tables[oid] = t
		in.order = append(in.order, t)
	}
	if number == 0 {
		return nil
	}
	c.Type, c.Collation = columnType, coll
	switch {
	case generated != "":
		c.Generated, c.Virtual = expression, generated == "v"
	case owned && strings.HasPrefix(expression, "nextval("):
		c.Type = serialOf(typeName(columnType))
	default:
		c.Default = expression
	}
	c.Identity = map[string]schema.Identity{"d": schema.IdentityByDefault, "a": schema.IdentityAlways}[identity]
	t.columns[number], t.collations[number] = c.Name, collation
	t.Columns = append(t.Columns, canonicalColumn(c))
	return nil
}

const constraintsQuery = `
SELECT con.conrelid::bigint, con.conname::text, con.contype::text, con.condeferrable, con.condeferred, coalesce(con.conkey::text, ''),
	coalesce(CASE WHEN con.contype = 'c' THEN pg_get_expr(con.conbin, con.conrelid, true) END, ''),
	coalesce(i.indkey::text, ''), coalesce(i.indnkeyatts, 0), coalesce(to_jsonb(i) ->> 'indnullsnotdistinct' = 'true', false),
	coalesce(fn.nspname::text, ''), coalesce(fn.nspname = current_schema(), false), coalesce(fc.relname::text, ''),
	coalesce((SELECT json_agg(fa.attname ORDER BY k.place) FROM unnest(con.confkey) WITH ORDINALITY k(number, place)
		JOIN pg_attribute fa ON fa.attrelid = con.confrelid AND fa.attnum = k.number)::text, '[]'),
	con.confupdtype::text, con.confdeltype::text, con.confmatchtype::text
FROM pg_constraint con
JOIN pg_class c ON c.oid = con.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_index i ON i.indexrelid = con.conindid AND con.contype IN ('p', 'u')
LEFT JOIN pg_class fc ON fc.oid = con.confrelid
LEFT JOIN pg_namespace fn ON fn.oid = fc.relnamespace
WHERE con.contype IN ('p', 'u', 'c', 'f') AND `

func (in *inspection) constraint(rows *sql.Rows) error {
	var (
		oid                                             int64
		name, kind, key, expression, indexKey           string
		deferrable, deferred, notDistinct, refIsCurrent bool
		keyCount                                        int
		refSchema, refTable, refColumns                 string
		onUpdate, onDelete, match                       string
	)
	err := rows.Scan(&oid, &name, &kind, &deferrable, &deferred, &key, &expression, &indexKey, &keyCount, &notDistinct,
		&refSchema, &refIsCurrent, &refTable, &refColumns, &onUpdate, &onDelete, &match)
	if err != nil {
		return err
	}
	t := in.tables[oid]
	if t == nil {
		return nil
	}
	when := deferrability(deferrable, deferred)
	switch kind {
	case "c":
		t.Checks = append(t.Checks, schema.Check{Name: name, Expression: bare(expression)})
	case "f":
		columns, err := stringList(refColumns)
		if err != nil {
			return err
		}
		if refIsCurrent {
			refSchema = ""
		}
		f := schema.ForeignKey{
			Name: name, Columns: t.names(numbers(key)), RefSchema: refSchema, RefTable: refTable, RefColumns: columns,
			OnUpdate: actions[onUpdate], OnDelete: actions[onDelete], Match: matches[match], Deferrable: when,
		}
		canonicalForeignKey(&f, t.Schema)
		t.ForeignKeys = append(t.ForeignKeys, f)
	default:
		all := numbers(indexKey)
		k := schema.Key{
			Name: name, Columns: t.names(numbers(key)), Include: t.names(all[min(keyCount, len(all)):]), NullsNotDistinct: notDistinct, Deferrable: when,
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

const indexesQuery = `
SELECT i.indrelid::bigint, ic.relname::text, i.indisunique, am.amname::text, i.indnkeyatts, i.indkey::text, i.indoption::text,
	am.amname = 'btree', i.indcollation::text, coalesce(pg_get_expr(i.indpred, i.indrelid, true), ''),
	coalesce(to_jsonb(i) ->> 'indnullsnotdistinct' = 'true', false),
	CASE WHEN i.indexprs IS NULL THEN '[]' ELSE
		(SELECT json_agg(pg_get_indexdef(i.indexrelid, k, true) ORDER BY k) FROM generate_series(1, i.indnkeyatts) k)::text END,
	(SELECT json_agg(CASE WHEN oc.opcdefault THEN '' ELSE oc.opcname END ORDER BY o.place)
		FROM unnest(i.indclass) WITH ORDINALITY o(class, place) JOIN pg_opclass oc ON oc.oid = o.class)::text,
	(SELECT json_agg(coalesce(co.collname, '') ORDER BY o.place)
		FROM unnest(i.indcollation) WITH ORDINALITY o(coll, place) LEFT JOIN pg_collation co ON co.oid = o.coll)::text
FROM pg_index i
JOIN pg_class ic ON ic.oid = i.indexrelid
JOIN pg_am am ON am.oid = ic.relam
JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_constraint con ON con.conindid = i.indexrelid AND con.conrelid = i.indrelid AND con.contype IN ('p', 'u', 'x')
WHERE con.oid IS NULL AND `

func (in *inspection) index(rows *sql.Rows) error {
	var (
		oid                                          int64
		i                                            schema.Index
		keyCount                                     int
		key, options, collationOids                  string
		expressionList, opclassList, collationsNamed string
		ordered                                      bool
	)
	err := rows.Scan(&oid, &i.Name, &i.Unique, &i.Using, &keyCount, &key, &options, &ordered, &collationOids, &i.Where,
		&i.NullsNotDistinct, &expressionList, &opclassList, &collationsNamed)
	if err != nil {
		return err
	}
	t := in.tables[oid]
	if t == nil {
		return nil
	}
	var lists [3][]string
	for n, text := range []string{expressionList, opclassList, collationsNamed} {
		if lists[n], err = stringList(text); err != nil {
			return err
		}
	}
	columns, flags, collations := numbers(key), numbers(options), numbers(collationOids)
	elements := make([]schema.Element, keyCount)
	for n := range elements {
		e := &elements[n]
		own := int64(defaultCollation)
		if e.Column = t.columns[columns[n]]; columns[n] == 0 {
			e.Expression = bare(lists[0][n])
		} else {
			own = t.collations[columns[n]]
		}
		e.Opclass = lists[1][n]
		if oid := int64(collations[n]); oid != 0 && oid != own {
			e.Collation = lists[2][n]
		}
		if ordered {
			e.Desc = flags[n]&1 != 0
			e.Nulls = map[bool]string{true: "first", false: "last"}[flags[n]&2 != 0]
		}
	}
	i.Include = t.names(columns[keyCount:])
	t.Indexes = append(t.Indexes, canonicalIndex(i.WithKey(elements)))
	return nil
}

// defaultCollation is the OID of the collation "default", which is the same in every database.
const defaultCollation = 100
