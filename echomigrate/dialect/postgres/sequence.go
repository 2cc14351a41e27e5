package postgres

import (
	"cmp"
	"database/sql"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// CreateSequence creates a sequence.
func (d Dialect) CreateSequence(q schema.Sequence) []string {
	words := []string{"CREATE SEQUENCE " + d.QuoteTable(q.ID())}
	if q.Type != "" {
		words = append(words, "AS "+q.Type)
	}
	return []string{strings.Join(append(words, q.Options.Clauses()...), " ")}
}

// AlterSequence changes what differs.
func (d Dialect) AlterSequence(name schema.Name, from, to schema.Sequence) []string {
	from, to = from.Canonical(), to.Canonical()
	var changes []string
	if from.Type != to.Type {
		changes = append(changes, "AS "+cmp.Or(to.Type, "bigint"))
	}
	if changes = append(changes, optionChanges(from.Options, to.Options)...); len(changes) == 0 {
		return nil
	}
	return []string{"ALTER SEQUENCE " + d.QuoteTable(name) + " " + strings.Join(changes, " ")}
}

// sequencesQuery gives a row for each sequence that is neither a column's own numbering nor an extension's. One that belongs to a
// column, which does not take its numbers from it alone, is among them.
const sequencesQuery = `
SELECT CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname::text END, c.relname::text, format_type(s.seqtypid, NULL),
	s.seqstart::text, s.seqincrement::text, s.seqmin::text, s.seqmax::text, s.seqcache::text, s.seqcycle
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_sequence s ON s.seqrelid = c.oid
WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
	AND (d.deptype IN ('i', 'e') OR d.deptype = 'a' AND d.refclassid = 'pg_class'::regclass AND ` + isNumbering + `)) AND `

// sequences reads the sequences of the schemas that the condition on pg_namespace n takes.
func (in *inspection) sequences(where string) (list []schema.Sequence, err error) {
	err = in.each(sequencesQuery+where+" ORDER BY 1, 2", func(rows *sql.Rows) error {
		var q schema.Sequence
		o := &q.Options
		if err := rows.Scan(&q.Schema, &q.Name, &q.Type, &o.Start, &o.Increment, &o.Min, &o.Max, &o.Cache, &o.Cycle); err != nil {
			return err
		}
		list = append(list, q.Canonical())
		return nil
	})
	return list, err
}
