package sqlite

import (
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// BuildOf is nothing: SQLite does not tell how far it is.
func (Dialect) BuildOf(bun.Conn, schema.Name) dialect.AskBuild { return nil }
