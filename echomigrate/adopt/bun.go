package adopt

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
)

// bunMigrate has a row for each migration, and in a table beside it a row while a run holds the lock.
var bunMigrate = tool{
	name:    "bun",
	table:   "bun_migrations",
	columns: []string{"id", "name", "group_id", "migrated_at"},
	locks:   "bun_migration_locks",
	whole:   true,
	up:      "bun's migrator up to %s",
	read: func(ctx context.Context, r reader, from Source) ([]string, error) {
		if from.Locks.Table != "" {
			if err := unlocked(ctx, r, from); err != nil {
				return nil, err
			}
		}
		var versions []string
		err := r.each(ctx, from.Table, "name", "name", func(rows *sql.Rows) error {
			var name string
			err := rows.Scan(&name)
			versions = append(versions, name)
			return err
		})
		slices.Sort(versions) // as bun does, whatever the database's collation
		return slices.Compact(versions), err
	},
}

// unlocked reports that the lock of bun/migrate is held.
func unlocked(ctx context.Context, r reader, from Source) error {
	return r.each(ctx, from.Locks, "table_name", "id", func(rows *sql.Rows) error {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		if name != from.Table.Table && name != from.Table.String() {
			return nil
		}
		return fmt.Errorf("%w: table %s holds its lock: wait for the run, or end what is left of a dead one by Unlock of bun's migrator",
			ErrUnfinished, from.Locks)
	})
}
