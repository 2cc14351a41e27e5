package sqlite

import (
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// parseTable reads a CREATE TABLE statement. Expressions stay as they are written, constraints without a name have none,
// types are in capitals.
// What the nouns of package schema cannot hold is said in Options, in words that start with one of clauses.
func parseTable(sql string) (schema.Table, error) {
	p := &tableParser{parser: newParser(sql)}
	defer p.release()
	err := p.statement()
	return p.table, err
}

// tableParser collects a table.
type tableParser struct {
	*parser
	table schema.Table
	// constraint is the name that CONSTRAINT gave to the constraint that follows.
	constraint string
}

func (p *tableParser) statement() (err error) {
	if !p.words("CREATE") {
		return p.unexpected("CREATE TABLE")
	}
	p.oneOf("TEMP", "TEMPORARY")
	if !p.words("TABLE") {
		return p.unexpected("TABLE")
	}
	p.words("IF", "NOT", "EXISTS")
	if p.table.Name, err = p.qualified(); err != nil {
		return err
	}
	if err := p.body(); err != nil {
		return err
	}
	for p.peek().kind != tokenEnd && !p.peek().symbol(";") {
		switch {
		case p.words("WITHOUT", "ROWID"):
			p.table.Options = append(p.table.Options, withoutRowid)
		case p.words("STRICT"):
			p.table.Options = append(p.table.Options, strictTable)
		case p.symbol(","):
		default:
			return p.unexpected("STRICT or WITHOUT ROWID")
		}
	}
	return nil
}

// body reads the columns, then the table's constraints, between which the commas may be missing.
func (p *tableParser) body() error {
	if err := p.need("("); err != nil {
		return err
	}
	p.table.Columns = make([]schema.Column, 0, p.elements())
	for {
		if err := p.column(); err != nil {
			return err
		}
		if p.symbol(")") {
			return nil
		}
		if err := p.need(","); err != nil {
			return err
		}
		if p.peek().isAny("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN") {
			break
		}
	}
	for {
		if p.symbol(",") {
			p.constraint = ""
		}
		if p.symbol(")") {
			return nil
		}
		if err := p.tableConstraint(); err != nil {
			return err
		}
	}
}

func (p *tableParser) column() error {
	name, err := p.name()
	if err != nil {
		return err
	}
	p.constraint = ""
	p.table.Columns = append(p.table.Columns, schema.Column{Name: name, Type: p.columnType()})
	for {
		found, err := p.columnConstraint()
		if !found || err != nil {
			return err
		}
	}
}

// columnType reads the words of a type and its arguments; a type may be missing.
func (p *tableParser) columnType() string {
	var b strings.Builder
	for {
		t := p.peek()
		if !t.names() || t.kind == tokenWord && isReserved(t.raw) || t.is("GENERATED") && p.peekAt(1).is("ALWAYS") {
			break
		}
		p.next()
		switch {
		case t.raw[0] == '[' && b.Len() > 0 && strings.Trim(t.value, "0123456789") == "":
			// SQLite takes the brackets of an array for quotes.
			b.WriteString("[]")
			continue
		case b.Len() > 0:
			b.WriteByte(' ')
		}
		b.WriteString(typeWord(t.value))
	}
	if b.Len() > 0 && p.peek().symbol("(") {
		arguments, err := p.parens()
		if err == nil {
			b.WriteString("(")
			for _, t := range tokenize(arguments) {
				b.WriteString(t.raw)
			}
			b.WriteString(")")
		}
	}
	return strings.ToUpper(b.String())
}

// now is the column that is being read.
func (p *tableParser) now() *schema.Column { return &p.table.Columns[len(p.table.Columns)-1] }

// takeName is the name for the constraint that is being read; it serves once.
func (p *tableParser) takeName() string {
	name := p.constraint
	p.constraint = ""
	return name
}

// note keeps a clause that the nouns cannot hold.
func (p *tableParser) note(clause, where string) {
	p.table.Options = append(p.table.Options, clause+" in "+where)
}
