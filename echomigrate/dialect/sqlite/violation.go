package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/uptrace/bun"
)

// violation is a row whose foreign key has no counterpart. Tables without rowids have no row to name.
type violation struct {
	table  string
	row    sql.NullInt64
	parent string
}

func (v violation) error() error {
	switch {
	case strings.HasPrefix(v.parent, mismatch):
		return fmt.Errorf("table %s: %s: the foreign key needs a primary key or a unique constraint on the columns that it refers to",
			v.table, v.parent)
	case !v.row.Valid:
		return fmt.Errorf("table %s: a row refers to a row that table %s does not have", v.table, v.parent)
	}
	return fmt.Errorf("table %s: the row with rowid %d refers to a row that table %s does not have", v.table, v.row.Int64, v.parent)
}

// mismatch is how SQLite begins to say that a parent has no key for the foreign key.
const mismatch = "foreign key mismatch"

// violations lists a table's broken foreign keys. A foreign key that cannot be checked counts as one.
func violations(ctx context.Context, db bun.IDB, table string) ([]violation, error) {
	found, err := queryAll(ctx, db, `SELECT "rowid", "parent" FROM pragma_foreign_key_check(`+text(table)+`)`, func(v *violation) []any {
		v.table = table
		return []any{&v.row, &v.parent}
	})
	if err != nil {
		return mismatched(table, err)
	}
	return found, nil
}

func mismatched(table string, err error) ([]violation, error) {
	_, said, ok := strings.Cut(err.Error(), mismatch)
	if !ok {
		return nil, err
	}
	return []violation{{table: table, parent: mismatch + said}}, nil
}
