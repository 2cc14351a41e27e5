// Package sqlite is SQLite 3.35 and later, through any driver.
//
// SQLite keeps the text of every CREATE statement. Inspect reads that text with a parser of its own, so nothing that a
// table says is lost, names of constraints included. What ALTER TABLE cannot do is done by a rebuild: a new table takes
// the old one's place in the same transaction.
//
// SQLite has no schemas. Table "events" in schema "audit" is one table named "audit.events", and its indexes carry the
// same prefix, so that one history runs on SQLite and on PostgreSQL. Inspect maps them back when the scope lists the schema.
package sqlite

import (
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Dialect is SQLite. The zero value is ready.
type Dialect struct{}

var _ dialect.Dialect = Dialect{}

// New is the dialect of SQLite.
func New() Dialect { return Dialect{} }

// Name is op.SQLite.
func (Dialect) Name() string { return op.SQLite }

// Quote quotes an identifier.
func (Dialect) Quote(identifier string) string { return quote(identifier) }

// QuoteTable quotes the one name under which a table in a schema is stored.
func (Dialect) QuoteTable(n schema.Name) string { return quote(flatName(n)) }

func quote(identifier string) string {
	return `"` + strings.ReplaceAll(identifier, `"`, `""`) + `"`
}

func quoteAll(identifiers []string) string {
	quoted := make([]string, len(identifiers))
	for i, name := range identifiers {
		quoted[i] = quote(name)
	}
	return strings.Join(quoted, ", ")
}

// Width is NULL: SQLite takes texts of any length into any column.
func (Dialect) Width(schema.Name, string) string { return "NULL" }

// mainSchema is SQLite's own name for the database that a connection was opened with.
const mainSchema = "main"

// flat is the name under which SQLite stores a table, or an index of a table in that schema.
func flat(schemaName, name string) string {
	if schemaName == "" || schemaName == mainSchema {
		return name
	}
	return schemaName + "." + name
}

func flatName(n schema.Name) string { return flat(n.Schema, n.Table) }

// unflat undoes flat for the schemas that are known.
func unflat(stored string, schemas []string) schema.Name {
	for _, s := range schemas {
		if rest, ok := strings.CutPrefix(stored, s+"."); ok && s != "" && s != mainSchema && rest != "" {
			return schema.Name{Schema: s, Table: rest}
		}
	}
	return schema.Name{Table: stored}
}
