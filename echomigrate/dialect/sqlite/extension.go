package sqlite

import (
	"context"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// MissingSchemas are none: a table's schema is a part of its name.
func (Dialect) MissingSchemas(context.Context, bun.IDB, []string) ([]string, error) {
	return nil, nil
}

// Extensions is nothing: any name of a type will do.
func (Dialect) Extensions(context.Context, bun.IDB, []string) ([]op.CreateExtension, error) {
	return nil, nil
}
