package sqlfile

import "slices"

// statement is one that has begun, as far as it was read.
type statement struct {
	start, end, line int
	// words are its first words, in upper case.
	words []string
	// last is its last token.
	last token
	// parentheses are the lines of those that are open. Semicolons within them are the statement's own (CREATE RULE).
	parentheses []int
	// block is the line of the BEGIN whose END has not come; 0 means none. Semicolons between are the statement's own.
	block int
}

// remembered is how many words tell what a statement is.
const remembered = 5

// inside reports whether a semicolon would be the statement's own.
func (s *statement) inside() bool { return len(s.parentheses) > 0 || s.block > 0 }

// unclosed is what is wrong when nothing follows.
func (s *statement) unclosed() *fault {
	if s.block > 0 {
		return wrong(s.block, "BEGIN has no END: end each statement in it with a semicolon, and add END;")
	}
	if len(s.parentheses) > 0 {
		return wrong(s.parentheses[len(s.parentheses)-1], "( is not closed: add the )")
	}
	return nil
}

// add takes a token that stands at a line.
func (s *statement) add(t token, line int) *fault {
	if s.line == 0 {
		s.start, s.line = t.start, line
	}
	switch {
	case t.text == "(":
		s.parentheses = append(s.parentheses, line)
	case t.text == ")" && len(s.parentheses) > 0:
		s.parentheses = s.parentheses[:len(s.parentheses)-1]
	case t.kind == word:
		if len(s.words) < remembered {
			s.words = append(s.words, t.text)
		}
		if s.readsRows(t) {
			return wrong(s.line, "COPY … FROM STDIN, whose rows only psql reads: write INSERT instead, as pg_dump --inserts does")
		}
		switch {
		case s.block == 0 && s.begins(t):
			s.block = line
		case s.block > 0 && s.ends(t):
			s.block = 0
		}
	}
	s.last, s.end = t, t.end
	return nil
}

// readsRows reports whether a word says that the rows of a COPY follow the statement.
func (s *statement) readsRows(t token) bool {
	return t.text == "STDIN" && s.last.text == "FROM" && s.words[0] == "COPY" && len(s.parentheses) == 0
}

// begins reports whether a word begins the body of a trigger of SQLite, or of a function of PostgreSQL that has its body in
// SQL. The other one of the two may have a table or a column named begin.
func (s *statement) begins(t token) bool {
	if len(s.parentheses) > 0 {
		return false
	}
	switch s.creates() {
	case "TRIGGER":
		return t.text == "BEGIN" && !slices.Contains([]string{"TRIGGER", "EXISTS", "ON", "OF", ",", "."}, s.last.text)
	case "FUNCTION", "PROCEDURE":
		return t.text == "ATOMIC" && s.last.text == "BEGIN"
	}
	return false
}

// ends reports whether a word ends such a body. Any other END, as that of CASE, does not stand behind a semicolon.
func (s *statement) ends(t token) bool {
	return t.text == "END" && slices.Contains([]string{";", "BEGIN", "ATOMIC"}, s.last.text)
}

// creates is what the statement creates: the word behind CREATE and its options.
func (s *statement) creates() string {
	if s.words[0] != "CREATE" {
		return ""
	}
	for _, w := range s.words[1:] {
		if !slices.Contains([]string{"OR", "REPLACE", "TEMP", "TEMPORARY", "CONSTRAINT"}, w) {
			return w
		}
	}
	return ""
}
