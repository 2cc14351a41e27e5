package sqlite

import (
	"fmt"
	"strings"
	"sync"
)

// parser walks through the tokens of one statement.
type parser struct {
	sql    string
	tokens []token
	pos    int
}

// tokenMemory is that of statements that were read.
var tokenMemory sync.Pool

// newParser begins at the first token. What is read ends with release.
func newParser(sql string) *parser {
	p := &parser{sql: sql}
	if memory, is := tokenMemory.Get().(*[]token); is {
		p.tokens = *memory
	}
	p.tokens = appendTokens(p.tokens[:0], sql)
	return p
}

// release lets the next statement have the tokens' memory. Their texts stay.
func (p *parser) release() {
	memory := p.tokens
	p.tokens = nil
	clear(memory)
	tokenMemory.Put(&memory)
}

func (p *parser) peek() token { return p.peekAt(0) }

func (p *parser) peekAt(n int) token {
	if p.pos+n < len(p.tokens) {
		return p.tokens[p.pos+n]
	}
	return token{start: len(p.sql), end: len(p.sql)}
}

func (p *parser) next() token {
	t := p.peek()
	if p.pos < len(p.tokens) {
		p.pos++
	}
	return t
}

// words takes the given bare words when all of them come next.
func (p *parser) words(words ...string) bool {
	for i, w := range words {
		if !p.peekAt(i).is(w) {
			return false
		}
	}
	p.pos += len(words)
	return true
}

// oneOf takes the next token when it is one of the given bare words, and returns it in capitals; else "".
func (p *parser) oneOf(words ...string) string {
	for _, w := range words {
		if p.words(w) {
			return w
		}
	}
	return ""
}

// symbol takes the operator or bracket s when it comes next.
func (p *parser) symbol(s string) bool {
	if !p.peek().symbol(s) {
		return false
	}
	p.pos++
	return true
}

func (p *parser) unexpected(want string) error {
	t := p.peek()
	if t.kind == tokenEnd {
		return fmt.Errorf("the statement ends where %s should stand", want)
	}
	return fmt.Errorf("%q at byte %d stands where %s should", t.raw, t.start, want)
}

func (p *parser) need(symbol string) error {
	if !p.symbol(symbol) {
		return p.unexpected(symbol)
	}
	return nil
}

func (p *parser) name() (string, error) {
	if !p.peek().names() {
		return "", p.unexpected("a name")
	}
	return p.next().value, nil
}

// qualified reads a name that may have its database before it, and leaves the database out.
func (p *parser) qualified() (string, error) {
	name, err := p.name()
	if err == nil && p.symbol(".") {
		return p.name()
	}
	return name, err
}

// parens reads from a "(" to the ")" that closes it, and returns the text between the two.
func (p *parser) parens() (string, error) {
	open := p.peek()
	if err := p.need("("); err != nil {
		return "", err
	}
	for depth := 1; ; {
		t := p.peek()
		switch {
		case t.kind == tokenEnd:
			return "", p.unexpected(")")
		case t.symbol("("):
			depth++
		case t.symbol(")"):
			depth--
		}
		p.pos++
		if depth == 0 {
			return strings.TrimSpace(p.sql[open.end:t.start]), nil
		}
	}
}

// list reads "(", elements with commas between them, and ")".
func (p *parser) list(element func() error) error {
	if err := p.need("("); err != nil {
		return err
	}
	for {
		if err := element(); err != nil {
			return err
		}
		if p.symbol(")") {
			return nil
		}
		if err := p.need(","); err != nil {
			return err
		}
	}
}

// elements counts the elements up to the bracket that closes a list, inside which the parser is; one at least.
func (p *parser) elements() int {
	count, depth := 1, 0
	for _, t := range p.tokens[p.pos:] {
		switch {
		case t.kind != tokenSymbol:
		case t.raw == "(":
			depth++
		case t.raw == ")" && depth == 0:
			return count
		case t.raw == ")":
			depth--
		case t.raw == "," && depth == 0:
			count++
		}
	}
	return count
}

// untilComma reads one element of a list, up to the comma or bracket behind it.
func (p *parser) untilComma() []token {
	start := p.pos
	for depth := 0; ; p.pos++ {
		t := p.peek()
		switch {
		case t.kind == tokenEnd, depth == 0 && (t.symbol(",") || t.symbol(")")):
			return p.tokens[start:p.pos]
		case t.symbol("("):
			depth++
		case t.symbol(")"):
			depth--
		}
	}
}

// source is the text that the tokens stand in, comments between them included.
func (p *parser) source(tokens []token) string {
	if len(tokens) == 0 {
		return ""
	}
	return p.sql[tokens[0].start:tokens[len(tokens)-1].end]
}
