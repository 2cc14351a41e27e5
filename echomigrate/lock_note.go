package echomigrate

import (
	"fmt"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/postgres"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// noteLocks notes which operations keep others out of a table for as long as it is large. It speaks of PostgreSQL whatever the
// database is: a revision that is written on SQLite in development is the same, and runs there.
func noteLocks(ops []op.Operation, notes map[int][]string) map[int][]string {
	created := map[schema.Name]bool{}
	for i, o := range ops {
		if table, is := o.(op.CreateTable); is {
			created[table.Table.ID()] = true
		}
		target, changes := o.(op.TableOperation)
		if !changes {
			continue
		}
		effect := postgres.New().Effect(o)
		if created[target.Target()] || !effect.IsLong() {
			continue
		}
		notes = noted(notes, i, lockNote(o, target.Target(), effect))
	}
	return notes
}

func lockNote(o op.Operation, table schema.Name, e dialect.Effect) string {
	does, who := "reads every row of", "writers wait"
	if e.Rewrites {
		does = "writes every row of"
	}
	if e.Blocks == dialect.BlocksAll {
		who = "readers and writers wait"
	}
	hint := ""
	if _, is := o.(op.CreateIndex); is {
		hint = ": with Concurrently: true nobody does"
	}
	return fmt.Sprintf("On PostgreSQL it %s %s while %s%s.", does, table, who, hint)
}
