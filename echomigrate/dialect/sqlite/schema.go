package sqlite

import (
	"context"

	"github.com/uptrace/bun"
)

// MissingSchemas are none: a table's schema is a part of its name.
func (Dialect) MissingSchemas(context.Context, bun.IDB, []string) ([]string, error) {
	return nil, nil
}
