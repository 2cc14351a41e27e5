package sqlite

import (
	"fmt"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// canonicalDefault is the spelling of a default. A default names no columns, so a name in double quotes is a string.
func canonicalDefault(expression, typeName string) string {
	if expression == "" {
		return ""
	}
	e := canonicalExpression(expression, names{})
	switch {
	case e == "NULL":
		return ""
	case e == "now()":
		return "CURRENT_TIMESTAMP"
	case typeName == "BOOLEAN" && e == "1":
		return "true"
	case typeName == "BOOLEAN" && e == "0":
		return "false"
	}
	if rest, ok := strings.CutPrefix(e, "+"); ok && isPlain(rest) {
		return rest
	}
	return e
}

// isPlain reports whether a default in its canonical spelling needs no brackets.
func isPlain(e string) bool {
	tokens := tokenize(e)
	if len(tokens) == 2 && tokens[0].symbol("-") {
		return tokens[1].kind == tokenNumber
	}
	return isConstant(e) || len(tokens) == 1 && tokens[0].isAny("CURRENT_TIME", "CURRENT_DATE", "CURRENT_TIMESTAMP")
}

// isConstant reports whether a default in its canonical spelling is a literal.
func isConstant(e string) bool {
	tokens := tokenize(e)
	if len(tokens) == 2 && tokens[0].symbol("-") {
		tokens = tokens[1:]
		return tokens[0].kind == tokenNumber
	}
	if len(tokens) != 1 {
		return false
	}
	t := tokens[0]
	return t.kind == tokenString || t.kind == tokenNumber || t.kind == tokenBlob || t.isAny("TRUE", "FALSE")
}

// foreign are the functions of PostgreSQL that defaults call, and that SQLite has no counterpart for.
var foreign = []string{"gen_random_uuid", "uuid_generate_v1", "uuid_generate_v4", "uuidv4", "uuidv7", "nextval",
	"clock_timestamp", "statement_timestamp", "transaction_timestamp"}

// checkDefault refuses a default that SQLite cannot compute. SQLite itself would take it, and refuse the first INSERT.
func checkDefault(c schema.Column) error {
	tokens := tokenize(c.Default)
	for i, t := range tokens {
		if i+1 < len(tokens) && tokens[i+1].symbol("(") && slices.Contains(foreign, strings.ToLower(t.value)) {
			return fmt.Errorf("column %s: the default %s has no counterpart in SQLite: let the program give the value, "+
				"or put the column's default into op.Only for postgres", c.Name, c.Default)
		}
	}
	return nil
}
