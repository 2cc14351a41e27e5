package render

import (
	"strings"
	"unicode/utf8"
)

// node is a value as Go source before it is laid out: a word, or a composite literal.
type node struct {
	// word is the source of a value without braces.
	word string
	// composite tells a composite literal from a word.
	composite bool
	// open stands before the brace: a type, or nothing where gofmt -s elides it.
	open string
	// items are what stands between the braces.
	items []item
	// lines asks for a line for each item.
	lines bool
	// rows says that the items are of one type, so that each stays on its line whatever is inside.
	rows bool
	// operation lets the last item share the line of the opening brace.
	operation bool
	// end are comment lines behind the last item.
	end []string
}

// item is a field or an element of a composite literal.
type item struct {
	// key is the field's name or the map's key; empty for an element of a list.
	key string
	// value is what it holds.
	value node
	// comment are the lines above it.
	comment []string
}

const (
	// width is the column that a line should not pass.
	width = 120
	// rowWidth is the same for a column, a constraint or a row of values: they are easier to compare line by line.
	rowWidth = 140
	// tab is the number of columns that a tab counts for.
	tab = 4
)

// layout is the source of the node where indent tabs and used columns stand before it; go/format does the indenting.
// inRow says that the node is part of a list's row.
func (n node) layout(indent, used int, inRow bool) string {
	if !n.mustBreak(inRow) {
		if flat := n.flat(); n.isLone() || fits(flat, indent, used, inRow) {
			return flat
		}
	}
	return n.broken(indent, inRow)
}

// fits reports whether the line that text begins has room for it and a comma.
func fits(text string, indent, used int, inRow bool) bool {
	limit := width
	if inRow {
		limit = rowWidth
	}
	line, _, _ := strings.Cut(text, "\n")
	return indent*tab+used+utf8.RuneCountInString(line)+1 <= limit
}

// isLone reports whether the node is a word or holds nothing but one: breaking it would gain nothing.
func (n node) isLone() bool {
	return !n.composite || len(n.items) == 0 || len(n.items) == 1 && !n.items[0].value.composite
}

// mustBreak reports whether the node takes several lines however short it is.
func (n node) mustBreak(inRow bool) bool {
	if n.lines && len(n.items) > 0 && !inRow || len(n.end) > 0 {
		return true
	}
	for _, i := range n.items {
		severalLines := len(n.items) > 1 && strings.Contains(i.value.word, "\n")
		if severalLines || len(i.comment) > 0 || i.value.mustBreak(inRow || n.rows) {
			return true
		}
	}
	return false
}

// flat is the node in one line.
func (n node) flat() string {
	if !n.composite {
		return n.word
	}
	parts := make([]string, len(n.items))
	for i, it := range n.items {
		parts[i] = it.prefix() + it.value.flat()
	}
	return n.open + "{" + strings.Join(parts, ", ") + "}"
}

// broken is the node with each item on a line of its own.
func (n node) broken(indent int, inRow bool) string {
	if !n.composite {
		return n.word
	}
	if shared, ok := n.shared(indent); ok {
		return shared
	}
	var b strings.Builder
	b.WriteString(n.open + "{\n")
	for _, i := range n.items {
		for _, line := range i.comment {
			b.WriteString(line + "\n")
		}
		b.WriteString(i.source(indent+1, inRow || n.rows) + ",\n")
	}
	for _, line := range n.end {
		b.WriteString(line + "\n")
	}
	b.WriteString("}")
	return b.String()
}

// shared is an operation with its last field broken and everything before that field on the first line:
// op.BulkInsert{Table: "roles", Columns: []string{"id"}, Rows: [][]any{ … }}.
func (n node) shared(indent int) (string, bool) {
	if !n.operation || len(n.items) == 0 {
		return "", false
	}
	last := n.items[len(n.items)-1]
	value := last.value
	if !value.composite || !value.mustBreak(false) && (value.isLone() || fits(last.prefix()+value.flat(), indent+1, 0, false)) {
		return "", false
	}
	head := n.open + "{"
	for _, i := range n.items[:len(n.items)-1] {
		if i.value.composite && !i.value.isList() || i.value.mustBreak(false) {
			return "", false
		}
		head += i.prefix() + i.value.flat() + ", "
	}
	head += last.prefix()
	if strings.Contains(head, "\n") || !fits(head+value.open+"{", indent, 0, false) {
		return "", false
	}
	return head + value.broken(indent, false) + "}", true
}

// isList reports whether the node is a list of words.
func (n node) isList() bool {
	for _, i := range n.items {
		if i.key != "" || i.value.composite {
			return false
		}
	}
	return n.composite
}

// source is the item as broken writes it, indent tabs deep.
func (i item) source(indent int, inRow bool) string {
	prefix := i.prefix()
	return prefix + i.value.layout(indent, len(prefix), inRow)
}

func (i item) prefix() string {
	if i.key == "" {
		return ""
	}
	return i.key + ": "
}
