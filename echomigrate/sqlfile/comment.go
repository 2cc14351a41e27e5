package sqlfile

import (
	"regexp"
	"strings"
)

// lineComment ends before the line feed. A lone carriage return ends it on PostgreSQL and not on SQLite.
func (l *lexer) lineComment() (kind, int, *fault) {
	end := len(l.text)
	if length := strings.IndexByte(l.text[l.pos:], '\n'); length >= 0 {
		end = l.pos + length
	}
	content := strings.TrimSuffix(l.text[l.pos:end], "\r")
	if strings.Contains(content, "\r") {
		return lineComment, 0, l.wrong(l.pos, "a carriage return within a comment, which ends it on PostgreSQL alone: end lines with a line feed")
	}
	return lineComment, l.pos + len(content), nil
}

// blockComment reads comments within comments as PostgreSQL does. SQLite knows none: for it the first "*/" is the end, and
// the last one a mistake, unless something hides it. Then both would read on, each something else, and that is refused.
func (l *lexer) blockComment() (kind, int, *fault) {
	depth, first := 0, 0
	for pos := l.pos; pos < len(l.text); pos++ {
		switch {
		case strings.HasPrefix(l.text[pos:], "/*"):
			depth++
			pos++
		case strings.HasPrefix(l.text[pos:], "*/"):
			depth--
			pos++
			if first == 0 {
				first = pos + 1
			}
			if depth > 0 {
				continue
			}
			if first <= pos && hidden(l.text, first, pos-1) {
				return blockComment, 0, l.wrong(l.pos, "a comment within a comment, where SQLite would go on with SQL: take the inner /* out")
			}
			return blockComment, pos + 1, nil
		}
	}
	if first > 0 {
		return blockComment, 0, l.wrong(l.pos, "a comment is not closed: it takes one */ for each /* in it")
	}
	return blockComment, 0, l.wrong(l.pos, "a comment is not closed: add the */ at its end")
}

// hidden reports whether SQLite, which reads SQL from a position on, finds a later one to be inside a token.
func hidden(text string, from, position int) bool {
	for from < position {
		from += len(sqliteToken.FindString(text[from:]))
	}
	return from > position
}

// sqliteToken matches a token of SQLite that can hide others, or else one byte or character.
var sqliteToken = regexp.MustCompile("^(?s:--[^\n]*|/\\*.*?(?:\\*/|$)|'[^']*'|\"[^\"]*\"|`[^`]*`|\\[[^\\]]*\\]|.)")
