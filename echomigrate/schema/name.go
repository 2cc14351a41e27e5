package schema

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxName is the number of bytes that a name in PostgreSQL may have, which cuts longer ones.
const MaxName = 63

// WithDefaultNames is a copy in which every constraint and index has a name: its own, or the one that PostgreSQL would
// choose (makeObjectName and ChooseIndexColumnNames in its sources: underscores between the parts, the longer part of
// table and columns cut until the whole has 63 bytes, a number behind a name that is taken already).
func (t Table) WithDefaultNames() Table { return t.WithNames(Naming{}) }

// WithNames is a copy in which every constraint and index has a name: its own, or the one that the naming says.
func (t Table) WithNames(naming Naming) Table {
	t = t.Clone()
	t.FillNames(naming)
	return t
}

// FillNames gives every constraint and index that has no name the one that the naming says.
func (t *Table) FillNames(naming Naming) {
	hasKey := t.PrimaryKey.Name != "" || len(t.PrimaryKey.Columns) > 0
	if (!hasKey || t.PrimaryKey.Name != "") && allNamed(t.Uniques) && allNamed(t.ForeignKeys) && allNamed(t.Checks) && allNamed(t.Exclusions) && allNamed(t.Indexes) {
		return
	}
	names := slices.Concat(objectNames(t.Uniques), objectNames(t.ForeignKeys), objectNames(t.Checks), objectNames(t.Exclusions), objectNames(t.Indexes))
	if hasKey {
		names = append(names, t.PrimaryKey.Name)
	}
	naming = naming.withDefaults()
	values := map[string]string{"schema": t.Schema, "table": t.Name}
	choose := func(name *string, pattern string, columns []string) {
		if *name != "" {
			return
		}
		values["columns"] = columnPart(columns)
		*name = fill(pattern, values, 0)
		for n := 1; slices.Contains(names, *name); n++ {
			*name = fill(pattern, values, n)
		}
		names = append(names, *name)
	}
	if len(t.PrimaryKey.Columns) > 0 {
		choose(&t.PrimaryKey.Name, naming.PrimaryKey, t.PrimaryKey.Columns)
	}
	for i := range t.Uniques {
		choose(&t.Uniques[i].Name, naming.Unique, t.Uniques[i].Columns)
	}
	for i := range t.ForeignKeys {
		values["ref_table"], values["ref_columns"] = t.ForeignKeys[i].RefTable, columnPart(t.ForeignKeys[i].RefColumns)
		choose(&t.ForeignKeys[i].Name, naming.ForeignKey, t.ForeignKeys[i].Columns)
	}
	for i := range t.Checks {
		used := t.ColumnsIn(t.Checks[i].Expression)
		if len(used) > 1 {
			used = nil
		}
		choose(&t.Checks[i].Name, naming.Check, used)
	}
	for i := range t.Indexes {
		choose(&t.Indexes[i].Name, naming.Index, elementColumns(t.Indexes[i].Key()))
	}
	for i := range t.Exclusions {
		choose(&t.Exclusions[i].Name, naming.Exclusion, elementColumns(t.Exclusions[i].Key()))
	}
}

// ColumnsIn lists the table's columns that an SQL expression names, each once, in the table's order.
func (t *Table) ColumnsIn(expression string) []string {
	if expression == "" {
		return nil
	}
	used := map[string]bool{}
	for _, word := range identifiers(expression) {
		used[word] = true
	}
	var columns []string
	for _, c := range t.Columns {
		if used[c.Name] {
			columns = append(columns, c.Name)
		}
	}
	return columns
}

func allNamed[T object](list []T) bool {
	return !slices.ContainsFunc(list, func(o T) bool { return o.objectName() == "" })
}

func objectNames[T object](list []T) []string {
	names := make([]string, len(list))
	for i, o := range list {
		names[i] = o.objectName()
	}
	return names
}

// elementColumns names the elements of an index as PostgreSQL's FigureIndexColname does: a column by its name,
// a function call by the function's, anything else "expr"; a number behind a repeated one.
func elementColumns(key []Element) []string {
	names := make([]string, 0, len(key))
	for _, e := range key {
		base := e.Column
		if base == "" {
			base = "expr"
			if words := identifiers(e.Expression); len(words) > 0 && strings.HasPrefix(strings.ToLower(strings.TrimSpace(e.Expression)), words[0]+"(") {
				base = words[0]
			}
		}
		name := base
		for n := 1; slices.Contains(names, name); n++ {
			name = base + strconv.Itoa(n)
		}
		names = append(names, name)
	}
	return names
}

func columnPart(columns []string) string { return strings.Join(columns, "_") }

// DefaultName is the name that PostgreSQL chooses for an object of a table: <table>_<column>_<label>, or <table>_<label> when
// column is empty, with the longer of table and column cut until the whole has 63 bytes.
func DefaultName(table, column, label string) string {
	return fill("{table}_{columns}_"+label, map[string]string{"table": table, "columns": column}, 0)
}

// Numbered is a name with a number behind it, which takes the place of the name's end where the whole would have more than 63
// bytes.
func Numbered(name string, number int) string {
	digits := strconv.Itoa(number)
	return clip(name, MaxName-len(digits)) + digits
}

// clip cuts s to at most n bytes without cutting a rune.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
