package sqlite

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// portable are the types of the common tongue that SQLite has a name of its own for: the one that Bun gives them.
// Bun's drivers make a time.Time of what is declared TIMESTAMP or DATE, and of nothing with further words.
var portable = map[string]string{
	"BIGINT": "INTEGER", "INT8": "INTEGER", "INTEGER": "INTEGER", "INT": "INTEGER", "INT4": "INTEGER",
	"SMALLINT": "INTEGER", "INT2": "INTEGER", "SERIAL": "INTEGER", "SERIAL4": "INTEGER", "BIGSERIAL": "INTEGER",
	"SERIAL8": "INTEGER", "SMALLSERIAL": "INTEGER", "SERIAL2": "INTEGER",
	"BOOLEAN": "BOOLEAN", "BOOL": "BOOLEAN",
	"REAL": "REAL", "FLOAT4": "REAL",
	"DOUBLE PRECISION": "DOUBLE PRECISION", "FLOAT8": "DOUBLE PRECISION", "FLOAT": "DOUBLE PRECISION", "DOUBLE": "DOUBLE PRECISION",
	"BYTEA": "BLOB", "BLOB": "BLOB", "TEXT": "TEXT",
	"TIMESTAMP": "TIMESTAMP", "TIMESTAMPTZ": "TIMESTAMP", "TIMESTAMP WITH TIME ZONE": "TIMESTAMP",
	"TIMESTAMP WITHOUT TIME ZONE": "TIMESTAMP", "DATETIME": "TIMESTAMP",
	"DATE": "DATE", "TIME": "TIME", "TIMETZ": "TIME", "TIME WITH TIME ZONE": "TIME", "TIME WITHOUT TIME ZONE": "TIME",
	"UUID": "UUID TEXT", "JSON": "JSON TEXT", "JSONB": "JSONB TEXT", "INET": "INET TEXT",
}

// measured are the portable types that keep their arguments.
var measured = map[string]string{
	"VARCHAR": "VARCHAR", "CHARACTER VARYING": "VARCHAR", "CHAR": "CHAR", "CHARACTER": "CHAR", "BPCHAR": "CHAR",
	"NUMERIC": "NUMERIC", "DECIMAL": "NUMERIC", "DEC": "NUMERIC",
}

// native are further words of numeric and binary types that programs give to SQLite; a type with one of them is taken as it is.
var native = wordSet(`ANY BINARY INT INTEGER TINYINT MEDIUMINT BIGINT SMALLINT INT2 INT8 UNSIGNED MONEY NUMBER NUMERIC DECIMAL
	DOUBLE FLOAT REAL VARBINARY YEAR DATETIME`)

// arrayType is every array: SQLite has none, a driver or Bun writes them as text.
const arrayType = "ARRAY TEXT"

// typeName is SQLite's spelling of a type. A type in capitals that no table above lists is left as it is: it was read off
// SQLite or meant for it. Any other unknown type (an enum, a domain, what PostgreSQL alone has) holds text, and gets a name
// that makes SQLite leave the text alone: with the affinity of a bare name such as "mood", the label '1e3' would become 1000.
// What is no type, and so would change again when it is read again, stays as it is.
func typeName(declared string, strict bool) string {
	upper := strings.ToUpper(declared)
	name := cmp.Or(portable[upper], measured[upper])
	if name == "" {
		name = spellType(declared)
		if spellType(name) != name {
			return strings.TrimSpace(declared)
		}
	}
	if !strict || name == "ANY" || name == "INT" {
		return name
	}
	return strictType(name)
}

func spellType(declared string) string {
	base, arguments, array := cutType(declared)
	switch {
	case base == "":
		return ""
	case array:
		return arrayType
	case portable[base] != "":
		return portable[base]
	case measured[base] != "":
		return measured[base] + arguments
	case !strings.ContainsFunc(declared, unicode.IsLower), isNative(base):
		return base + arguments
	}
	switch affinity(base) {
	case "TEXT", "BLOB":
		return base + arguments
	case "INTEGER":
		return "TEXT"
	}
	return base + " TEXT" + arguments
}

func isNative(base string) bool {
	return slices.ContainsFunc(strings.Fields(base), func(w string) bool { return native[w] })
}

// cutType takes a type apart: its words in capitals, its arguments in brackets, and whether it is an array.
func cutType(declared string) (base, arguments string, array bool) {
	var words []string
	depth := 0
	for _, t := range tokenize(declared) {
		switch {
		case t.symbol("("):
			depth++
			arguments += "("
		case t.symbol(")"):
			depth--
			arguments += ")"
		case depth > 0:
			arguments += t.raw
		case t.symbol(".") && len(words) > 0:
			// A schema before the name.
			words = words[:len(words)-1]
		case t.raw[0] == '[' && len(words) > 0 && strings.Trim(t.value, "0123456789") == "":
			array = true
		case t.names():
			words = append(words, typeWord(t.value))
		}
	}
	base = strings.ToUpper(strings.Join(words, " "))
	if rest, ok := strings.CutSuffix(base, " ARRAY"); ok && rest != "" {
		array = true
	}
	return base, arguments, array
}

// typeWord is a word of a type as it can stand in CREATE TABLE.
func typeWord(word string) string {
	plain := word != "" && !digit(word[0]) && word[0] != '$' && !isReserved(word) && !strings.EqualFold(word, "GENERATED")
	if plain && run(word, func(c byte) bool { return wordByte(c) || c == ' ' }) == len(word) && strings.TrimSpace(word) == word {
		return word
	}
	return quote(word)
}

// affinity is what SQLite makes of values in a column with this type (datatype3.html, section 3.1).
func affinity(name string) string {
	contains := func(parts ...string) bool {
		return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(name, part) })
	}
	switch {
	case contains("INT"):
		return "INTEGER"
	case contains("CHAR", "CLOB", "TEXT"):
		return "TEXT"
	case name == "" || contains("BLOB"):
		return "BLOB"
	case contains("REAL", "FLOA", "DOUB"):
		return "REAL"
	}
	return "NUMERIC"
}

// strictType is the nearest of the few types that a STRICT table may have.
func strictType(name string) string {
	base, _, _ := strings.Cut(name, "(")
	switch {
	case base == "BOOLEAN":
		return "INTEGER"
	case base == "TIMESTAMP" || base == "DATE" || base == "TIME":
		return "TEXT"
	case affinity(base) == "NUMERIC":
		return "REAL"
	}
	return affinity(base)
}
