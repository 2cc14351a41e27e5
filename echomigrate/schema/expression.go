package schema

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// word is an identifier (or a bare keyword) in an SQL expression: name without quotes, bare ones in lower case.
type word struct {
	name       string
	start, end int
}

// words lists the identifiers in an SQL expression. Strings, numbers and comments are passed over.
// Keywords are not told from names.
func words(expression string) []word {
	var found []word
	for i := 0; i < len(expression); {
		rest := expression[i:]
		r, size := utf8.DecodeRuneInString(rest)
		switch {
		case r == '\'':
			_, n := quoted(rest, '\'')
			i += n
		case r == '"':
			name, n := quoted(rest, '"')
			found = append(found, word{name, i, i + n})
			i += n
		case strings.HasPrefix(rest, "--"):
			line, _, _ := strings.Cut(rest, "\n")
			i += len(line)
		case strings.HasPrefix(rest, "/*"):
			comment, _, _ := strings.Cut(rest[2:], "*/")
			i += min(len(rest), len(comment)+4)
		case wordRune(r):
			n := strings.IndexFunc(rest, func(r rune) bool { return !wordRune(r) })
			if n < 0 {
				n = len(rest)
			}
			if !unicode.IsDigit(r) {
				found = append(found, word{strings.ToLower(rest[:n]), i, i + n})
			}
			i += n
		default:
			i += size
		}
	}
	return found
}

// identifiers lists the names of words.
func identifiers(expression string) []string {
	var names []string
	for _, w := range words(expression) {
		names = append(names, w.name)
	}
	return names
}

// renameIn puts the name to in the place of every identifier from.
func renameIn(expression, from, to string) string {
	var b strings.Builder
	end := 0
	for _, w := range words(expression) {
		if w.name != from {
			continue
		}
		b.WriteString(expression[end:w.start])
		b.WriteString(spell(to, expression[w.start] == '"'))
		end = w.end
	}
	b.WriteString(expression[end:])
	return b.String()
}

// spell writes a name bare when it may stand bare and quotes are not asked for.
func spell(name string, quotes bool) string {
	plain := name != "" && !unicode.IsDigit(rune(name[0])) && name == strings.ToLower(name) &&
		!strings.ContainsFunc(name, func(r rune) bool { return !wordRune(r) || r > unicode.MaxASCII })
	if plain && !quotes {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

func wordRune(r rune) bool { return r == '_' || r == '$' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// quoted reads the quoted text at the start of s and says how many bytes it takes; a doubled quote stands for one.
func quoted(s string, quote byte) (text string, n int) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		if s[i] != quote {
			b.WriteByte(s[i])
			continue
		}
		if i+1 < len(s) && s[i+1] == quote {
			b.WriteByte(quote)
			i++
			continue
		}
		return b.String(), i + 1
	}
	return b.String(), len(s)
}
