package schema

import "strings"

// RetypeEnum gives the columns of one enum type another one in its place, and the casts in their tables' expressions too.
func (s *Schema) RetypeEnum(from, to Enum) {
	for _, u := range s.Uses(from) {
		t := s.Table(u.Table)
		c := t.Column(u.Column)
		_, array := TypeID(c.Type)
		c.Type = to.Type() + array
		c.Default = recast(c.Default, from, to)
		for _, e := range t.expressions() {
			*e = recast(*e, from, to)
		}
	}
}

// RenameEnumValue puts one value in the place of another where an enum type's columns have it: in their defaults, those of arrays
// aside, and in expressions that cast it to the type or have no columns of other types.
func (s *Schema) RenameEnumValue(e Enum, from, to string) {
	for _, u := range s.Uses(e) {
		t := s.Table(u.Table)
		c := t.Column(u.Column)
		if cast, is := strings.CutPrefix(c.Default, literal(from)); is && (cast == "" || strings.HasPrefix(cast, "::")) {
			c.Default = literal(to) + cast
		}
		for _, expression := range t.expressions() {
			all := t.onlyOf(e, *expression)
			*expression = renameLiterals(*expression, from, to, func(behind string) bool { return all || isCastTo(behind, e) })
		}
	}
}

// onlyOf reports whether all columns in an expression are of an enum type.
func (t *Table) onlyOf(e Enum, expression string) bool {
	for _, name := range t.ColumnsIn(expression) {
		if !e.IsTypeOf(t.Column(name).Type) {
			return false
		}
	}
	return true
}

// expressions are the places of the table's expressions, defaults aside.
func (t *Table) expressions() []*string {
	var all []*string
	for i := range t.Columns {
		all = append(all, &t.Columns[i].Generated)
	}
	for i := range t.Checks {
		all = append(all, &t.Checks[i].Expression)
	}
	for i := range t.Exclusions {
		all = append(all, &t.Exclusions[i].Where)
		for n := range t.Exclusions[i].Elements {
			all = append(all, &t.Exclusions[i].Elements[n].Expression)
		}
	}
	for i := range t.Indexes {
		all = append(all, &t.Indexes[i].Where)
		for n := range t.Indexes[i].Elements {
			all = append(all, &t.Indexes[i].Elements[n].Expression)
		}
	}
	return all
}

// recast puts one type in the place of another behind ::.
func recast(expression string, from, to Enum) string {
	var b strings.Builder
	end := 0
	found := words(expression)
	for i, w := range found {
		start := w.start
		if from.Schema != "" {
			if i == 0 || found[i-1].name != from.Schema || expression[found[i-1].end:w.start] != "." {
				continue
			}
			start = found[i-1].start
		}
		if w.name == from.Name && strings.HasSuffix(expression[:start], "::") {
			b.WriteString(expression[end:start] + to.Type())
			end = w.end
		}
	}
	b.WriteString(expression[end:])
	return b.String()
}

// isCastTo reports whether text begins with a cast to an enum type.
func isCastTo(text string, e Enum) bool {
	behind, is := strings.CutPrefix(text, "::"+e.Type())
	return is && (behind == "" || behind[0] != '.' && !wordRune(rune(behind[0])))
}

// renameLiterals puts the string to in the place of each string from that is meant, by what stands behind it.
func renameLiterals(expression, from, to string, meant func(behind string) bool) string {
	var b strings.Builder
	for rest := expression; rest != ""; {
		n := 1
		switch {
		case rest[0] == '\'':
			var text string
			if text, n = quoted(rest, '\''); text == from && meant(rest[n:]) {
				b.WriteString(literal(to))
				rest = rest[n:]
				continue
			}
		case rest[0] == '"':
			_, n = quoted(rest, '"')
		}
		b.WriteString(rest[:n])
		rest = rest[n:]
	}
	return b.String()
}

func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
