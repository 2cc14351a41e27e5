package sqlite

import (
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// columnConstraint reads one constraint of the column that is being read, if one comes next.
func (p *tableParser) columnConstraint() (found bool, err error) {
	c := p.now()
	switch {
	case p.words("CONSTRAINT"):
		p.constraint, err = p.name()
	case p.words("DEFAULT"):
		c.Default, err = p.defaultValue()
		p.takeName()
	case p.words("NULL"):
		err = p.onConflict("")
		p.takeName()
	case p.words("NOT", "NULL"):
		c.NotNull = true
		err = p.onConflict("NOT NULL of " + c.Name)
		p.takeName()
	case p.words("PRIMARY", "KEY"):
		err = p.columnPrimaryKey(c)
	case p.words("UNIQUE"):
		p.table.Uniques = append(p.table.Uniques, schema.Key{Name: p.takeName(), Columns: []string{c.Name}})
		err = p.onConflict("UNIQUE (" + c.Name + ")")
	case p.words("CHECK"):
		err = p.check()
	case p.words("REFERENCES"):
		err = p.references([]string{c.Name})
	case p.peek().is("DEFERRABLE"), p.peek().is("NOT") && p.peekAt(1).is("DEFERRABLE"):
		err = p.deferrable()
	case p.words("COLLATE"):
		c.Collation, err = p.name()
		p.takeName()
	case p.words("GENERATED", "ALWAYS", "AS"), p.words("AS"):
		err = p.generated(c)
	case p.peek().symbol(","), p.peek().symbol(")"):
		return false, nil
	default:
		return false, p.unexpected("a column constraint")
	}
	return true, err
}

func (p *tableParser) columnPrimaryKey(c *schema.Column) error {
	p.table.PrimaryKey = schema.Key{Name: p.takeName(), Columns: []string{c.Name}}
	where := "PRIMARY KEY (" + c.Name + ")"
	if p.oneOf("ASC", "DESC") == "DESC" {
		p.note("DESC", where)
	}
	if err := p.onConflict(where); err != nil {
		return err
	}
	if p.words("AUTOINCREMENT") {
		c.Identity = schema.IdentityByDefault
	}
	return nil
}

func (p *tableParser) generated(c *schema.Column) (err error) {
	p.takeName()
	if c.Generated, err = p.parens(); err != nil {
		return err
	}
	c.Virtual = true
	if p.words("STORED") {
		c.Virtual = false
		return nil
	}
	p.words("VIRTUAL")
	return nil
}

// defaultValue reads what stands behind DEFAULT. A bare word or a name in quotes is a string there.
func (p *tableParser) defaultValue() (string, error) {
	if p.peek().symbol("(") {
		return p.parens()
	}
	sign := ""
	for p.peek().symbol("+") || p.peek().symbol("-") {
		sign += p.next().raw
	}
	t := p.next()
	switch {
	case t.kind == tokenString, t.kind == tokenNumber, t.kind == tokenBlob,
		t.isAny("NULL", "TRUE", "FALSE", "CURRENT_TIME", "CURRENT_DATE", "CURRENT_TIMESTAMP"):
		return strings.TrimPrefix(sign, "+") + t.raw, nil
	case t.names():
		return sign + text(t.value), nil
	}
	p.pos--
	return "", p.unexpected("a default value")
}

// text is a string in SQL.
func text(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
