package sqlite

import "strings"

// tokenKind says what a token is.
type tokenKind int

const (
	tokenEnd      tokenKind = iota
	tokenWord               // a bare name or keyword
	tokenName               // a name in "…", […] or `…`
	tokenString             // '…'
	tokenNumber             // 12, 1.5e3, 0xff
	tokenBlob               // x'00'
	tokenVariable           // ?1, :name, @name, $name
	tokenSymbol             // an operator or a bracket
)

// token is one piece of SQL.
type token struct {
	kind tokenKind
	// raw is the token as it stands in the text.
	raw string
	// value is the text without its quotes; for other kinds it is raw.
	value string
	// start and end are offsets into the text.
	start, end int
}

// is reports whether the token is a bare word, in any case.
func (t token) is(word string) bool { return t.kind == tokenWord && strings.EqualFold(t.raw, word) }

func (t token) isAny(words ...string) bool {
	for _, w := range words {
		if t.is(w) {
			return true
		}
	}
	return false
}

// symbol reports whether the token is the operator or bracket s.
func (t token) symbol(s string) bool { return t.kind == tokenSymbol && t.raw == s }

// names reports whether the token can stand where SQLite wants a name: it takes strings there too.
func (t token) names() bool {
	return t.kind == tokenWord || t.kind == tokenName || t.kind == tokenString
}

// tokenize cuts SQL into tokens as SQLite does; spaces and comments are left out. It takes any text: what is not closed
// ends with the text, what SQLite does not know becomes a symbol.
func tokenize(sql string) []token {
	const usual = 5 // bytes
	return appendTokens(make([]token, 0, len(sql)/usual+1), sql)
}

func appendTokens(tokens []token, sql string) []token {
	for i := 0; i < len(sql); {
		kind, n := scan(sql[i:])
		if n == 0 {
			i += skip(sql[i:])
			continue
		}
		raw := sql[i : i+n]
		tokens = append(tokens, token{kind: kind, raw: raw, value: unquote(kind, raw), start: i, end: i + n})
		i += n
	}
	return tokens
}

// skip is the length of the space or comment at the start of s, at least 1.
func skip(s string) int {
	switch {
	case strings.HasPrefix(s, "--"):
		if n := strings.IndexByte(s, '\n'); n >= 0 {
			return n + 1
		}
		return len(s)
	case strings.HasPrefix(s, "/*"):
		if n := strings.Index(s[2:], "*/"); n >= 0 {
			return n + 4
		}
		return len(s)
	}
	return 1
}

// scan is the kind and the length of the token at the start of s; 0 for a space or comment.
func scan(s string) (tokenKind, int) {
	c := s[0]
	switch {
	case c == '(' || c == ')' || c == ',':
		return tokenSymbol, 1
	case strings.IndexByte(" \t\n\f\r", c) >= 0, strings.HasPrefix(s, "--"), strings.HasPrefix(s, "/*"):
		return tokenEnd, 0
	case c == '\'':
		return tokenString, closing(s, '\'')
	case c == '"' || c == '`':
		return tokenName, closing(s, c)
	case c == '[':
		if n := strings.IndexByte(s, ']'); n >= 0 {
			return tokenName, n + 1
		}
		return tokenName, len(s)
	case (c == 'x' || c == 'X') && len(s) > 1 && s[1] == '\'':
		return tokenBlob, 1 + closing(s[1:], '\'')
	case digit(c) || c == '.' && len(s) > 1 && digit(s[1]):
		return tokenNumber, number(s)
	case wordByte(c) && c != '$':
		return tokenWord, run(s, wordByte)
	case strings.IndexByte("?:@$", c) >= 0 && !strings.HasPrefix(s, "::"):
		return variable(s)
	}
	for _, operator := range []string{"->>", "::", "->", "||", "<=", "<>", "<<", ">=", ">>", "==", "!="} {
		if strings.HasPrefix(s, operator) {
			return tokenSymbol, len(operator)
		}
	}
	return tokenSymbol, 1
}

func variable(s string) (tokenKind, int) {
	if n := 1 + run(s[1:], wordByte); n > 1 || s[0] == '?' {
		return tokenVariable, n
	}
	return tokenSymbol, 1
}

// closing is the length of the quoted text at the start of s; a doubled quote does not close it.
func closing(s string, quote byte) int {
	for i := 1; i < len(s); i++ {
		if s[i] != quote {
			continue
		}
		if i+1 < len(s) && s[i+1] == quote {
			i++
			continue
		}
		return i + 1
	}
	return len(s)
}

// number is the length of the number at the start of s.
func number(s string) int {
	digits := func(c byte) bool { return digit(c) || c == '_' }
	if len(s) > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X') {
		return 2 + run(s[2:], func(c byte) bool { return wordByte(c) && c != '$' })
	}
	n := run(s, digits)
	if n < len(s) && s[n] == '.' {
		n += 1 + run(s[n+1:], digits)
	}
	if n < len(s) && (s[n] == 'e' || s[n] == 'E') {
		sign := 0
		if n+1 < len(s) && (s[n+1] == '+' || s[n+1] == '-') {
			sign = 1
		}
		if n+1+sign < len(s) && digit(s[n+1+sign]) {
			n += 1 + sign + run(s[n+1+sign:], digits)
		}
	}
	return n
}

func run(s string, in func(byte) bool) int {
	n := 0
	for n < len(s) && in(s[n]) {
		n++
	}
	return n
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

// wordByte reports whether a byte may stand inside a bare name; every byte beyond ASCII may.
func wordByte(c byte) bool {
	return c == '_' || c == '$' || digit(c) || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= 0x80
}

func unquote(kind tokenKind, raw string) string {
	if kind != tokenName && kind != tokenString {
		return raw
	}
	open := raw[0]
	end := open
	if open == '[' {
		end = ']'
	}
	inner := raw[1:]
	if len(inner) > 0 && inner[len(inner)-1] == end {
		inner = inner[:len(inner)-1]
	}
	if open == '[' {
		return inner
	}
	q := string(open)
	return strings.ReplaceAll(inner, q+q, q)
}
