package adopt

import (
	"context"
	"database/sql"
)

// alembic has a row for each current head.
var alembic = tool{
	name:    "alembic",
	table:   "alembic_version",
	columns: []string{"version_num"},
	up:      "`alembic upgrade %s`",
	read: func(ctx context.Context, r reader, from Source) (versions []string, err error) {
		err = r.each(ctx, from.Table, "version_num", "version_num", func(rows *sql.Rows) error {
			var version string
			err := rows.Scan(&version)
			versions = append(versions, version)
			return err
		})
		return versions, err
	},
}
