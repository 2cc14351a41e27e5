package sqlite

import (
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// tableConstraint reads one constraint behind the columns.
func (p *tableParser) tableConstraint() (err error) {
	switch {
	case p.words("CONSTRAINT"):
		p.constraint, err = p.name()
	case p.words("PRIMARY", "KEY"):
		p.table.PrimaryKey, err = p.key("PRIMARY KEY")
	case p.words("UNIQUE"):
		var k schema.Key
		k, err = p.key("UNIQUE")
		p.table.Uniques = append(p.table.Uniques, k)
	case p.words("CHECK"):
		if err = p.check(); err == nil {
			err = p.onConflict("")
		}
	case p.words("FOREIGN", "KEY"):
		var columns []string
		if columns, err = p.columnList(); err != nil {
			return err
		}
		if !p.words("REFERENCES") {
			return p.unexpected("REFERENCES")
		}
		if err = p.references(columns); err != nil {
			return err
		}
		if p.peek().is("DEFERRABLE") || p.peek().is("NOT") {
			err = p.deferrable()
		}
	default:
		err = p.unexpected("a table constraint")
	}
	return err
}

// key reads the columns of a primary key or a unique constraint. An order or a collation of a column is noted.
func (p *tableParser) key(kind string) (schema.Key, error) {
	k := schema.Key{Name: p.takeName()}
	start := p.peek().start
	var special []string
	err := p.list(func() error {
		e := cutElement(p.untilComma())
		column := e.bare()
		if column == "" {
			return p.unexpected("a column")
		}
		k.Columns = append(k.Columns, column)
		if e.desc {
			special = append(special, "DESC")
		}
		if e.collation != "" {
			special = append(special, "COLLATE "+strings.ToUpper(e.collation))
		}
		if e.autoincrement {
			p.number(column)
		}
		return nil
	})
	if err != nil {
		return k, err
	}
	where := kind + " " + strings.Join(strings.Fields(p.sql[start:p.tokens[p.pos-1].end]), " ")
	for _, clause := range special {
		p.note(clause, where)
	}
	return k, p.onConflict(where)
}

// number makes a column number itself.
func (p *tableParser) number(column string) {
	for i := range p.table.Columns {
		if strings.EqualFold(p.table.Columns[i].Name, column) {
			p.table.Columns[i].Identity = schema.IdentityByDefault
		}
	}
}

func (p *tableParser) check() error {
	expression, err := p.parens()
	p.table.Checks = append(p.table.Checks, schema.Check{Name: p.takeName(), Expression: expression})
	return err
}

// onConflict reads ON CONFLICT and notes it; ABORT is what happens without it. Where SQLite reads the clause and forgets it,
// where is empty.
func (p *tableParser) onConflict(where string) error {
	if !p.words("ON", "CONFLICT") {
		return nil
	}
	resolution := p.oneOf("ABORT", "FAIL", "IGNORE", "REPLACE", "ROLLBACK")
	switch {
	case resolution == "":
		return p.unexpected("a conflict resolution")
	case resolution == "ABORT" || where == "":
		return nil
	}
	p.note("ON CONFLICT "+resolution, where)
	return nil
}

// columnList reads names in brackets. A collation and an order, which SQLite reads and forgets, are passed over.
func (p *tableParser) columnList() ([]string, error) {
	var columns []string
	err := p.list(func() error {
		name, err := p.name()
		columns = append(columns, name)
		if err == nil && p.words("COLLATE") {
			_, err = p.name()
		}
		p.oneOf("ASC", "DESC")
		return err
	})
	return columns, err
}

// references reads what stands behind REFERENCES.
func (p *tableParser) references(columns []string) (err error) {
	f := schema.ForeignKey{Name: p.takeName(), Columns: columns}
	if f.RefTable, err = p.name(); err != nil {
		return err
	}
	if p.peek().symbol("(") {
		if f.RefColumns, err = p.columnList(); err != nil {
			return err
		}
	}
	for {
		switch {
		case p.words("MATCH"):
			_, err = p.name()
		case p.words("ON", "DELETE"):
			f.OnDelete, err = p.action()
		case p.words("ON", "UPDATE"):
			f.OnUpdate, err = p.action()
		case p.words("ON", "INSERT"):
			_, err = p.action()
		default:
			p.table.ForeignKeys = append(p.table.ForeignKeys, f)
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (p *tableParser) action() (schema.Action, error) {
	switch {
	case p.words("SET", "NULL"):
		return schema.SetNull, nil
	case p.words("SET", "DEFAULT"):
		return schema.SetDefault, nil
	case p.words("CASCADE"):
		return schema.Cascade, nil
	case p.words("RESTRICT"):
		return schema.Restrict, nil
	case p.words("NO", "ACTION"):
		return "", nil
	}
	return "", p.unexpected("a foreign key action")
}

// deferrable reads the clause for the table's last foreign key. SQLite checks at the end of the transaction only
// what is DEFERRABLE INITIALLY DEFERRED.
func (p *tableParser) deferrable() error {
	not := p.words("NOT")
	if !p.words("DEFERRABLE") {
		return p.unexpected("DEFERRABLE")
	}
	deferred := false
	if p.words("INITIALLY") {
		switch p.oneOf("DEFERRED", "IMMEDIATE") {
		case "DEFERRED":
			deferred = !not
		case "":
			return p.unexpected("DEFERRED or IMMEDIATE")
		}
	}
	if n := len(p.table.ForeignKeys); n > 0 {
		p.table.ForeignKeys[n-1].Deferrable = ""
		if deferred {
			p.table.ForeignKeys[n-1].Deferrable = schema.InitiallyDeferred
		}
	}
	return nil
}
