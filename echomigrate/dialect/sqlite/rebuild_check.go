package sqlite

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// notes is a table in the connection's temporary database, which ends with the transaction's rollback. It holds what was so
// before the first step, and outlasts a script that is compiled again behind an opaque step: a row of kind "table" for each
// table that was checked, of kind "violation" for each broken foreign key, of kind "view" for each view that works.
const notes = `temp."echomigrate before"`

func dropNotes(ctx context.Context, db bun.IDB) error {
	_, err := db.ExecContext(ctx, "DROP TABLE IF EXISTS "+notes)
	return err
}

// watch is what the steps at both ends of a script with rebuilds look at.
type watch struct {
	// tables are the stored names of those whose foreign keys, or whose parents, the script may break.
	tables []string
	// all is set when the script may have touched any table.
	all bool
	// renamed are the tables that got another name, in order.
	renamed []moved
}

// touch takes note of an operation that is no rebuild.
func (w *watch) touch(o op.Operation) {
	switch o := o.(type) {
	case op.CreateTable:
		w.tables = append(w.tables, flatName(o.Table.ID()))
	case op.RenameTable:
		w.renamed = append(w.renamed, moved{flatName(o.Target()), flat(o.Schema, o.To)})
		w.tables = append(w.tables, flatName(o.Target()), flat(o.Schema, o.To))
	case op.TableOperation:
		w.tables = append(w.tables, flatName(o.Target()))
	}
}

// rebuilt takes note of a table that is rebuilt, and of those that refer to it.
func (w *watch) rebuilt(t schema.Table, references []schema.Reference) {
	w.tables = append(w.tables, flatName(t.ID()))
	for _, ref := range references {
		w.tables = append(w.tables, flatName(ref.From))
	}
}

// note is the first step: it makes sure that the rebuilds can run, and writes down what is broken already.
func (w *watch) note() op.Func {
	seen := *w
	return op.Func{Name: "note broken foreign keys", SQL: "-- foreign keys are checked below", Run: func(ctx context.Context, db bun.IDB) error {
		if on, err := pragma(ctx, db, "foreign_keys"); err != nil || on != 0 {
			return errors.Join(err, errors.New("foreign keys are enforced on this connection, so a rebuild would act on the rows "+
				"that refer to the table: run PRAGMA foreign_keys = OFF before the transaction"))
		}
		if _, err := db.ExecContext(ctx, "CREATE TEMP TABLE IF NOT EXISTS "+strings.TrimPrefix(notes, "temp.")+" (kind, name, row, parent)"); err != nil {
			return err
		}
		if err := noteViews(ctx, db); err != nil {
			return err
		}
		tables, err := seen.present(ctx, db)
		if err != nil {
			return err
		}
		for _, name := range tables {
			if err := noteViolations(ctx, db, name); err != nil {
				return err
			}
		}
		return nil
	}}
}

// present lists the tables to look at that there are.
func (w *watch) present(ctx context.Context, db bun.IDB) ([]string, error) {
	names, err := queryNames(ctx, db, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' `+
		`AND sql NOT LIKE 'CREATE VIRTUAL %' ORDER BY name`)
	if err != nil || w.all {
		return names, err
	}
	return slices.DeleteFunc(names, func(n string) bool { return !slices.Contains(w.tables, n) }), nil
}

func noteViolations(ctx context.Context, db bun.IDB, table string) error {
	var known int
	err := db.QueryRowContext(ctx, "SELECT count(*) FROM "+notes+" WHERE kind = 'table' AND name = ?", table).Scan(&known)
	if err != nil || known > 0 {
		return err
	}
	found, err := violations(ctx, db, table)
	if err != nil {
		return err
	}
	rows := append([]violation{{table: table}}, found...)
	for i, v := range rows {
		kind := "violation"
		if i == 0 {
			kind = "table"
		}
		_, err := db.ExecContext(ctx, "INSERT INTO "+notes+" VALUES (?, ?, ?, ?)", kind, v.table, v.row, v.parent)
		if err != nil {
			return err
		}
	}
	return nil
}

// offlineCheck fails when a foreign key is broken, also one that was broken before: without a connection that is not known.
func offlineCheck() string {
	return strings.Join(New().Assert("NOT EXISTS (SELECT 1 FROM pragma_foreign_key_check)", "a foreign key is broken"), ";\n")
}

// check is the last step: no foreign key is broken that was not before, and no view has stopped working.
func (w *watch) check() op.Func {
	seen := *w
	seen.renamed = slices.Clone(w.renamed)
	seen.tables = slices.Clone(w.tables)
	return op.Func{Name: "foreign key check", SQL: offlineCheck(), Run: func(ctx context.Context, db bun.IDB) error {
		tables, err := seen.present(ctx, db)
		if err != nil {
			return err
		}
		before, err := seen.noted(ctx, db)
		if err != nil {
			return err
		}
		for _, name := range tables {
			found, err := violations(ctx, db, name)
			if err != nil {
				return err
			}
			for _, v := range found {
				if before[v] == 0 {
					return v.error()
				}
				before[v]--
			}
		}
		return checkViews(ctx, db)
	}}
}

// noted counts the violations that were there before, under the names that the tables have now.
func (w *watch) noted(ctx context.Context, db bun.IDB) (map[violation]int, error) {
	broken, err := queryAll(ctx, db, "SELECT name, row, parent FROM "+notes+" WHERE kind = 'violation'", func(v *violation) []any {
		return []any{&v.table, &v.row, &v.parent}
	})
	if err != nil {
		return nil, fmt.Errorf("what was broken before is not known: %w", err)
	}
	count := map[violation]int{}
	for _, v := range broken {
		for _, r := range w.renamed {
			if v.table == r.from {
				v.table = r.to
			}
			if v.parent == r.from {
				v.parent = r.to
			}
		}
		count[v]++
	}
	return count, nil
}
