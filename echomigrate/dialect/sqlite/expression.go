package sqlite

import (
	"strings"
)

// names maps the columns of a table, in small letters, to their spelling.
type names map[string]string

func (n names) column(name string) (string, bool) {
	spelled, ok := n[strings.ToLower(name)]
	return spelled, ok
}

// canonicalExpression writes an expression so that two that say the same by their tokens are the same text: one space
// between tokens, keywords in capitals, functions and unknown names in small letters, columns as the table spells them,
// no quotes that are not needed, no brackets around the whole, no table's name before a column (a rebuild builds the table
// under another name). A name in double quotes that is no column is the string that SQLite takes it for.
// What is no expression, and so would change again when it is read again, stays as it is.
func canonicalExpression(expression string, columns names) string {
	if expression == "" {
		return ""
	}
	once := writeExpression(expression, columns)
	if once != expression && writeExpression(once, columns) != once {
		return strings.TrimSpace(expression)
	}
	return once
}

func writeExpression(expression string, columns names) string {
	w := expressionWriter{tokens: stripParens(tokenize(expression)), columns: columns}
	for w.pos < len(w.tokens) {
		w.step()
	}
	return w.out.String()
}

// stripParens takes off the brackets around all of the tokens, unless they hold a list.
func stripParens(tokens []token) []token {
	for len(tokens) > 2 && tokens[0].symbol("(") && tokens[len(tokens)-1].symbol(")") {
		depth := 0
		for i, t := range tokens {
			switch {
			case t.symbol("("):
				depth++
			case t.symbol(")"):
				depth--
			}
			if depth == 0 && i < len(tokens)-1 || depth == 1 && t.symbol(",") {
				return tokens
			}
		}
		tokens = tokens[1 : len(tokens)-1]
	}
	return tokens
}

// expressionWriter writes tokens one after the other.
type expressionWriter struct {
	tokens  []token
	pos     int
	columns names
	out     strings.Builder
	// operand is set when what was written last can have an operator behind it.
	operand bool
	// glue leaves out the space before what is written next.
	glue bool
	// infixNot is set behind the NOT of NOT LIKE, NOT IN and the like.
	infixNot bool
	// last is the keyword that was written last, in capitals, or "type" inside the type of a CAST; else "".
	last string
}

func (w *expressionWriter) at(n int) token {
	if i := w.pos + n; i >= 0 && i < len(w.tokens) {
		return w.tokens[i]
	}
	return token{}
}

func (w *expressionWriter) write(text string, operand bool) {
	if w.out.Len() > 0 && !w.glue {
		w.out.WriteByte(' ')
	}
	w.out.WriteString(text)
	w.operand, w.glue, w.infixNot, w.last = operand, false, false, ""
}

func (w *expressionWriter) step() {
	t := w.at(0)
	w.pos++
	switch t.kind {
	case tokenSymbol:
		w.symbol(t)
	case tokenString:
		if w.last == "COLLATE" {
			w.name(t)
			return
		}
		w.write(t.raw, true)
		w.dropCast()
	case tokenNumber, tokenBlob:
		w.write(strings.ToLower(t.raw), true)
		w.dropCast()
	case tokenWord, tokenName:
		w.name(t)
	default:
		w.write(t.raw, true)
	}
}

// dropCast passes over PostgreSQL's ::type behind a literal.
func (w *expressionWriter) dropCast() {
	for w.at(0).symbol("::") && (w.at(1).kind == tokenWord || w.at(1).kind == tokenName) {
		w.pos++
		for w.at(0).kind == tokenName || w.at(0).kind == tokenWord && !isReserved(w.at(0).raw) || w.at(0).symbol(".") {
			w.pos++
		}
		if w.at(0).symbol("(") {
			for w.pos < len(w.tokens) && !w.at(0).symbol(")") {
				w.pos++
			}
			w.pos++
		}
		for w.at(0).kind == tokenName && w.at(0).raw[0] == '[' {
			w.pos++
		}
	}
}

func (w *expressionWriter) symbol(t token) {
	switch {
	case t.symbol("("):
		w.glue = w.glue || w.last == "type"
		w.write("(", false)
		w.glue = true
	case t.symbol(")"), t.symbol(","), t.symbol("."):
		w.glue = true
		w.write(t.raw, t.symbol(")"))
		w.glue = t.symbol(".")
	case !w.operand && (t.symbol("-") || t.symbol("+") || t.symbol("~")):
		if t.symbol("-") && strings.HasSuffix(w.out.String(), "-") {
			w.glue = false // two of them would begin a comment
		}
		w.write(t.raw, false)
		w.glue = true
	case t.symbol("=="):
		w.write("=", false)
	case t.symbol("!="):
		w.write("<>", false)
	default:
		w.write(t.raw, false)
	}
}

func (w *expressionWriter) name(t token) {
	bare := t.kind == tokenWord
	column, isColumn := w.columns.column(t.value)
	switch {
	case w.last == "COLLATE":
		w.write(spellWord(strings.ToUpper(t.value)), true)
	case w.last == "AS" || w.last == "type":
		w.write(typeWord(strings.ToUpper(t.value)), true)
		w.last = "type"
	case w.at(0).symbol(".") && w.at(1).names():
		w.pos++
	case bare && (w.operand || w.infixNot):
		w.operator(t)
	case w.at(0).symbol("(") && !(bare && isReserved(t.raw)):
		w.function(t)
	case bare && isReserved(t.raw):
		w.keyword(t)
	case isColumn && !(bare && t.is("CASE")):
		w.write(spellName(column), true)
	case bare && t.isAny("TRUE", "FALSE"):
		w.write(strings.ToLower(t.raw), true)
		w.dropCast()
	case bare && t.isAny("CURRENT_TIME", "CURRENT_DATE", "CURRENT_TIMESTAMP"):
		w.write(strings.ToUpper(t.raw), true)
	case t.raw[0] == '"' && w.columns != nil && !isRowid(t.value):
		w.write(text(t.value), true)
	case bare:
		w.write(strings.ToLower(t.raw), true)
	default:
		w.write(spellName(t.value), true)
	}
}

// operator writes a word that stands behind an operand.
func (w *expressionWriter) operator(t token) {
	switch {
	case t.is("ISNULL"):
		w.write("IS NULL", true)
	case t.is("NOTNULL"):
		w.write("IS NOT NULL", true)
	case t.is("END"):
		w.write("END", true)
	case t.is("NOT") && w.at(0).is("NULL"):
		w.pos++
		w.write("IS NOT NULL", true)
	default:
		w.keyword(t)
		w.infixNot = t.is("NOT")
	}
}

func (w *expressionWriter) keyword(t token) {
	upper := strings.ToUpper(t.raw)
	w.write(upper, upper == "NULL")
	w.last = upper
	if upper == "NULL" {
		w.dropCast()
	}
}

func (w *expressionWriter) function(t token) {
	if t.is("CAST") {
		w.write("CAST", false)
	} else {
		w.write(spellFunction(t.value), false)
	}
	w.glue = true
}

func spellFunction(name string) string {
	lower := strings.ToLower(name)
	if run(lower, wordByte) == len(lower) && lower != "" && !digit(lower[0]) && !isReserved(lower) {
		return lower
	}
	return quote(lower)
}

func isRowid(name string) bool {
	return strings.EqualFold(name, "rowid") || strings.EqualFold(name, "_rowid_") || strings.EqualFold(name, "oid")
}
