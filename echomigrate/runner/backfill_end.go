package runner

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
)

// foreseen is of how many batches the ends are read at once: a round trip for each would be one more than the same UPDATEs by hand take.
const foreseen = 20

// endOfBatch is the key of the last row of the next batch, and how many rows that has: none at the end.
func (s *session) endOfBatch(ctx context.Context, tx bun.Tx, f *filling) (key string, n int64, err error) {
	if len(f.ends) == 0 {
		if err := s.open(ctx, tx); err != nil {
			return "", 0, err
		}
		read := dialect.Query(ctx, tx, s.selectEnds(f), func(r *sql.Rows) error {
			err := r.Scan(new(int), &key)
			f.ends = append(f.ends, key)
			return err
		})
		if read != nil {
			return "", 0, read
		}
	}
	if len(f.ends) > 0 {
		return f.ends[0], int64(f.BatchSize), nil
	}
	err = dialect.Query(ctx, tx, s.selectLast(f), func(r *sql.Rows) error { return r.Scan(&key, &n) })
	return key, n, err
}

// selectEnds is a query for the ends of the full batches that come next: each steps on from the one before in the index, for to number
// rows takes many times as long on SQLite. Where there are pauses the next one alone, lest what comes meanwhile makes batches larger.
func (s *session) selectEnds(f *filling) string {
	const end = "echomigrate_end_%d"
	var ends, all []string
	behind := f.behind(" WHERE ")
	for i := range foreseen {
		name := fmt.Sprintf(end, i+1)
		ends = append(ends, fmt.Sprintf("%s AS (SELECT %s FROM %s%s ORDER BY %s LIMIT 1 OFFSET %d)",
			name, f.key, s.Dialect.QuoteTable(f.Target()), behind, f.key, f.BatchSize-1))
		all = append(all, fmt.Sprintf("SELECT %d, %s FROM %s", i+1, s.literalOf(f), name))
		behind = " WHERE (" + f.key + ") > (SELECT " + f.key + " FROM " + name + ")"
		if f.Pause > 0 {
			break
		}
	}
	return "WITH " + strings.Join(ends, ", ") + " " + strings.Join(all, " UNION ALL ") + " ORDER BY 1"
}

// selectLast is a query for the end of the last batch and how many rows that has, which is not full.
func (s *session) selectLast(f *filling) string {
	left := " FROM " + s.Dialect.QuoteTable(f.Target()) + f.behind(" WHERE ")
	backwards := make([]string, len(f.columns))
	for i, column := range f.columns {
		backwards[i] = column + " DESC"
	}
	return "SELECT " + s.literalOf(f) + ", (SELECT count(*)" + left + ")" + left + " ORDER BY " + strings.Join(backwards, ", ") + " LIMIT 1"
}

// literalOf is an expression: a row's key, as a position has it.
func (s *session) literalOf(f *filling) string {
	literals := make([]string, len(f.columns))
	for i, column := range f.columns {
		literals[i] = s.Dialect.LiteralOf(column)
	}
	return strings.Join(literals, " || ', ' || ")
}
