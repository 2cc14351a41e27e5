package schema

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Naming says what constraints and indexes are called that nobody gave a name. Each field is a pattern: text with placeholders
// in it, as in
//
//	schema.Naming{ForeignKey: "fk_{table}_{columns}_{ref_table}", Index: "ix_{table}_{columns}"}
//
// {schema} and {table} are those of the table, {columns} are the object's columns with underscores between them, {ref_table}
// and {ref_columns} are what a foreign key refers to. An expression in an index counts as a column named after its function,
// or else "expr"; a check has a column when its expression names only one. Where a placeholder stands for nothing, the
// underscore before it is left out too.
//
// A name has 63 bytes at the most: the longest of what the placeholders stand for is cut until it fits. Where the name is
// taken already, a number follows it. What is left empty is PostgreSQL's own default.
type Naming struct {
	// PrimaryKey is the pattern for primary keys. Default: "{table}_pkey".
	PrimaryKey string
	// Unique is the pattern for unique constraints. Default: "{table}_{columns}_key".
	Unique string
	// ForeignKey is the pattern for foreign keys. Default: "{table}_{columns}_fkey".
	ForeignKey string
	// Check is the pattern for check constraints. Default: "{table}_{columns}_check".
	Check string
	// Exclusion is the pattern for exclusion constraints. Default: "{table}_{columns}_excl".
	Exclusion string
	// Index is the pattern for indexes. Default: "{table}_{columns}_idx".
	Index string
}

// withDefaults is the naming with every pattern filled in.
func (n Naming) withDefaults() Naming {
	return Naming{
		PrimaryKey: cmp.Or(n.PrimaryKey, "{table}_pkey"), Unique: cmp.Or(n.Unique, "{table}_{columns}_key"),
		ForeignKey: cmp.Or(n.ForeignKey, "{table}_{columns}_fkey"), Check: cmp.Or(n.Check, "{table}_{columns}_check"),
		Exclusion: cmp.Or(n.Exclusion, "{table}_{columns}_excl"), Index: cmp.Or(n.Index, "{table}_{columns}_idx"),
	}
}

// maxFixed is how much of a name may be a pattern's own text, so that there is room for what its placeholders stand for.
const maxFixed = 40

// Verify reports the first pattern that cannot be used: it has a placeholder that there is not, a brace without the other one,
// or so much text of its own that nothing else has room.
func (n Naming) Verify() error {
	n = n.withDefaults()
	known := []string{"schema", "table", "columns"}
	for _, field := range []struct {
		name, pattern string
		known         []string
	}{
		{"PrimaryKey", n.PrimaryKey, known}, {"Unique", n.Unique, known}, {"Check", n.Check, known}, {"Exclusion", n.Exclusion, known}, {"Index", n.Index, known},
		{"ForeignKey", n.ForeignKey, append(slices.Clone(known), "ref_table", "ref_columns")},
	} {
		fixed := 0
		for _, p := range partsOf(field.pattern) {
			switch {
			case !p.placeholder && strings.ContainsAny(p.text, "{}"):
				return fmt.Errorf("%s: %q: a brace lacks its other one", field.name, field.pattern)
			case !p.placeholder:
				fixed += len(p.text)
			case !slices.Contains(field.known, p.text):
				return fmt.Errorf("%s: %q: there is no {%s}: use {%s}", field.name, field.pattern, p.text, strings.Join(field.known, "}, {"))
			}
		}
		if fixed > maxFixed {
			return fmt.Errorf("%s: %q: beside its placeholders it has %d bytes: at most %d leave room for them", field.name, field.pattern, fixed, maxFixed)
		}
	}
	return nil
}

// part is a piece of a pattern: text, or the name of a placeholder.
type part struct {
	text        string
	placeholder bool
}

func partsOf(pattern string) []part {
	parts := make([]part, 0, 2*strings.Count(pattern, "{")+2) // with room for a number
	for pattern != "" {
		open := strings.IndexByte(pattern, '{')
		end := strings.IndexByte(pattern, '}')
		if open < 0 || end < open {
			return append(parts, part{text: pattern})
		}
		if open > 0 {
			parts = append(parts, part{text: pattern[:open]})
		}
		parts = append(parts, part{pattern[open+1 : end], true})
		pattern = pattern[end+1:]
	}
	return parts
}

// fill puts values in the place of placeholders, and a number behind the name unless it is 0.
func fill(pattern string, values map[string]string, number int) string {
	parts := filled(partsOf(pattern), values)
	if number > 0 {
		parts = append(parts, part{text: strconv.Itoa(number)})
	}
	total := 0
	lengths := make([]int, len(parts))
	for i, p := range parts {
		lengths[i] = len(p.text)
		total += len(p.text)
	}
	for ; total > MaxName; total-- {
		longest := -1
		for i, p := range parts {
			if p.placeholder && lengths[i] > 0 && (longest < 0 || lengths[i] >= lengths[longest]) {
				longest = i
			}
		}
		if longest < 0 {
			break
		}
		lengths[longest]--
	}
	var name strings.Builder
	name.Grow(total)
	for i, p := range parts {
		name.WriteString(clip(p.text, lengths[i]))
	}
	return name.String()
}

// filled has the values in the place of the placeholders, and takes the pattern's memory. One that stands for nothing is left out with the underscore before
// it, or behind it where it begins the name.
func filled(pattern []part, values map[string]string) []part {
	parts := pattern[:0]
	begins := false
	for _, p := range pattern {
		last := len(parts) - 1
		switch {
		case !p.placeholder && begins:
			p.text = strings.TrimPrefix(p.text, "_")
		case p.placeholder && values[p.text] != "":
			p.text = values[p.text]
		case p.placeholder && last < 0:
			begins = true
			continue
		case p.placeholder:
			if !parts[last].placeholder {
				parts[last].text = strings.TrimSuffix(parts[last].text, "_")
			}
			continue
		}
		begins = false
		parts = append(parts, p)
	}
	return parts
}
