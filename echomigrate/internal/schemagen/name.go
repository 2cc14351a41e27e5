package schemagen

import (
	"slices"
	"strconv"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

var (
	tableNames  = []string{"users", "posts", "tags", "orders", "lines", "teams", "members", "files"}
	columnNames = []string{"name", "email", "title", "body", "price", "total", "state", "rank", "made", "seen", "note", "data", "flag", "size"}
	hostile     = []string{`order`, `User`, `two words`, `quote"d`, `it's`, `what?`, `100%`, `straße`, `back\slash`, `$1`, `a.b`, "select"}
	long        = []string{strings.Repeat("long_", 12) + "abc", strings.Repeat("long_", 12) + "abd"}
	comments    = []string{"plain words", `it's "said"`, "100% of what?", `back\slash`, "two\nlines", "ü"}
)

// name is a name that is not taken; case does not make a difference.
func (m *maker) name(label string, from, taken []string) string {
	if !m.PlainNames && m.chance(8, "hostile "+label) {
		from = hostile
	}
	if !m.PlainNames && m.chance(12, "long "+label) {
		from = long
	}
	name := pick(m, label, from...)
	for n := 2; slices.ContainsFunc(taken, func(other string) bool { return strings.EqualFold(other, name) }); n++ {
		name = pick(m, label, from...)
		if n > 3 {
			name = clip(name, 58) + strconv.Itoa(n)
		}
	}
	return name
}

// objectName is a name for a constraint or an index: none, for the default one, or one of its own.
func (m *maker) objectName(label string, t *schema.Table) string {
	if !m.chance(3, "named "+label) {
		return ""
	}
	word := pick(m, label+" name", "one", "two", "three", "by hand")
	if m.PlainNames && strings.Contains(word, " ") {
		word = "four"
	}
	return clip(t.Name, 40) + "_" + label + "_" + word
}

// clip cuts s to at most n bytes, between letters.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

// taken lists the names of a table's columns, and of those that it had before.
func (m *maker) taken(t *schema.Table) []string {
	names := t.ColumnNames()
	if m.old != nil {
		if before := m.old.Table(t.ID()); before != nil {
			names = append(names, before.ColumnNames()...)
		}
	}
	return names
}

// tablesIn lists the tables' names.
func tablesIn(s *schema.Schema) []string {
	var names []string
	for _, t := range s.Tables {
		names = append(names, t.Name)
	}
	return names
}

// ident is a name in an expression.
func ident(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
