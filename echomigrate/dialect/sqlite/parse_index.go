package sqlite

import (
	"cmp"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// parseIndex reads a CREATE INDEX statement. An element that is a single name is given as a column.
func parseIndex(sql string) (schema.Index, error) {
	var i schema.Index
	p := newParser(sql)
	defer p.release()
	if !p.words("CREATE") {
		return i, p.unexpected("CREATE INDEX")
	}
	i.Unique = p.words("UNIQUE")
	if !p.words("INDEX") {
		return i, p.unexpected("INDEX")
	}
	p.words("IF", "NOT", "EXISTS")
	var err error
	if i.Name, err = p.qualified(); err != nil {
		return i, err
	}
	if !p.words("ON") {
		return i, p.unexpected("ON")
	}
	if _, err := p.name(); err != nil {
		return i, err
	}
	var key []schema.Element
	err = p.list(func() error {
		cut := cutElement(p.untilComma())
		e := schema.Element{Column: cut.bare(), Desc: cut.desc, Collation: cut.collation}
		if e.Column == "" {
			e.Expression = p.source(cut.key)
		}
		key = append(key, e)
		return nil
	})
	if err != nil {
		return i, err
	}
	i = i.WithKey(key)
	if p.words("WHERE") {
		rest := p.tokens[p.pos:]
		for len(rest) > 0 && rest[len(rest)-1].symbol(";") {
			rest = rest[:len(rest)-1]
		}
		i.Where = p.source(rest)
		return i, nil
	}
	if t := p.peek(); t.kind != tokenEnd && !t.symbol(";") {
		return i, p.unexpected("WHERE")
	}
	return i, nil
}

// element is one part of a key, its order, its collation and the brackets around it cut off.
type element struct {
	key           []token
	collation     string
	desc          bool
	autoincrement bool
}

func cutElement(tokens []token) element {
	var e element
	last := func(n int) token {
		if len(tokens) <= n {
			return token{}
		}
		return tokens[len(tokens)-1-n]
	}
	if last(0).is("AUTOINCREMENT") {
		e.autoincrement = true
		tokens = tokens[:len(tokens)-1]
	}
	if last(0).isAny("FIRST", "LAST") && last(1).is("NULLS") && len(tokens) > 2 {
		tokens = tokens[:len(tokens)-2]
	}
	if last(0).isAny("ASC", "DESC") && len(tokens) > 1 {
		e.desc = last(0).is("DESC")
		tokens = tokens[:len(tokens)-1]
	}
	tokens = stripParens(tokens)
	for last(0).names() && last(1).is("COLLATE") && len(tokens) > 2 {
		e.collation = cmp.Or(e.collation, last(0).value)
		tokens = stripParens(tokens[:len(tokens)-2])
	}
	e.key = tokens
	return e
}

// bare is the name when the key is a name and nothing else; else "".
func (e element) bare() string {
	if len(e.key) == 1 && e.key[0].names() {
		return e.key[0].value
	}
	return ""
}
