package sqlite

import (
	"fmt"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// copyRows copies the columns that survive. Their values are converted by the new column's affinity and by nothing else.
// Where no column is the rowid, the rows keep theirs. A new column gets the default that it was added with.
func (r *rebuilding) copyRows(stored, fresh string) (string, error) {
	var columns, values []string
	if rowid := r.rowid(); rowid != "" {
		columns, values = append(columns, rowid), append(values, rowid)
	}
	for _, c := range r.after.Columns {
		survives := slices.ContainsFunc(r.columns, func(m moved) bool { return m.from == c.Name })
		if survives && c.Generated == "" {
			columns, values = append(columns, quote(c.Name)), append(values, quote(c.Name))
		}
	}
	if len(columns) == 0 {
		return "", fmt.Errorf("table %s keeps none of its columns: drop it and create another", r.before.ID())
	}
	for _, a := range r.added {
		c := r.after.Column(a.column)
		if c.Generated == "" && a.value != "" && a.value != c.Default {
			columns, values = append(columns, quote(a.column)), append(values, a.value)
		}
	}
	return "INSERT INTO " + quote(fresh) + " (" + strings.Join(columns, ", ") + ") SELECT " + strings.Join(values, ", ") + " FROM " + quote(stored), nil
}

// rowid is a name for the rowid that no column has taken, or "" when the rowid is not to be copied.
func (r *rebuilding) rowid() string {
	if !hasRowid(r.before) || !hasRowid(r.after) || rowidColumn(r.after) != "" {
		return ""
	}
	before, after := columnsOf(r.before), columnsOf(r.after)
	for _, name := range []string{"rowid", "_rowid_", "oid"} {
		_, was := before.column(name)
		_, is := after.column(name)
		if !was && !is {
			return name
		}
	}
	return ""
}

// rowidColumn is the column that is another name for the rowid, or "".
func rowidColumn(t schema.Table) string {
	if !hasRowid(t) || len(t.PrimaryKey.Columns) != 1 {
		return ""
	}
	if c := t.Column(t.PrimaryKey.Columns[0]); c != nil && c.Type == "INTEGER" {
		return c.Name
	}
	return ""
}
