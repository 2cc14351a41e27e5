package postgres

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenKind is what a token is.
type tokenKind int

const (
	// tokenWord is a keyword or a name without quotes.
	tokenWord tokenKind = iota
	// tokenName is a name in double quotes.
	tokenName
	// tokenString is a string constant of any kind.
	tokenString
	tokenNumber
	// tokenSymbol is an operator or a mark.
	tokenSymbol
)

// token is a part of an expression.
type token struct {
	kind tokenKind
	// raw is the token as it stands, and value what a name names: words in small letters.
	raw, value string
}

func (t token) symbol(s string) bool { return t.kind == tokenSymbol && t.raw == s }

// is reports whether the token is that keyword.
func (t token) is(keyword string) bool {
	return t.kind == tokenWord && t.value == strings.ToLower(keyword)
}

// tokenize takes an expression apart. It is false where there is a comment or something that has no end.
func tokenize(text string) (tokens []token, whole bool) {
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		t, n := next(text)
		if n == 0 {
			return nil, false
		}
		tokens = append(tokens, t)
		text = text[n:]
	}
	return tokens, true
}

// next is the token at the start of a text that does not begin with space, and its length; 0 when it is none.
func next(text string) (token, int) {
	r, size := utf8.DecodeRuneInString(text)
	switch {
	case strings.HasPrefix(text, "--"), strings.HasPrefix(text, "/*"), strings.HasPrefix(text, "U&"), strings.HasPrefix(text, "u&"):
		return token{}, 0
	case r == '"':
		n := quotedLength(text, '"', false)
		if n == 0 {
			return token{}, 0
		}
		return token{tokenName, text[:n], strings.ReplaceAll(text[1:n-1], `""`, `"`)}, n
	case r == '\'':
		n := quotedLength(text, '\'', false)
		return token{tokenString, escaped(text[:n]), ""}, n
	case strings.ContainsRune("EeBbXxNn", r) && len(text) > 1 && text[1] == '\'':
		n := quotedLength(text[1:], '\'', r == 'E' || r == 'e')
		if n == 0 {
			return token{}, 0
		}
		return token{tokenString, strings.ToUpper(text[:1]) + text[1:n+1], ""}, n + 1
	case r == '$':
		n := dollarLength(text)
		return token{tokenString, text[:n], ""}, n
	case r == '_' || unicode.IsLetter(r):
		n := length(text, func(r rune) bool { return r == '_' || r == '$' || unicode.IsLetter(r) || unicode.IsDigit(r) })
		return token{tokenWord, text[:n], strings.ToLower(text[:n])}, n
	case unicode.IsDigit(r) || r == '.' && len(text) > 1 && text[1] >= '0' && text[1] <= '9':
		n := length(text, func(r rune) bool { return r == '.' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) })
		return token{tokenNumber, strings.ToLower(text[:n]), ""}, n
	case strings.HasPrefix(text, "::"):
		return token{tokenSymbol, "::", ""}, 2
	case strings.ContainsRune(operators, r):
		n := length(text, func(r rune) bool { return strings.ContainsRune(operators, r) })
		// What begins a sign or a comment behind an operator is no part of it.
		for n > 1 && (text[n-1] == '-' || text[n-1] == '+') && !strings.ContainsAny(text[:n], "~!@#%^&|`?") {
			n--
		}
		if strings.Contains(text[:n], "--") || strings.Contains(text[:n], "/*") {
			return token{}, 0
		}
		return token{tokenSymbol, text[:n], ""}, n
	}
	return token{tokenSymbol, text[:size], ""}, size
}

// operators are the letters of operators.
const operators = "+-*/<>=~!@#%^&|`?"

func length(text string, in func(rune) bool) int {
	if n := strings.IndexFunc(text, func(r rune) bool { return !in(r) }); n >= 0 {
		return n
	}
	return len(text)
}

// quotedLength is the length of a quoted text with its quotes; a doubled quote stands for one, and so does one behind a
// backslash where escapes count.
func quotedLength(text string, quote byte, escapes bool) int {
	for i := 1; i < len(text); i++ {
		switch {
		case escapes && text[i] == '\\':
			i++
		case text[i] == quote && i+1 < len(text) && text[i+1] == quote:
			i++
		case text[i] == quote:
			return i + 1
		}
	}
	return 0
}

func dollarLength(text string) int {
	end := strings.IndexByte(text[1:], '$')
	if end < 0 {
		return 0
	}
	tag := text[:end+2]
	behind := strings.Index(text[len(tag):], tag)
	if behind < 0 {
		return 0
	}
	return behind + 2*len(tag)
}

// escaped is a plain string constant as PostgreSQL writes it: with an E before it where it holds a backslash.
func escaped(constant string) string {
	if !strings.Contains(constant, `\`) {
		return constant
	}
	return "E" + strings.ReplaceAll(constant, `\`, `\\`)
}
