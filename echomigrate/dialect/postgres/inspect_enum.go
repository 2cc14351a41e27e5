package postgres

import (
	"database/sql"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// enumsQuery gives a row for each enum type but for those of extensions, with its values as a JSON list.
const enumsQuery = `
SELECT CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname::text END, t.typname::text, coalesce(obj_description(t.oid, 'pg_type'), ''),
	coalesce((SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid)::text, '[]')
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype = 'e' AND NOT EXISTS (SELECT FROM pg_depend ext WHERE ext.classid = 'pg_type'::regclass AND ext.objid = t.oid AND ext.deptype = 'e') AND `

// enums reads the enum types of the schemas that the condition on pg_namespace n takes.
func (in *inspection) enums(where string) (list []schema.Enum, err error) {
	err = in.each(enumsQuery+where+" ORDER BY 1, 2", func(rows *sql.Rows) error {
		var e schema.Enum
		var values string
		if err := rows.Scan(&e.Schema, &e.Name, &e.Comment, &values); err != nil {
			return err
		}
		if e.Values, err = stringList(values); err != nil {
			return err
		}
		list = append(list, e)
		return nil
	})
	return list, err
}
