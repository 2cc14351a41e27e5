package diff

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// isSaidToNumber reports whether a column is written as one that numbers itself, and the same on both sides.
func isSaidToNumber(a, b schema.Column) bool {
	return schema.IsSerial(a.Type) && schema.TypeName(a.Type) == schema.TypeName(b.Type) && a.Identity == b.Identity
}

// renumbered is what has a column number itself again, or no more, that does so on one side alone though both are written the same:
// SQLite keeps AUTOINCREMENT only while the column is the primary key by itself. Elsewhere it is nothing; nil where nothing is to do.
func renumbered(from, to *table, name string) op.Operation {
	a, b := from.canonical.Column(name), to.canonical.Column(name)
	written := to.written.Column(name)
	if a.Identity == b.Identity || !isSaidToNumber(*from.written.Column(name), *written) {
		return nil
	}
	isKey := slices.Equal(to.canonical.PrimaryKey.Columns, []string{name})
	if b.Identity == "" && !isKey { // it goes with the key
		return nil
	}
	plain := schema.Column{Type: schema.IntegerOf(written.Type)}
	c := alteration{from: plain, to: schema.Column{Type: written.Type}}
	if b.Identity == "" {
		c.from, c.to = c.to, c.from
	}
	return op.Only{Dialect: op.SQLite, Ops: op.List{c.operation(to.canonical.ID(), name)}}
}
