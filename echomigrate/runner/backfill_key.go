package runner

import (
	"fmt"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// batchKey are the columns by which a Backfill in batches goes.
func batchKey(s *schema.Schema, o op.Backfill) ([]string, error) {
	if err := o.Apply(s); err != nil {
		return nil, err
	}
	t := s.Table(o.Target())
	key := o.Key
	if len(key) == 0 {
		key = t.PrimaryKey.Columns
	}
	switch {
	case len(key) == 0:
		return nil, fmt.Errorf("table %s has no primary key for batches to go by: name in Key the columns, NOT NULL, with which an index begins, "+
			"or leave BatchSize out", o.Target())
	case slices.Contains(key, o.Column):
		return nil, fmt.Errorf("column %s is in the primary key: batches cannot go by a column that they change: name others in Key, "+
			"or leave BatchSize out", o.Column)
	}
	for _, column := range key {
		if !t.Column(column).NotNull {
			return nil, fmt.Errorf("column %s in Key can be NULL: batches would leave such rows out: name others in Key, or leave BatchSize out", column)
		}
	}
	if !beginsIndex(t, key) {
		return nil, fmt.Errorf("no index of table %s begins with (%s): each batch would read the whole table: create one before, name other columns "+
			"in Key, or leave BatchSize out", o.Target(), strings.Join(key, ", "))
	}
	return key, nil
}

// beginsIndex reports whether an index, that of a constraint included, has the columns first.
func beginsIndex(t *schema.Table, columns []string) bool {
	begins := func(key []string) bool { return len(key) >= len(columns) && slices.Equal(key[:len(columns)], columns) }
	unique := func(k schema.Key) bool { return begins(k.Columns) }
	plain := func(i schema.Index) bool {
		return i.Where == "" && (i.Using == "" || i.Using == "btree") && begins(i.Columns)
	}
	return unique(t.PrimaryKey) || slices.ContainsFunc(t.Uniques, unique) || slices.ContainsFunc(t.Indexes, plain)
}

// checkBackfills finds before anything runs what batches cannot go by. What SQL and Go make of the schema is not known: behind
// them it is found when the turn comes.
func checkBackfills(ops []op.Operation, done int, before func() (*schema.Schema, error)) error {
	if !slices.ContainsFunc(ops, func(o op.Operation) bool { return dialect.InBatches(o) != nil }) {
		return nil
	}
	state, err := before()
	if err != nil {
		return nil // what cannot be foretold is found when the turn comes
	}
	for i, o := range ops {
		if op.IsOpaque(o) {
			return nil
		}
		if b := dialect.InBatches(o); b != nil {
			if _, err := batchKey(state, *b); err != nil {
				return fmt.Errorf("step %d, %s: %w", done+i+1, o, err)
			}
		}
		if err := o.Apply(state); err != nil {
			return nil // it says so itself when it runs
		}
	}
	return nil
}
