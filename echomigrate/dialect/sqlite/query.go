package sqlite

import (
	"context"
	"database/sql"
)

// querier is what reading needs of a database.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// queryObjects gives the objects that a query finds.
func queryObjects(ctx context.Context, db querier, query string) ([]object, error) {
	return queryAll(ctx, db, query, func(o *object) []any { return []any{&o.kind, &o.name, &o.table, &o.sql} })
}

// queryNames gives the names that a query finds.
func queryNames(ctx context.Context, db querier, query string) ([]string, error) {
	return queryAll(ctx, db, query, func(name *string) []any { return []any{name} })
}

// queryAll scans the rows of a query, each into what fields gives of a value.
func queryAll[T any](ctx context.Context, db querier, query string, fields func(*T) []any) ([]T, error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		var one T
		if err := rows.Scan(fields(&one)...); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}
