package dialecttest

import (
	"context"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// execution carries a list of operations out: in a transaction, but for the steps that want none.
type execution struct {
	d      dialect.Dialect
	conn   bun.Conn
	tx     *bun.Tx
	ops    []op.Operation
	script dialect.Script
}

// Migrate compiles and runs operations on a connection of their own.
func (x Target) Migrate(db *bun.DB, ops []op.Operation) (err error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	e := execution{d: x.Dialect, conn: conn, ops: x.forThis(ops)}
	if err := e.compile(conn); err != nil {
		return err
	}
	restore, err := x.Dialect.Prepare(ctx, conn, e.script)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, restore(ctx)) }()
	if err := e.run(); err != nil {
		if e.tx != nil {
			err = errors.Join(err, e.tx.Rollback())
		}
		return err
	}
	return e.commit()
}

// compile compiles what is left from the schema as it is.
func (e *execution) compile(db bun.IDB) (err error) {
	e.script, err = e.d.Compile(e.ops, func() (*schema.Schema, error) {
		return e.d.Inspect(ctx, db, dialect.Scope{Schemas: []string{audit}})
	})
	return err
}

func (e *execution) run() error {
	for len(e.script.Steps) > 0 {
		step := e.script.Steps[0]
		e.script.Steps = e.script.Steps[1:]
		db, err := e.place(step.Autocommit)
		if err != nil {
			return err
		}
		if err := perform(ctx, db, step); err != nil {
			return fmt.Errorf("step %d, %s: %w", step.Number, step.Operation, err)
		}
		if rest := e.script.Steps; step.Opaque && len(rest) > 0 && rest[0].Number != step.Number {
			e.ops = e.ops[step.Number:]
			if err := e.compile(db); err != nil {
				return err
			}
		}
	}
	return nil
}

// place is where a step runs: the transaction, or the bare connection with the transaction committed before.
func (e *execution) place(autocommit bool) (bun.IDB, error) {
	if autocommit {
		return e.conn, e.commit()
	}
	if e.tx == nil {
		tx, err := e.conn.BeginTx(ctx, nil)
		if err != nil {
			return nil, err
		}
		e.tx = &tx
	}
	return *e.tx, nil
}

func (e *execution) commit() error {
	if e.tx == nil {
		return nil
	}
	tx := *e.tx
	e.tx = nil
	return tx.Commit()
}

func perform(ctx context.Context, db bun.IDB, step dialect.Step) error {
	if step.Func != nil {
		return step.Func.Run(ctx, db)
	}
	for _, statement := range step.SQL {
		if _, err := db.ExecContext(ctx, "?", bun.Safe(statement)); err != nil {
			return fmt.Errorf("%w\n%s", err, statement)
		}
	}
	return nil
}
