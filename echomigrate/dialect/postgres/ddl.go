package postgres

import (
	"regexp"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// CreateTable creates a table, its indexes and its comments.
func (d Dialect) CreateTable(t schema.Table) ([]string, error) {
	lines, later := d.tableLines(t)
	body := "()"
	if len(lines) > 0 {
		body = "(\n\t" + strings.Join(lines, ",\n\t") + "\n)"
	}
	if t.PartitionBy != "" {
		body += " PARTITION BY " + t.PartitionBy
	}
	if len(t.With) > 0 {
		body += " WITH (" + strings.Join(t.With, ", ") + ")"
	}
	statements := []string{"CREATE " + d.unlogged(t.Unlogged) + "TABLE " + d.QuoteTable(t.ID()) + " " + body}
	for _, o := range later {
		added, err := o.Statements(d)
		if err != nil {
			return nil, err
		}
		statements = append(statements, added...)
	}
	for _, i := range t.Indexes {
		statements = append(statements, d.index(t.ID(), i, false))
	}
	if t.Comment != "" {
		statements = append(statements, d.tableComment(t.ID(), t.Comment))
	}
	for _, c := range t.Columns {
		if c.Comment != "" {
			statements = append(statements, d.columnComment(t.ID(), c.Name, c.Comment))
		}
	}
	return statements, nil
}

// tableLines are the columns and constraints of CREATE TABLE, which makes every constraint valid: what adds those that are not is in
// later.
func (d Dialect) tableLines(t schema.Table) (lines []string, later op.List) {
	for _, c := range t.Columns {
		lines = append(lines, d.column(c))
	}
	if len(t.PrimaryKey.Columns) > 0 {
		lines = append(lines, op.PrimaryKeyClause(d, t.PrimaryKey))
	}
	for _, u := range t.Uniques {
		lines = append(lines, op.UniqueClause(d, u))
	}
	for _, c := range t.Checks {
		if c.NotValid {
			later = append(later, op.AddCheck{Schema: t.Schema, Table: t.Name, Check: c})
		} else {
			lines = append(lines, op.CheckClause(d, c))
		}
	}
	for _, e := range t.Exclusions {
		lines = append(lines, d.ExclusionClause(e))
	}
	for _, f := range t.ForeignKeys {
		if f.NotValid {
			later = append(later, op.AddForeignKey{Schema: t.Schema, Table: t.Name, ForeignKey: f})
		} else {
			lines = append(lines, op.ForeignKeyClause(d, t.ID(), f))
		}
	}
	return lines, later
}

// column is a column's definition.
func (d Dialect) column(c schema.Column) string {
	definition := d.Quote(c.Name) + " " + d.typeName(c.Type)
	if c.Collation != "" {
		definition += " COLLATE " + d.collation(c.Collation)
	}
	if c.NotNull {
		definition += " NOT NULL"
	}
	switch {
	case c.Generated != "" && c.Virtual:
		definition += " GENERATED ALWAYS AS (" + c.Generated + ") VIRTUAL"
	case c.Generated != "":
		definition += " GENERATED ALWAYS AS (" + c.Generated + ") STORED"
	case c.Identity != "":
		definition += " " + identityClause(c)
	case c.Default != "":
		definition += " DEFAULT " + c.Default
	}
	return definition
}

// localeName is a collation's name that has a dot of its own, such as en_US.utf8.
var localeName = regexp.MustCompile(`^(C|POSIX|[a-z]{2,3}_[A-Z]{2})(@\w+)?\.`)

// collation is a collation's name, which may have its schema before it.
func (d Dialect) collation(name string) string {
	if before, behind, qualified := strings.Cut(name, "."); qualified && !localeName.MatchString(name) {
		return d.Quote(before) + "." + d.Quote(behind)
	}
	return d.Quote(name)
}

// AddColumn adds a column and its comment.
func (d Dialect) AddColumn(table schema.Name, c schema.Column) ([]string, error) {
	statements := []string{"ALTER TABLE " + d.QuoteTable(table) + " ADD COLUMN " + d.column(c)}
	if c.Comment != "" {
		statements = append(statements, d.columnComment(table, c.Name, c.Comment))
	}
	return statements, nil
}

// CreateIndex creates an index.
func (d Dialect) CreateIndex(table schema.Name, i schema.Index, concurrently bool) ([]string, error) {
	return []string{d.index(table, i, concurrently)}, nil
}

func (d Dialect) index(table schema.Name, i schema.Index, concurrently bool) string {
	statement := "CREATE "
	if i.Unique {
		statement += "UNIQUE "
	}
	statement += "INDEX "
	if d.concurrently(concurrently) {
		statement += "CONCURRENTLY "
	}
	statement += d.Quote(i.Name) + " ON " + d.QuoteTable(table)
	if i.Using != "" {
		statement += " USING " + d.Quote(strings.ToLower(i.Using))
	}
	var elements []string
	for _, e := range i.Key() {
		elements = append(elements, d.element(e))
	}
	statement += " (" + strings.Join(elements, ", ") + ")"
	if len(i.Include) > 0 {
		statement += " INCLUDE (" + op.QuoteAll(d, i.Include) + ")"
	}
	if i.NullsNotDistinct {
		statement += " NULLS NOT DISTINCT"
	}
	if len(i.With) > 0 {
		statement += " WITH (" + strings.Join(i.With, ", ") + ")"
	}
	if i.Where != "" {
		statement += " WHERE " + i.Where
	}
	return statement
}

// concurrently is what was asked for, but not in a scratch place, which a transaction makes and nobody else sees.
func (d Dialect) concurrently(asked bool) bool { return asked && d.places == nil }

func (d Dialect) element(e schema.Element) string {
	text := d.Quote(e.Column)
	if e.Expression != "" {
		text = "(" + e.Expression + ")"
	}
	if e.Collation != "" {
		text += " COLLATE " + d.collation(e.Collation)
	}
	if e.Opclass != "" {
		text += " " + e.Opclass
	}
	if e.Desc {
		text += " DESC"
	}
	if e.Nulls != "" && e.Nulls != defaultNulls(e.Desc) {
		text += " NULLS " + strings.ToUpper(e.Nulls)
	}
	return text
}

// DropIndex drops an index, which is in its table's schema.
func (d Dialect) DropIndex(table schema.Name, name string, concurrently, ifExists bool) ([]string, error) {
	statement := "DROP INDEX "
	if d.concurrently(concurrently) {
		statement += "CONCURRENTLY "
	}
	if ifExists {
		statement += "IF EXISTS "
	}
	return []string{statement + d.QuoteTable(schema.Name{Schema: table.Schema, Table: name})}, nil
}

// RenameIndex renames an index.
func (d Dialect) RenameIndex(table schema.Name, from, to string) ([]string, error) {
	index := d.QuoteTable(schema.Name{Schema: table.Schema, Table: from})
	return []string{"ALTER INDEX " + index + " RENAME TO " + d.Quote(to)}, nil
}

// TableComment sets or removes a table's comment.
func (d Dialect) TableComment(table schema.Name, comment string) ([]string, error) {
	return []string{d.tableComment(table, comment)}, nil
}

func (d Dialect) tableComment(table schema.Name, comment string) string {
	return "COMMENT ON TABLE " + d.QuoteTable(table) + " IS " + commentText(comment)
}

func (d Dialect) columnComment(table schema.Name, column, comment string) string {
	return "COMMENT ON COLUMN " + d.QuoteTable(table) + "." + d.Quote(column) + " IS " + commentText(comment)
}

func commentText(comment string) string {
	if comment == "" {
		return "NULL"
	}
	return quoted(comment)
}
