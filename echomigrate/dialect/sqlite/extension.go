package sqlite

import (
	"context"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// Extensions is nothing: any name of a type will do.
func (Dialect) Extensions(context.Context, bun.IDB, []string) ([]op.CreateExtension, error) {
	return nil, nil
}
