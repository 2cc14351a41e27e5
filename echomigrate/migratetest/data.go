package migratetest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
)

// Data are rows that are there from a revision on: Verify puts them in behind it, then runs each revision that follows up, down and up
// again over them.
type Data struct {
	// After names the revision: its ID, the beginning of it, or a label. There is no default.
	After string
	// SQL puts the rows in. Default: nothing is run.
	SQL string
	// Insert puts the rows in, behind SQL. The tables are as they were at the revision, so that today's models may not fit them.
	// Default: nothing is run.
	Insert func(ctx context.Context, db bun.IDB) error
	// Verify finds the rows again, at the heads. Default: it is enough that every revision runs over them.
	Verify func(t *testing.T, db *bun.DB)
}

// insert puts the rows in.
func (d Data) insert(ctx context.Context, db *bun.DB) error {
	if d.SQL != "" {
		if _, err := db.DB.ExecContext(ctx, d.SQL); err != nil {
			return err
		}
	}
	if d.Insert != nil {
		return d.Insert(ctx, db)
	}
	return nil
}

// attached are the data by the IDs of their revisions.
func attached(ctx context.Context, m *echomigrate.Migrator, all []Data) (map[string][]Data, error) {
	found := map[string][]Data{}
	var faults []error
	for _, d := range all {
		id, err := resolve(ctx, m, d.After)
		if err != nil {
			faults = append(faults, fmt.Errorf("Data.After: %w", err))
			continue
		}
		found[id] = append(found[id], d)
	}
	return found, errors.Join(faults...)
}

// resolve is the ID of the one revision that a name stands for.
func resolve(ctx context.Context, m *echomigrate.Migrator, name string) (string, error) {
	entries, err := m.Show(ctx, name)
	if err != nil {
		return "", err
	}
	if len(entries) != 1 {
		return "", fmt.Errorf("%q stands for %d revisions: name one", name, len(entries))
	}
	return entries[0].Revision.ID, nil
}
