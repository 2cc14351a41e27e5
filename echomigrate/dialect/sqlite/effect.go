package sqlite

import (
	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// Effect is that of SQLite's one lock, which lets others read; a table is copied where SQLite has no statement for a change.
func (Dialect) Effect(o op.Operation) dialect.Effect {
	if _, ok := o.(op.TableOperation); !ok {
		return dialect.Effect{}
	}
	_, scans := o.(op.CreateIndex)
	return dialect.Effect{
		Lock: "RESERVED", Blocks: dialect.BlocksWriters, Scans: scans,
		Rewrites: changes(o) && needsRebuild(planned{op: o}),
	}
}
