package echomigrate

import (
	"fmt"

	"github.com/uptrace/bun"
	bundialect "github.com/uptrace/bun/dialect"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/postgres"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/sqlite"
)

// dialects are the databases that we know, by Bun's name for them.
var dialects = map[bundialect.Name]dialect.Dialect{
	bundialect.PG:     postgres.New(),
	bundialect.SQLite: sqlite.New(),
}

func dialectOf(db *bun.DB) (dialect.Dialect, error) {
	name := db.Dialect().Name()
	d, ok := dialects[name]
	if !ok {
		return nil, fmt.Errorf("echomigrate: there is no support for %s: PostgreSQL and SQLite are supported", name)
	}
	return d, nil
}
