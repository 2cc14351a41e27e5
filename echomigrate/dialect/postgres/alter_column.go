package postgres

import (
	"errors"
	"fmt"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// alteration collects the statements that change one column.
type alteration struct {
	Dialect
	table      schema.Name
	column     string
	from, to   schema.Column
	statements []string
}

// AlterColumn changes what from and to say differently.
func (d Dialect) AlterColumn(table schema.Name, column string, from, to schema.Column, using string) ([]string, error) {
	a := alteration{Dialect: d, table: table, column: column, from: canonicalColumn(from), to: canonicalColumn(to)}
	if a.from.Collation != a.to.Collation && a.to.Type == "" {
		return nil, errors.New("a column gets another collation with its type: give the type in From and To")
	}
	if err := a.generated(); err != nil {
		return nil, err
	}
	fromSerial, toSerial := schema.IsSerial(a.from.Type), schema.IsSerial(a.to.Type)
	if fromSerial && !toSerial {
		a.dropSequence()
	}
	if a.from.Identity != "" && a.to.Identity == "" {
		a.alter("DROP IDENTITY")
	}
	a.defaultAndType(using)
	// A column that numbers itself is NOT NULL in any case, and stays so when it no longer does, unless that is asked for.
	switch {
	case a.to.NotNull && !a.from.NotNull:
		a.alter("SET NOT NULL")
	case from.NotNull && !to.NotNull:
		a.alter("DROP NOT NULL")
	}
	if toSerial && !fromSerial {
		a.createSequence()
	}
	switch {
	case a.from.Identity == "" && a.to.Identity != "":
		a.alter("ADD " + identityClause(a.to))
		a.numberOn()
	case a.from.Identity == "" || a.to.Identity != "":
		a.identity()
	}
	if a.from.Comment != a.to.Comment {
		a.add(d.columnComment(table, column, a.to.Comment))
	}
	return a.statements, nil
}

func (a *alteration) add(statement string) { a.statements = append(a.statements, statement) }

func (a *alteration) alter(action string) {
	a.add("ALTER TABLE " + a.QuoteTable(a.table) + " ALTER COLUMN " + a.Quote(a.column) + " " + action)
}

func (a *alteration) generated() error {
	switch {
	case a.from.Generated == a.to.Generated && a.from.Virtual == a.to.Virtual:
		return nil
	case a.to.Generated == "" && !a.from.Virtual:
		a.alter("DROP EXPRESSION")
		return nil
	}
	return errors.New("what a column is generated from cannot be changed: drop the column and add it again")
}

// defaultAndType changes the type between dropping the old default, which may not fit the new type, and setting the new one.
func (a *alteration) defaultAndType(using string) {
	fromType, toType := stored(a.from.Type), stored(a.to.Type)
	retype := fromType != toType || a.from.Collation != a.to.Collation && toType != ""
	if a.from.Default != "" && (retype || a.to.Default == "") {
		a.alter("DROP DEFAULT")
	}
	if retype {
		toType = a.typeName(toType)
		action := "TYPE " + toType
		if a.to.Collation != "" {
			action += " COLLATE " + a.collation(a.to.Collation)
		}
		if using == "" && needsUsing(fromType, toType) {
			using = a.Quote(a.column) + "::" + toType
		}
		if using != "" {
			action += " USING " + using
		}
		a.alter(action)
		if schema.IsSerial(a.from.Type) && schema.IsSerial(a.to.Type) {
			a.onSequence("ALTER SEQUENCE %s AS " + toType)
		}
	}
	if a.to.Default != "" && (retype || a.from.Default != a.to.Default) {
		a.alter("SET DEFAULT " + a.to.Default)
	}
}

// sequence is the sequence that the column owns, as text.
func (a *alteration) sequence() string {
	return "pg_get_serial_sequence(" + quoted(a.QuoteTable(a.table)) + ", " + quoted(a.column) + ")"
}

// onSequence runs a statement on the column's sequence, whatever its name.
func (a *alteration) onSequence(format string) {
	a.add(do("BEGIN EXECUTE format(" + quoted(format) + ", " + a.sequence() + "); END"))
}

func (a *alteration) dropSequence() {
	// The default depends on the sequence, and the column owns it: the name has to be known before the default goes.
	table := a.QuoteTable(a.table)
	drop := "ALTER TABLE " + table + " ALTER COLUMN " + a.Quote(a.column) + " DROP DEFAULT"
	a.add(do(fmt.Sprintf("DECLARE owned text := %s; BEGIN %s; IF owned IS NOT NULL THEN EXECUTE 'DROP SEQUENCE ' || owned; END IF; END", a.sequence(), drop)))
}

func (a *alteration) createSequence() {
	name := a.QuoteTable(schema.Name{Schema: a.table.Schema, Table: schema.DefaultName(a.table.Table, a.column, "seq")})
	a.add("CREATE SEQUENCE " + name + " AS " + stored(a.to.Type) + " OWNED BY " + a.QuoteTable(a.table) + "." + a.Quote(a.column))
	// As serial does it. Before PostgreSQL 15 there were no unlogged sequences.
	a.add(do("BEGIN IF current_setting('server_version_num')::integer >= 150000 AND (SELECT relpersistence FROM pg_class WHERE oid = to_regclass(" +
		quoted(a.QuoteTable(a.table)) + ")) = 'u' THEN EXECUTE " + quoted("ALTER SEQUENCE "+name+" SET UNLOGGED") + "; END IF; END"))
	a.alter("SET DEFAULT nextval(" + quoted(name) + ")")
	a.numberOn()
}

// identity changes how an identity column numbers, which goes on where it is.
func (a *alteration) identity() {
	var actions []string
	if a.from.Identity != a.to.Identity {
		actions = append(actions, "SET GENERATED "+strings.ToUpper(string(a.to.Identity)))
	}
	for _, change := range optionChanges(a.from.IdentityOptions, a.to.IdentityOptions) {
		actions = append(actions, "SET "+change)
	}
	if len(actions) > 0 {
		a.alter(strings.Join(actions, " "))
	}
}

// numberOn lets the numbering go on behind the last number that there is, unless it starts behind that.
func (a *alteration) numberOn() {
	last, passed := "max(", " >= "
	if a.to.IdentityOptions.IsDescending() {
		last, passed = "min(", " <= "
	}
	last += a.Quote(a.column) + ")"
	a.add("SELECT setval(" + a.sequence() + ", " + last + ") FROM " + a.QuoteTable(a.table) + " HAVING " + last + passed + start(a.to.IdentityOptions))
}
