package dialect

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Perform compiles operations and carries them out on db, whatever their steps say of transactions. inspect reads the schema
// as it is. The error names the operation.
func Perform(ctx context.Context, d Dialect, db bun.IDB, ops []op.Operation, inspect func() (*schema.Schema, error)) error {
	for done := 0; done < len(ops); {
		script, err := d.Compile(ops[done:], inspect)
		if err != nil {
			return err
		}
		behind, err := perform(ctx, d, db, script.Steps, done)
		if err != nil || behind == 0 {
			return err
		}
		done += behind
	}
	return nil
}

// perform runs steps up to the first behind which the rest has to be compiled again. It returns the number of that one's last
// operation; zero when all steps ran.
func perform(ctx context.Context, d Dialect, db bun.IDB, steps []Step, done int) (behind int, err error) {
	for i, step := range steps {
		if step.Func != nil {
			err = step.Func.Run(ctx, db)
		} else if len(step.SQL) > 0 {
			_, err = Execute(ctx, db, step.SQL...)
		}
		if err != nil {
			return 0, fmt.Errorf("step %d, %s: %w", done+step.Number, step.Operation, d.Explain(err))
		}
		if step.Opaque && i+1 < len(steps) && steps[i+1].Number != step.Number {
			return max(step.Number, step.Last), nil
		}
	}
	return 0, nil
}
