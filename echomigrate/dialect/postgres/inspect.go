package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Inspect reads with five queries: for tables and columns, constraints, indexes, enum types, and sequences. Partitions,
// temporary tables and what belongs to an extension are left out.
func (d Dialect) Inspect(ctx context.Context, db bun.IDB, scope dialect.Scope) (*schema.Schema, error) {
	return d.inspect(ctx, db, scope, false)
}

func (d Dialect) inspect(ctx context.Context, db bun.IDB, scope dialect.Scope, exact bool) (*schema.Schema, error) {
	list := []string{"current_schema()"}
	for _, s := range scope.Schemas {
		list = append(list, quoted(s))
	}
	place := "n.nspname IN (" + strings.Join(list, ", ") + ")"
	_, once := db.(bun.Tx)
	for attempt := 1; ; attempt++ {
		in := inspection{ctx: ctx, db: db, tables: map[int64]*table{}, scope: scope, exact: exact}
		s, err := in.run(place + " AND c.relpersistence <> 't'")
		if err == nil {
			if s.Enums, err = in.enums(place); err != nil {
				err = fmt.Errorf("read enum types: %w", err)
			}
		}
		if err == nil {
			if s.Sequences, err = in.sequences(place); err != nil {
				err = fmt.Errorf("read sequences: %w", err)
			}
		}
		if once || attempt == attempts || SQLState(err) != internalError {
			return s, err
		}
	}
}

// attempts is how often an inspection is tried: a table that somebody drops meanwhile makes PostgreSQL's own functions fail
// on it. A transaction is over after the first failure.
const attempts = 10

// inspection is one reading of the catalogs.
type inspection struct {
	ctx   context.Context
	db    bun.IDB
	scope dialect.Scope
	// exact keeps spellings that Canonical evens out and the catalogs tell apart.
	exact  bool
	order  []*table
	tables map[int64]*table
}

// table is a table that is being read: other catalogs refer to its columns by number.
type table struct {
	schema.Table
	// stored is the schema that the table is in, also where that is the default one.
	stored  string
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

// has reports whether all columns are known, but for 0, which is an expression. One that was added since the columns were
// read is not.
func (t *table) has(numbers []int) bool {
	for _, n := range numbers {
		if _, known := t.columns[n]; n != 0 && !known {
			return false
		}
	}
	return true
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
		if in.wanted(t) {
			s.Tables = append(s.Tables, in.spelled(t.Table))
		}
	}
	s.Sort()
	return s, nil
}

// spelled is the table in the one spelling that comparisons need, or exactly.
func (in *inspection) spelled(t schema.Table) schema.Table {
	canonical := Dialect{}.Canonical(t)
	if !in.exact {
		return canonical
	}
	canonical.With = t.With
	for i := range canonical.Columns {
		c, stored := &canonical.Columns[i], t.Columns[i]
		if strings.Contains(stored.Type, "(6)") && !strings.Contains(c.Type, "(6)") {
			c.Type = stored.Type
		}
		if isNumber(c.Type) && strings.HasPrefix(stored.Default, "'") {
			c.Default = stored.Default
		}
	}
	return canonical
}

func (in *inspection) wanted(t *table) bool {
	is := func(n schema.Name) bool { return n == t.ID() || n == schema.Name{Schema: t.stored, Table: t.Name} }
	return !slices.ContainsFunc(in.scope.Exclude, is) && (len(in.scope.Tables) == 0 || slices.ContainsFunc(in.scope.Tables, is))
}

// each sends a query as it stands and scans its rows.
func (in *inspection) each(query string, scan func(*sql.Rows) error) error {
	return dialect.Query(in.ctx, in.db, query, scan)
}

// collationName is the name of a pg_collation co, with its schema where it has to be given.
const collationName = `coalesce(CASE WHEN pg_collation_is_visible(co.oid) THEN '' ELSE
	(SELECT cn.nspname::text || '.' FROM pg_namespace cn WHERE cn.oid = co.collnamespace) END || co.collname::text, '')`

// columnsQuery gives a row for each column, and one for a table without columns.
const columnsQuery = `
SELECT c.oid::bigint, CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname::text END, n.nspname::text, c.relname::text, coalesce(td.description, ''),
	CASE WHEN c.relkind = 'p' THEN coalesce(pg_get_partkeydef(c.oid), '') ELSE '' END, c.relpersistence = 'u' AND c.relkind = 'r',
	CASE WHEN c.reloptions IS NULL AND tc.reloptions IS NULL THEN '[]' ELSE (SELECT coalesce(json_agg(o), '[]')::text FROM (
		SELECT unnest(c.reloptions) UNION ALL SELECT 'toast.' || unnest(tc.reloptions)) list (o)) END,
	coalesce(a.attnum, 0), coalesce(a.attname::text, ''), coalesce(format_type(a.atttypid, a.atttypmod), ''), coalesce(a.attnotnull, false),
	coalesce(pg_get_expr(ad.adbin, ad.adrelid, true), ''), coalesce(a.attidentity::text, ''), coalesce(a.attgenerated::text, ''),
	CASE WHEN a.attcollation <> ty.typcollation THEN ` + collationName + ` ELSE '' END, coalesce(a.attcollation::bigint, 0),
	coalesce(cd.description, ''), owned.refobjid IS NOT NULL, coalesce(num.seqstart::text, ''), coalesce(num.seqincrement::text, ''),
	coalesce(num.seqmin::text, ''), coalesce(num.seqmax::text, ''), coalesce(num.seqcache::text, ''), coalesce(num.seqcycle, false)
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_class tc ON tc.oid = c.reltoastrelid
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_type ty ON ty.oid = a.atttypid
LEFT JOIN pg_collation co ON co.oid = a.attcollation
LEFT JOIN pg_attrdef ad ON ad.adrelid = c.oid AND ad.adnum = a.attnum
LEFT JOIN pg_description td ON td.objoid = c.oid AND td.classoid = 'pg_class'::regclass AND td.objsubid = 0
LEFT JOIN pg_description cd ON cd.objoid = c.oid AND cd.classoid = 'pg_class'::regclass AND cd.objsubid = a.attnum
LEFT JOIN (
	SELECT DISTINCT dep.refobjid, dep.refobjsubid FROM pg_depend dep JOIN pg_class seq ON seq.oid = dep.objid AND seq.relkind = 'S'
	JOIN pg_attrdef od ON od.adrelid = dep.refobjid AND od.adnum = dep.refobjsubid
	JOIN pg_depend taken ON taken.classid = 'pg_attrdef'::regclass AND taken.objid = od.oid AND taken.refclassid = 'pg_class'::regclass AND taken.refobjid = dep.objid
	WHERE dep.classid = 'pg_class'::regclass AND dep.refclassid = 'pg_class'::regclass AND dep.deptype = 'a'
) owned ON owned.refobjid = c.oid AND owned.refobjsubid = a.attnum
LEFT JOIN (
	SELECT dep.refobjid, dep.refobjsubid, s.* FROM pg_depend dep JOIN pg_sequence s ON s.seqrelid = dep.objid
	WHERE dep.classid = 'pg_class'::regclass AND dep.refclassid = 'pg_class'::regclass AND dep.deptype = 'i'
) num ON num.refobjid = c.oid AND num.refobjsubid = a.attnum
LEFT JOIN pg_depend ext ON ext.classid = 'pg_class'::regclass AND ext.objid = c.oid AND ext.objsubid = 0 AND ext.deptype = 'e'
WHERE ext.objid IS NULL AND `

// plainNumber is the default of a serial column: the next number of a sequence as it is.
var plainNumber = regexp.MustCompile(`^nextval\('(?:[^']|'')+'::regclass\)$`)

func (in *inspection) column(rows *sql.Rows) error {
	var (
		oid, collation                        int64
		number                                int
		namespace, stored, name               string
		comment, partitionBy, with            string
		expression                            string
		identity, generated, columnType, coll string
		c                                     schema.Column
		owned, unlogged                       bool
	)
	err := rows.Scan(&oid, &namespace, &stored, &name, &comment, &partitionBy, &unlogged, &with, &number, &c.Name, &columnType, &c.NotNull, &expression, &identity,
		&generated, &coll, &collation, &c.Comment, &owned, &c.IdentityOptions.Start, &c.IdentityOptions.Increment, &c.IdentityOptions.Min,
		&c.IdentityOptions.Max, &c.IdentityOptions.Cache, &c.IdentityOptions.Cycle)
	if err != nil {
		return err
	}
	t := in.tables[oid]
	if t == nil {
		parameters, err := stringList(with)
		if err != nil {
			return err
		}
		t = &table{
			Table: schema.Table{Schema: namespace, Name: name, Comment: comment, PartitionBy: partitionBy, Unlogged: unlogged, With: parameters}, stored: stored,
			columns: map[int]string{}, collations: map[int]int64{},
		}
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
	case owned && plainNumber.MatchString(expression) && schema.SerialOf(columnType) != "":
		c.Type = schema.SerialOf(columnType)
	default:
		c.Default = expression
	}
	c.Identity = map[string]schema.Identity{"d": schema.IdentityByDefault, "a": schema.IdentityAlways}[identity]
	t.columns[number], t.collations[number] = c.Name, collation
	t.Columns = append(t.Columns, c)
	return nil
}
