package sqlite

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"
)

// noteViews writes down which views work, unless that was done already.
func noteViews(ctx context.Context, db bun.IDB) error {
	var noted bool
	if err := db.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM "+notes+")").Scan(&noted); err != nil || noted {
		return err
	}
	views, err := queryNames(ctx, db, "SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name")
	if err != nil {
		return err
	}
	for _, name := range views {
		if explain(ctx, db, name) != nil {
			continue
		}
		if _, err := db.ExecContext(ctx, "INSERT INTO "+notes+" (kind, name) VALUES ('view', ?)", name); err != nil {
			return err
		}
	}
	return nil
}

// checkViews names a view that worked and does not any more.
func checkViews(ctx context.Context, db bun.IDB) error {
	views, err := queryNames(ctx, db, "SELECT name FROM "+notes+" WHERE kind = 'view' AND name IN ("+
		"SELECT name FROM sqlite_schema WHERE type = 'view') ORDER BY name")
	if err != nil {
		return err
	}
	for _, name := range views {
		if err := explain(ctx, db, name); err != nil {
			return fmt.Errorf("view %s does not work any more: drop it before and create it again behind, with op.Exec: %w", name, err)
		}
	}
	return nil
}

// explain makes SQLite work a view out without reading rows.
func explain(ctx context.Context, db bun.IDB, view string) error {
	rows, err := db.QueryContext(ctx, "EXPLAIN SELECT * FROM "+quote(view))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
	}
	return rows.Err()
}
