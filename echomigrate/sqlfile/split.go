package sqlfile

import (
	"strings"
	"unicode/utf8"
)

// Statement is one statement of a script.
type Statement struct {
	// SQL is the statement without the semicolon at its end, and without the comments and the space around it.
	SQL string
	// Line is the line it begins at, from 1.
	Line int
}

// Split takes SQL apart into its statements, as psql and sqlite3 do. Empty statements are left out, and the last one needs
// no semicolon. What is not closed is an error with the line where it began; so is what no database takes: commands of
// psql and sqlite3, and COPY … FROM STDIN with its rows.
func Split(sql string) ([]Statement, error) {
	items, f := scan(sql, nil)
	if f != nil {
		return nil, f
	}
	var statements []Statement
	for _, i := range items {
		statements = append(statements, i.Statement)
	}
	return statements, nil
}

// item is a statement, or a comment that has a line to itself and stands between statements.
type item struct {
	// Statement has the comment's text, without dashes and space around it, if it is one.
	Statement
	comment bool
	// words are the first words of the statement.
	words []string
}

// scanner collects tokens to statements.
type scanner struct {
	lexer
	// marks says which comments are wanted, and end a statement; nil means none.
	marks func(comment string) bool
	items []item
	// open is the statement that has begun; its line is 0 when none has.
	open statement
}

// scan finds the statements of a script and the comments between them. What stands before a fault is found nevertheless.
func scan(sql string, marks func(string) bool) ([]item, *fault) {
	s := scanner{lexer: lexer{text: sql}, marks: marks}
	if i := strings.IndexByte(sql, 0); i >= 0 {
		return nil, s.wrong(i, "a NUL byte, which no SQL has: save the file as UTF-8 text")
	}
	if !utf8.ValidString(sql) {
		return nil, s.wrong(len(sql)-len(invalid(sql)), "a byte that is not UTF-8: save the file as UTF-8 text")
	}
	for s.pos < len(sql) {
		if f := s.step(); f != nil {
			return s.items, f
		}
	}
	if f := s.open.unclosed(); f != nil {
		return s.items, f
	}
	s.end()
	return s.items, nil
}

// invalid is the text from the first byte on that is not UTF-8.
func invalid(text string) string {
	for text != "" {
		r, size := utf8.DecodeRuneInString(text)
		if r == utf8.RuneError && size == 1 {
			break
		}
		text = text[size:]
	}
	return text
}

const byteOrderMark = "\uFEFF"

// step takes the next token.
func (s *scanner) step() *fault {
	if s.open.line == 0 && strings.HasPrefix(s.text[s.pos:], byteOrderMark) {
		s.pos += len(byteOrderMark)
		return nil
	}
	t, f := s.next()
	switch {
	case f != nil:
		return f
	case t.kind == lineComment:
		return s.comment(t)
	case t.kind == space, t.kind == blockComment:
		return nil
	case t.text == ";" && !s.open.inside():
		s.end()
		return nil
	case t.text == "." && s.open.line == 0:
		return s.wrong(t.start, "a statement cannot begin with a dot, which commands of sqlite3 do: only SQL can stand here, take it out")
	}
	return s.open.add(t, s.line(t.start))
}

// end ends the statement that has begun.
func (s *scanner) end() {
	if o := s.open; o.line > 0 {
		s.items = append(s.items, item{Statement: Statement{SQL: s.text[o.start:o.end], Line: o.line}, words: o.words})
	}
	s.open, s.brackets = statement{}, 0
}

// comment takes a comment, if it has a line to itself and is wanted.
func (s *scanner) comment(t token) *fault {
	before := s.text[strings.LastIndexByte(s.text[:t.start], '\n')+1 : t.start]
	if s.marks == nil || strings.Trim(before, spaces+byteOrderMark) != "" {
		return nil
	}
	content := strings.TrimSpace(s.text[t.start+len("--") : t.end])
	if s.open.line > 0 {
		if !s.marks(content) {
			return nil
		}
		if s.open.inside() {
			return s.wrong(t.start, "-- %s stands within the statement that begins at line %d: end that one with a semicolon, its parentheses and BEGIN closed", content, s.open.line)
		}
		s.end()
	}
	s.items = append(s.items, item{Statement: Statement{SQL: content, Line: s.line(t.start)}, comment: true})
	return nil
}
