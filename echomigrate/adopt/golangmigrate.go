package adopt

import (
	"context"
	"database/sql"
	"fmt"
)

// golangMigrate has one row, with the version that it is at. It is dirty from before a migration begins until it has succeeded.
var golangMigrate = tool{
	name:    "golang-migrate",
	table:   "schema_migrations",
	columns: []string{"version", "dirty"},
	up:      "`migrate goto %s`",
	read: func(ctx context.Context, r reader, from Source) ([]string, error) {
		var versions []string
		var unfinished error
		err := r.each(ctx, from.Table, "version, dirty", "version", func(rows *sql.Rows) error {
			var version string
			var dirty bool
			err := rows.Scan(&version, &dirty)
			versions = append(versions, version)
			if dirty {
				unfinished = fmt.Errorf("%w: version %s is dirty: put right what its migration did, then run `migrate force VERSION`", ErrUnfinished, version)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		return versions, unfinished
	},
}
