package postgres

import (
	"context"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
)

// Dependents asks pg_depend for views, rules, policies and triggers. A trigger is one that names its columns.
func (d Dialect) Dependents(ctx context.Context, db bun.IDB, columns []dialect.Column) ([]dialect.Dependent, error) {
	if len(columns) == 0 {
		return nil, nil
	}
	var wanted []string
	for i, c := range columns {
		wanted = append(wanted, fmt.Sprintf("(%d, to_regclass(%s)::oid, %s)", i, quoted(d.QuoteTable(c.Table)), quoted(c.Name)))
	}
	rows, err := db.QueryContext(ctx, "?", bun.Safe(`WITH needing AS (
			SELECT 'pg_rewrite'::regclass AS catalog, r.oid AS object, CASE WHEN r.rulename <> '_RETURN' THEN 'rule ' || r.rulename || ' of '
				WHEN c.relkind = 'm' THEN 'materialized view ' ELSE 'view ' END AS says, r.ev_class AS relation FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
			UNION ALL SELECT 'pg_policy'::regclass, p.oid, 'policy ' || p.polname || ' of ', p.polrelid FROM pg_policy p
			UNION ALL SELECT 'pg_trigger'::regclass, t.oid, 'trigger ' || t.tgname || ' of ', t.tgrelid FROM pg_trigger t WHERE NOT t.tgisinternal)
		SELECT DISTINCT w.place, x.says || CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname || '.' END || c.relname AS object
		FROM (VALUES `+strings.Join(wanted, ", ")+`) w (place, relation, name)
		JOIN pg_attribute a ON a.attrelid = w.relation AND a.attname = w.name
		JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum
		JOIN needing x ON x.catalog = d.classid AND x.object = d.objid
		JOIN pg_class c ON c.oid = x.relation JOIN pg_namespace n ON n.oid = c.relnamespace ORDER BY 1, 2`))
	if err != nil {
		return nil, fmt.Errorf("look for views, rules, policies and triggers: %w", err)
	}
	defer rows.Close()
	var list []dialect.Dependent
	for rows.Next() {
		var place int
		var found dialect.Dependent
		if err := rows.Scan(&place, &found.Object); err != nil {
			return nil, err
		}
		found.Column = columns[place]
		list = append(list, found)
	}
	return list, rows.Err()
}
