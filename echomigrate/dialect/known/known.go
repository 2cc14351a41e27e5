// Package known lists the databases that there is a dialect for.
package known

import (
	"fmt"

	"github.com/uptrace/bun"
	bundialect "github.com/uptrace/bun/dialect"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/postgres"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/sqlite"
)

// entries are the dialects with Bun's names for their databases.
var entries = []struct {
	bun bundialect.Name
	dialect.Dialect
}{
	{bundialect.PG, postgres.New()},
	{bundialect.SQLite, sqlite.New()},
}

// Dialects lists all dialects, in the order of op.DialectNames.
func Dialects() []dialect.Dialect {
	var all []dialect.Dialect
	for _, e := range entries {
		all = append(all, e.Dialect)
	}
	return all
}

// Of is the dialect for a database of Bun's; the error says that there is none.
func Of(db *bun.DB) (dialect.Dialect, error) {
	name := db.Dialect().Name()
	for _, e := range entries {
		if e.bun == name {
			return e.Dialect, nil
		}
	}
	return nil, fmt.Errorf("there is no support for %s: PostgreSQL and SQLite are supported", name)
}
