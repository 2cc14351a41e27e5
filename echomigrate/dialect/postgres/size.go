package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Sizes are from pg_class, as the last VACUUM or ANALYZE left them, and for rows also from the statistics. They take no lock on the
// tables: whoever has one of them would be waited for. A partitioned table is as large as its partitions.
func (d Dialect) Sizes(ctx context.Context, db bun.IDB, tables []schema.Name) (map[schema.Name]dialect.Size, error) {
	if len(tables) == 0 {
		return nil, nil
	}
	wanted := make([]string, len(tables))
	for i, t := range tables {
		wanted[i] = fmt.Sprintf("(%d, to_regclass(%s)::oid)", i, quoted(d.QuoteTable(t)))
	}
	text := `WITH RECURSIVE part (number, oid) AS (
			VALUES ` + strings.Join(wanted, ", ") + `
			UNION ALL SELECT part.number, i.inhrelid FROM part JOIN pg_inherits i ON i.inhparent = part.oid
		), one AS (
			SELECT part.number, CASE WHEN c.relpages > 0 OR c.reltuples > 0 THEN c.reltuples::bigint ELSE pg_stat_get_live_tuples(c.oid) END AS tuples,
				greatest(c.relpages, 0)::bigint + coalesce(greatest(t.relpages, 0), 0) AS pages
			FROM part JOIN pg_class c ON c.oid = part.oid LEFT JOIN pg_class t ON t.oid = c.reltoastrelid WHERE c.relkind <> 'p'
		)
		SELECT number, sum(tuples)::bigint, CASE WHEN sum(pages) > 0 THEN sum(pages)::bigint * current_setting('block_size')::bigint
			WHEN sum(tuples) > 0 THEN -1 ELSE 0 END FROM one GROUP BY number`
	sizes := map[schema.Name]dialect.Size{}
	err := dialect.Query(ctx, db, text, func(rows *sql.Rows) error {
		var (
			number int
			size   dialect.Size
		)
		err := rows.Scan(&number, &size.Rows, &size.Bytes)
		sizes[tables[number]] = size
		return err
	})
	return sizes, err
}
