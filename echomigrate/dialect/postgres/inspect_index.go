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

func (in *inspection) index(rows *sql.Rows) error {
	var (
		oid                                          int64
		i                                            schema.Index
		keyCount                                     int
		key, options, collationOids                  string
		expressionList, opclassList, collationsNamed string
		ordered, excludes, deferrable, deferred      bool
		operatorList, parameterList                  string
	)
	err := rows.Scan(&oid, &i.Name, &i.Unique, &i.Using, &keyCount, &key, &options, &ordered, &collationOids, &i.Where,
		&i.NullsNotDistinct, &expressionList, &opclassList, &collationsNamed,
		&excludes, &deferrable, &deferred, &operatorList, &parameterList, &i.Invalid)
	if err != nil {
		return err
	}
	t := in.tables[oid]
	columns, flags, collations := numbers(key), numbers(options), numbers(collationOids)
	if t == nil || !t.has(columns) {
		return nil
	}
	var lists [5][]string
	for n, text := range []string{expressionList, opclassList, collationsNamed, operatorList, parameterList} {
		if lists[n], err = stringList(text); err != nil {
			return err
		}
	}
	for _, list := range lists[1:3] {
		if len(list) < keyCount {
			// The index or what it uses was dropped a moment ago.
			return nil
		}
	}
	elements := make([]schema.Element, keyCount)
	for n := range elements {
		e := &elements[n]
		own := int64(defaultCollation)
		if e.Column = t.columns[columns[n]]; columns[n] == 0 {
			e.Expression = lists[0][n]
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
	i.With = lists[4]
	if i = i.WithKey(elements); excludes {
		t.addExclusion(i, lists[3], deferrability(deferrable, deferred))
	} else {
		t.Indexes = append(t.Indexes, i)
	}
	return nil
}

// defaultCollation is the OID of the collation "default", which is the same in every database.
const defaultCollation = 100
