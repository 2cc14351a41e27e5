package runner

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
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
// rows takes many times as long, and so does it to plan as many queries on their own. Where there are pauses the next one alone, lest
// what comes meanwhile makes batches larger.
func (s *session) selectEnds(f *filling) string {
	const ends = "echomigrate_ends"
	batches := foreseen
	if f.Pause > 0 {
		batches = 1
	}
	names := make([]string, len(f.columns))
	outer := make([]string, len(f.columns))
	for i := range names {
		names[i] = fmt.Sprintf("key_%d", i+1)
		outer[i] = ends + "." + names[i]
	}
	first, next := s.nextEnd(f, f.behind(" WHERE ")), s.nextEnd(f, " WHERE ("+f.key+") > ("+strings.Join(outer, ", ")+")")
	return "WITH RECURSIVE " + ends + " (batch, " + strings.Join(names, ", ") + ") AS (SELECT 1, " + first +
		" UNION ALL SELECT batch + 1, " + next + " FROM " + ends + " WHERE key_1 IS NOT NULL AND batch < " + strconv.Itoa(batches) +
		") SELECT batch, " + s.literalOf(names) + " FROM " + ends + " WHERE key_1 IS NOT NULL ORDER BY batch"
}

// nextEnd is the key of the last row of a full batch behind others, an expression for each of its columns.
func (s *session) nextEnd(f *filling, behind string) string {
	ends := make([]string, len(f.columns))
	for i, column := range f.columns {
		ends[i] = fmt.Sprintf("(SELECT %s FROM %s%s ORDER BY %s LIMIT 1 OFFSET %d)", column, s.Dialect.QuoteTable(f.Target()), behind, f.key, f.BatchSize-1)
	}
	return strings.Join(ends, ", ")
}

// selectLast is a query for the end of the last batch and how many rows that has, which is not full.
func (s *session) selectLast(f *filling) string {
	left := " FROM " + s.Dialect.QuoteTable(f.Target()) + f.behind(" WHERE ")
	backwards := make([]string, len(f.columns))
	for i, column := range f.columns {
		backwards[i] = column + " DESC"
	}
	return "SELECT " + s.literalOf(f.columns) + ", (SELECT count(*)" + left + ")" + left + " ORDER BY " + strings.Join(backwards, ", ") + " LIMIT 1"
}

// literalOf is an expression: the values of a key's columns, as a position has them.
func (s *session) literalOf(columns []string) string {
	literals := make([]string, len(columns))
	for i, column := range columns {
		literals[i] = s.Dialect.LiteralOf(column)
	}
	return strings.Join(literals, " || ', ' || ")
}
