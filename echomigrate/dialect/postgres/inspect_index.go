package postgres

import (
	"database/sql"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// indexesQuery gives a row for each index that is none of a key. That of an exclusion constraint comes with its operators.
const indexesQuery = `
SELECT i.indrelid::bigint, ic.relname::text, i.indisunique, am.amname::text, i.indnkeyatts, i.indkey::text, i.indoption::text,
	am.amname = 'btree', i.indcollation::text, coalesce(pg_get_expr(i.indpred, i.indrelid, true), ''),
	coalesce(to_jsonb(i) ->> 'indnullsnotdistinct' = 'true', false),
	CASE WHEN i.indexprs IS NULL THEN '[]' ELSE
		(SELECT json_agg(pg_get_indexdef(i.indexrelid, k, true) ORDER BY k) FROM generate_series(1, i.indnkeyatts) k)::text END,
	coalesce((SELECT json_agg(CASE WHEN at.attoptions IS NOT NULL THEN oc.opcname || '(' || array_to_string(at.attoptions, ', ') || ')'
		WHEN oc.opcdefault THEN '' ELSE oc.opcname END ORDER BY o.place)
		FROM unnest(i.indclass) WITH ORDINALITY o(class, place) JOIN pg_opclass oc ON oc.oid = o.class
		JOIN pg_attribute at ON at.attrelid = i.indexrelid AND at.attnum = o.place)::text, '[]'),
	coalesce((SELECT json_agg(` + collationName + ` ORDER BY o.place)
		FROM unnest(i.indcollation) WITH ORDINALITY o(coll, place) LEFT JOIN pg_collation co ON co.oid = o.coll)::text, '[]'),
	con.oid IS NOT NULL, coalesce(con.condeferrable, false), coalesce(con.condeferred, false), ` + exclusionOperators + `,
	coalesce(to_json(ic.reloptions)::text, '[]'), NOT i.indisvalid
FROM pg_index i
JOIN pg_class ic ON ic.oid = i.indexrelid
JOIN pg_am am ON am.oid = ic.relam
JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_constraint con ON con.conindid = i.indexrelid AND con.conrelid = i.indrelid AND con.contype IN ('p', 'u', 'x')
WHERE (con.oid IS NULL OR con.contype = 'x') AND `

// indexRow is a row of that query.
type indexRow struct {
	table                           int64
	index                           schema.Index
	keyCount                        int
	columns, flags, collations      string
	expressions, opclasses          string
	collationNames, operators, with string
	// ordered is set where the access method keeps an order.
	ordered bool
	// excludes is set for the index of an exclusion constraint, which is deferrable, or deferred.
	excludes, deferrable, deferred bool
}

func (in *inspection) index(rows *sql.Rows) error {
	var r indexRow
	i := &r.index
	err := rows.Scan(&r.table, &i.Name, &i.Unique, &i.Using, &r.keyCount, &r.columns, &r.flags, &r.ordered, &r.collations, &i.Where,
		&i.NullsNotDistinct, &r.expressions, &r.opclasses, &r.collationNames,
		&r.excludes, &r.deferrable, &r.deferred, &r.operators, &r.with, &i.Invalid)
	if err != nil {
		return err
	}
	t := in.tables[r.table]
	columns := numbers(r.columns)
	if t == nil || !t.has(columns) {
		return nil
	}
	elements, err := r.elements(t, columns)
	if err != nil || elements == nil {
		return err
	}
	operators, err := stringList(r.operators)
	if err != nil {
		return err
	}
	if i.With, err = stringList(r.with); err != nil {
		return err
	}
	i.Include = t.names(columns[r.keyCount:])
	if index := i.WithKey(elements); r.excludes {
		t.addExclusion(index, operators, deferrability(r.deferrable, r.deferred))
	} else {
		t.Indexes = append(t.Indexes, index)
	}
	return nil
}

// elements are the parts of the key; nil where the index or what it uses was dropped a moment ago.
func (r indexRow) elements(t *table, columns []int) ([]schema.Element, error) {
	var lists [3][]string
	for n, text := range []string{r.expressions, r.opclasses, r.collationNames} {
		var err error
		if lists[n], err = stringList(text); err != nil {
			return nil, err
		}
	}
	expressions, opclasses, names := lists[0], lists[1], lists[2]
	if len(opclasses) < r.keyCount || len(names) < r.keyCount {
		return nil, nil
	}
	flags, collations := numbers(r.flags), numbers(r.collations)
	elements := make([]schema.Element, r.keyCount)
	for n := range elements {
		e := &elements[n]
		own := int64(defaultCollation)
		if e.Column = t.columns[columns[n]]; columns[n] == 0 {
			e.Expression = expressions[n]
		} else {
			own = t.collations[columns[n]]
		}
		e.Opclass = opclasses[n]
		if oid := int64(collations[n]); oid != 0 && oid != own {
			e.Collation = names[n]
		}
		if r.ordered {
			e.Desc = flags[n]&1 != 0
			e.Nulls = map[bool]string{true: "first", false: "last"}[flags[n]&2 != 0]
		}
	}
	return elements, nil
}

// defaultCollation is the OID of the collation "default", which is the same in every database.
const defaultCollation = 100
