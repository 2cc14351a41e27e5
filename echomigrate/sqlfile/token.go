package sqlfile

import (
	"regexp"
	"strings"
)

// kind is what a token is.
type kind int

const (
	space kind = iota
	lineComment
	blockComment
	// word is an identifier without quotes, a keyword or a number.
	word
	// quoted is a string, or an identifier in quotes.
	quoted
	// sign is any other character.
	sign
)

// token is a piece of SQL.
type token struct {
	kind       kind
	start, end int
	// text is a word in upper case, or a sign.
	text string
}

// lexer takes SQL apart into tokens, for PostgreSQL and SQLite alike.
type lexer struct {
	text string
	pos  int
	// previous is the token before, comments and space left out.
	previous token
	// brackets counts the subscripts and arrays that are open.
	brackets int
	// counted lines stand before the position counted.
	counted, lines int
}

// line is the line of a position; positions that are asked for mostly rise.
func (l *lexer) line(pos int) int {
	if pos < l.counted {
		l.counted, l.lines = 0, 0
	}
	l.lines += strings.Count(l.text[l.counted:pos], "\n")
	l.counted = pos
	return l.lines + 1
}

func (l *lexer) wrong(pos int, format string, arguments ...any) *fault {
	return wrong(l.line(pos), format, arguments...)
}

// next is the token at the position, which moves behind it.
func (l *lexer) next() (token, *fault) {
	t := token{start: l.pos}
	var f *fault
	t.kind, t.end, f = l.classify()
	if f != nil {
		return t, f
	}
	if t.kind == word || t.kind == sign {
		t.text = strings.ToUpper(l.text[t.start:t.end])
	}
	l.pos = t.end
	if t.kind >= word {
		l.previous = t
	}
	return t, nil
}

// classify is the kind and the end of the token at the position.
func (l *lexer) classify() (kind, int, *fault) {
	rest := l.text[l.pos:]
	switch c := rest[0]; {
	case strings.IndexByte(spaces, c) >= 0:
		return space, len(l.text) - len(strings.TrimLeft(rest, spaces)), nil
	case strings.HasPrefix(rest, "--"):
		return l.lineComment()
	case strings.HasPrefix(rest, "/*"):
		return l.blockComment()
	case c == '\'':
		return l.quotes("a string")
	case c == '"' || c == '`':
		return l.quotes("an identifier")
	case c == '$':
		return l.dollar()
	case c == '[':
		return l.bracket()
	case c == ']':
		l.brackets = max(0, l.brackets-1)
		return sign, l.pos + 1, nil
	case c == '\\':
		return sign, 0, l.wrong(l.pos, "%s is a command of psql: only SQL can stand here, take it out", backslash.FindString(rest))
	case inWord(c):
		return l.word()
	}
	return sign, l.pos + 1, nil
}

const spaces = " \t\n\r\f\v"

var backslash = regexp.MustCompile(`^\\[[:graph:]]{0,20}`)

// inWord reports whether a byte may stand in an identifier without quotes.
func inWord(c byte) bool {
	return c == '_' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// word is an identifier, keyword or number. Behind the word E a string is one with backslashes.
func (l *lexer) word() (kind, int, *fault) {
	end := l.pos
	for end < len(l.text) && (inWord(l.text[end]) || l.text[end] == '$') {
		end++
	}
	if strings.EqualFold(l.text[l.pos:end], "E") && strings.HasPrefix(l.text[end:], "'") {
		return l.escapes(end + 1)
	}
	return word, end, nil
}

// quotes is a string or an identifier; a doubled quote stands for one, so what follows is the same token or another one.
func (l *lexer) quotes(what string) (kind, int, *fault) {
	quote := l.text[l.pos]
	length := strings.IndexByte(l.text[l.pos+1:], quote)
	if length < 0 {
		return quoted, 0, l.wrong(l.pos, "%s is not closed: add the %c at its end", what, quote)
	}
	return quoted, l.pos + length + 2, nil
}

// escapes is the string E'…', in which a backslash takes the meaning from a quote.
func (l *lexer) escapes(end int) (kind, int, *fault) {
	for end < len(l.text) {
		switch l.text[end] {
		case '\\':
			end += 2
		case '\'':
			end++
			if strings.HasPrefix(l.text[end:], "'") {
				end++
				continue
			}
			more := continued.FindString(l.text[end:])
			if more == "" {
				return quoted, end, nil
			}
			end += len(more)
		default:
			end++
		}
	}
	return quoted, 0, l.wrong(l.pos, "a string is not closed: add the ' at its end (a backslash in it takes the meaning from a quote)")
}

// continued matches what may stand within a string of several parts, which all have backslashes if the first has.
var continued = regexp.MustCompile(`^(?:[ \t\f\v]|--[^\r\n]*)*[\r\n](?:[ \t\r\n\f\v]|--[^\r\n]*[\r\n])*'`)

// dollar is a string in dollar quotes, or a lone sign as in $1.
func (l *lexer) dollar() (kind, int, *fault) {
	end := l.pos + 1
	for end < len(l.text) && inWord(l.text[end]) {
		end++
	}
	parameter := end > l.pos+1 && '0' <= l.text[l.pos+1] && l.text[l.pos+1] <= '9'
	if parameter || !strings.HasPrefix(l.text[end:], "$") {
		return sign, l.pos + 1, nil
	}
	tag := l.text[l.pos : end+1]
	length := strings.Index(l.text[end+1:], tag)
	if length < 0 {
		return quoted, 0, l.wrong(l.pos, "a string in dollar quotes is not closed: add the %s at its end", tag)
	}
	return quoted, end + 1 + length + len(tag), nil
}

// bracket tells a subscript or an array, whose content is SQL, from an identifier of SQLite, which ends at the first "]".
func (l *lexer) bracket() (kind, int, *fault) {
	p := l.previous
	follows := p.end == l.pos && l.pos > 0 && (p.kind == word || p.kind == quoted || p.text == ")" || p.text == "]")
	if follows || l.brackets > 0 || p.text == "ARRAY" {
		l.brackets++
		return sign, l.pos + 1, nil
	}
	length := strings.IndexByte(l.text[l.pos:], ']')
	if length < 0 {
		return quoted, 0, l.wrong(l.pos, "an identifier is not closed: add the ] at its end")
	}
	return quoted, l.pos + length + 1, nil
}
