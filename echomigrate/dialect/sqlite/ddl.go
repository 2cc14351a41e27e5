package sqlite

import (
	"errors"
	"fmt"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// errRebuild says that an operation is not one statement on SQLite.
var errRebuild = errors.New("SQLite rebuilds the table for it: compile the operation instead")

// CreateTable creates a table with all its constraints and indexes, all of them with names.
func (d Dialect) CreateTable(t schema.Table) ([]string, error) {
	t = d.Canonical(t)
	create, err := createTable(t, flatName(t.ID()))
	if err != nil {
		return nil, err
	}
	return append([]string{create}, createIndexes(t)...), nil
}

// createTable is CREATE TABLE under the stored name for a canonical table.
func createTable(t schema.Table, stored string) (string, error) {
	if clause := unwritable(t); clause != "" {
		return "", fmt.Errorf("%s cannot be said by a schema.Table: write the table's SQL with op.Exec", clause)
	}
	var parts []string
	inline := false
	for _, c := range t.Columns {
		if err := checkDefault(c); err != nil {
			return "", err
		}
		clause := columnClause(c)
		if c.Identity != "" {
			inline = true
			clause += " CONSTRAINT " + quote(t.PrimaryKey.Name) + " PRIMARY KEY AUTOINCREMENT"
		}
		parts = append(parts, clause)
	}
	if len(t.PrimaryKey.Columns) > 0 && !inline {
		parts = append(parts, keyClause("PRIMARY KEY", t.PrimaryKey))
	}
	for _, k := range t.Uniques {
		parts = append(parts, keyClause("UNIQUE", k))
	}
	for _, f := range t.ForeignKeys {
		parts = append(parts, foreignKeyClause(t, f))
	}
	for _, c := range t.Checks {
		parts = append(parts, "CONSTRAINT "+quote(c.Name)+" CHECK ("+c.Expression+")")
	}
	end := ""
	if len(t.Options) > 0 {
		end = " " + strings.Join(t.Options, ", ")
	}
	return "CREATE TABLE " + quote(stored) + " (" + strings.Join(parts, ", ") + ")" + end, nil
}

// columnClause is a canonical column without its primary key.
func columnClause(c schema.Column) string {
	parts := []string{quote(c.Name)}
	if c.Type != "" {
		parts = append(parts, c.Type)
	}
	if c.NotNull {
		parts = append(parts, "NOT NULL")
	}
	if c.Default != "" {
		parts = append(parts, "DEFAULT "+defaultValue(c.Default))
	}
	if c.Collation != "" {
		parts = append(parts, "COLLATE "+spellWord(c.Collation))
	}
	if c.Generated != "" {
		parts = append(parts, "GENERATED ALWAYS AS ("+c.Generated+")")
		if c.Virtual {
			parts = append(parts, "VIRTUAL")
		} else {
			parts = append(parts, "STORED")
		}
	}
	return strings.Join(parts, " ")
}

func defaultValue(e string) string {
	if isPlain(e) {
		return e
	}
	return "(" + e + ")"
}

func keyClause(kind string, k schema.Key) string {
	return "CONSTRAINT " + quote(k.Name) + " " + kind + " (" + quoteAll(k.Columns) + ")"
}

func foreignKeyClause(t schema.Table, f schema.ForeignKey) string {
	clause := "CONSTRAINT " + quote(f.Name) + " FOREIGN KEY (" + quoteAll(f.Columns) + ") REFERENCES " + quote(flatName(f.Target(t.Schema)))
	if len(f.RefColumns) > 0 {
		clause += " (" + quoteAll(f.RefColumns) + ")"
	}
	if f.OnUpdate != "" {
		clause += " ON UPDATE " + string(f.OnUpdate)
	}
	if f.OnDelete != "" {
		clause += " ON DELETE " + string(f.OnDelete)
	}
	if f.Deferrable != "" {
		clause += " " + string(f.Deferrable)
	}
	return clause
}

// AddColumn is ALTER TABLE … ADD COLUMN, for a column that SQLite adds without a rebuild.
func (d Dialect) AddColumn(table schema.Name, c schema.Column) ([]string, error) {
	c = canonicalColumn(c)
	if !addable(c) {
		return nil, errRebuild
	}
	return []string{"ALTER TABLE " + quote(flatName(table)) + " ADD COLUMN " + columnClause(c)}, nil
}

// canonicalColumn is a column as it is in a table of which nothing else is known.
func canonicalColumn(c schema.Column) schema.Column {
	return New().Canonical(schema.Table{Columns: []schema.Column{c}}).Columns[0]
}

// addable reports whether SQLite adds the canonical column by itself, on a table with rows too.
func addable(c schema.Column) bool {
	switch {
	case c.Generated != "":
		return c.Virtual && !c.NotNull
	case c.Default == "":
		return !c.NotNull
	}
	return isConstant(c.Default)
}

// AlterColumn is nothing where the two are one to SQLite; all else is done by a rebuild.
func (Dialect) AlterColumn(_ schema.Name, _ string, from, to schema.Column, _ string) ([]string, error) {
	if alters(from, to) {
		return nil, errRebuild
	}
	return nil, nil
}

// alters reports whether SQLite can tell the two columns apart.
func alters(from, to schema.Column) bool {
	from.Name, to.Name = "", ""
	a, b := canonicalColumn(from), canonicalColumn(to)
	numbered := func(c schema.Column) bool { return c.Identity != "" || schema.IsSerial(c.Type) }
	return a != b || numbered(from) != numbered(to)
}

// CreateIndex is CREATE INDEX; its name is set.
func (d Dialect) CreateIndex(table schema.Name, i schema.Index, _ bool) ([]string, error) {
	return []string{createIndex(table, canonicalIndex(i, &schema.Table{}, nil))}, nil
}

func createIndexes(t schema.Table) []string {
	var statements []string
	for _, i := range t.Indexes {
		statements = append(statements, createIndex(t.ID(), i))
	}
	return statements
}

// createIndex is CREATE INDEX for a canonical index.
func createIndex(table schema.Name, i schema.Index) string {
	var key []string
	for _, e := range i.Key() {
		part := quote(e.Column)
		if e.Column == "" {
			part = indexExpression(e.Expression)
		}
		if e.Collation != "" {
			part += " COLLATE " + spellWord(e.Collation)
		}
		if e.Desc {
			part += " DESC"
		}
		key = append(key, part)
	}
	statement := "CREATE "
	if i.Unique {
		statement += "UNIQUE "
	}
	statement += "INDEX " + quote(flat(table.Schema, i.Name)) + " ON " + quote(flatName(table)) + " (" + strings.Join(key, ", ") + ")"
	if i.Where != "" {
		statement += " WHERE " + i.Where
	}
	return statement
}

// indexExpression is an expression as part of a key. SQLite takes a string there for the name of a column, and a name that
// is no column for a string.
func indexExpression(e string) string {
	if tokens := tokenize(e); len(tokens) == 1 && tokens[0].kind == tokenString {
		return quote(tokens[0].value)
	}
	return "(" + e + ")"
}

// DropIndex is DROP INDEX.
func (Dialect) DropIndex(table schema.Name, name string, _, ifExists bool) ([]string, error) {
	statement := "DROP INDEX "
	if ifExists {
		statement += "IF EXISTS "
	}
	return []string{statement + quote(flat(table.Schema, name))}, nil
}

// RenameIndex is an error: SQLite has to know the whole index, and so only Compile can do it.
func (Dialect) RenameIndex(_ schema.Name, from, _ string) ([]string, error) {
	return nil, fmt.Errorf("SQLite creates index %s again to rename it: compile the operation instead", from)
}

// TableComment is nothing: SQLite keeps no comments.
func (Dialect) TableComment(schema.Name, string) ([]string, error) { return nil, nil }

var _ op.Dialect = Dialect{}
