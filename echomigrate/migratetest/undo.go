package migratetest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/uptrace/bun"
)

// undo takes back what was done to rows and sequences from a transaction on. It says what contents there are then, and from which tables rows
// were deleted.
func (o *original) undo(ctx context.Context, db bun.IDB, since string) (found map[fact]value, deleted map[int64]string, err error) {
	found, _, err = o.look(ctx, db, "contents", since)
	if err != nil {
		return nil, nil, err
	}
	c := o.changes(found)
	statement := c.statements()
	if statement == "" {
		return found, nil, nil
	}
	if _, err := db.ExecContext(ctx, statement); err != nil {
		return nil, nil, err
	}
	if found, _, err = o.look(ctx, db, "contents", since); err != nil || len(c.deleted) == 0 {
		return found, nil, err
	}
	remaining, err := look(ctx, db, c.remaining())
	if err != nil {
		return nil, nil, err
	}
	for f, v := range remaining {
		if v.n > 0 {
			return nil, nil, fmt.Errorf("%w: rows of %s stay", errChanged, c.deleted[f.id])
		}
	}
	return found, c.deleted, nil
}

// blockSize is the size of a page, up to which rows of a table are deleted: further ones have the order then in which they are inserted, as in a
// new table. TRUNCATE takes longer, as it makes files anew, those of indexes and of all tables that refer to one.
const blockSize = 8192

// changes are what is to be taken back.
type changes struct {
	// deleted and truncated are tables that are to have no rows, by OID.
	deleted, truncated map[int64]string
	// sequences are the calls that set them back.
	sequences []string
}

func (o *original) changes(found map[fact]value) changes {
	c := changes{deleted: map[int64]string{}, truncated: map[int64]string{}}
	for f, v := range found {
		was := o.facts[f]
		switch {
		case v == was:
		case f.kind == "sequence":
			c.sequences = append(c.sequences, fmt.Sprintf("setval(%d::oid::regclass, %d, %s)", f.id, was.n, was.state))
		case f.kind == "size" && v.n <= blockSize && o.silent:
			c.deleted[f.id] = v.state
		case f.kind == "size":
			c.truncated[f.id] = v.state
		case was.n == 0:
			c.truncated[f.id] = o.names[f.id]
		}
	}
	return c
}

// statements take the changes back, in one round trip.
func (c changes) statements() string {
	var all []string
	for _, name := range slices.Sorted(maps.Values(c.deleted)) {
		all = append(all, "DELETE FROM ONLY "+name)
	}
	if len(c.truncated) > 0 {
		all = append(all, "TRUNCATE ONLY "+strings.Join(slices.Sorted(maps.Values(c.truncated)), ", ONLY ")+" CASCADE")
	}
	if len(c.sequences) > 0 {
		all = append(all, "SELECT "+strings.Join(c.sequences, ", "))
	}
	return strings.Join(all, "; ")
}

// remaining is a query for how many rows the tables have from which they were deleted.
func (c changes) remaining() string {
	var all []string
	for id, name := range c.deleted {
		all = append(all, fmt.Sprintf("SELECT 'rows', %d::bigint, count(*), '' FROM ONLY %s", id, name))
	}
	return strings.Join(all, " UNION ALL ")
}
