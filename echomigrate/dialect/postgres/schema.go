package postgres

import (
	"context"
	"fmt"
	"strings"

	"github.com/uptrace/bun"
)

// MissingSchemas asks the catalog.
func (Dialect) MissingSchemas(ctx context.Context, db bun.IDB, names []string) ([]string, error) {
	if len(names) == 0 {
		return nil, nil
	}
	values := make([]string, len(names))
	for i, name := range names {
		values[i] = quoted(name)
	}
	var list string
	err := db.QueryRowContext(ctx, "SELECT coalesce(json_agg(s.name ORDER BY s.place), '[]')::text FROM unnest(ARRAY["+strings.Join(values, ", ")+
		"]::text[]) WITH ORDINALITY s (name, place) WHERE NOT EXISTS (SELECT FROM pg_namespace n WHERE n.nspname = s.name)").Scan(&list)
	if err != nil {
		return nil, fmt.Errorf("look for schemas: %w", err)
	}
	return stringList(list)
}

// CreateSchema looks first: CREATE SCHEMA IF NOT EXISTS takes the right to create one even where it is there. In a scratch place the one
// that stands for it is created when something in it is.
func (d Dialect) CreateSchema(name string) []string {
	if d.places != nil {
		d.places.place(name)
		return nil
	}
	there := "EXISTS (SELECT FROM pg_namespace WHERE nspname = " + quoted(name) + ")"
	return []string{do("BEGIN IF NOT " + there + " THEN CREATE SCHEMA " + quotedName(name) + "; END IF; END")}
}
