package adopt

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
)

// goose has a row for each migration, and one for version 0, which is none. Its older versions added a row with is_applied false for
// one that was taken back; those of today delete the row.
var goose = tool{
	name:    "goose",
	table:   "goose_db_version",
	columns: []string{"id", "version_id", "is_applied"},
	whole:   true,
	up:      "`goose up-to %s`",
	late:    "`goose -allow-missing up-to %s`",
	isBelow: func(version, other string) bool {
		v, errVersion := strconv.ParseInt(version, 10, 64)
		o, errOther := strconv.ParseInt(other, 10, 64)
		return errVersion == nil && errOther == nil && v < o
	},
	read: func(ctx context.Context, r reader, from Source) ([]string, error) {
		applied := map[int64]bool{}
		err := r.each(ctx, from.Table, "version_id, is_applied", "id", func(rows *sql.Rows) error {
			var version int64
			var is bool
			err := rows.Scan(&version, &is)
			applied[version] = is
			return err
		})
		var numbers []int64
		for version, is := range applied {
			if is && version != 0 {
				numbers = append(numbers, version)
			}
		}
		slices.Sort(numbers)
		var versions []string
		for _, n := range numbers {
			versions = append(versions, strconv.FormatInt(n, 10))
		}
		return versions, err
	},
}
