package dialect

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Effect is what an operation does to its table while others use it.
type Effect struct {
	// Lock is the strongest lock on the table that it holds to the end of its transaction, in the database's words, such as
	// "ACCESS EXCLUSIVE"; empty where it takes none.
	Lock string
	// Blocks says who waits for the lock.
	Blocks Blocked
	// Rewrites says that every row is written anew under the lock, and Scans that every row is read.
	Rewrites, Scans bool
}

// Blocked is who waits while a lock is held.
type Blocked int

// Who waits.
const (
	// BlocksNobody lets others read and write.
	BlocksNobody Blocked = iota
	// BlocksWriters lets others read.
	BlocksWriters
	// BlocksAll lets nobody in.
	BlocksAll
)

// IsLong reports whether others wait for as long as the table is large.
func (e Effect) IsLong() bool { return e.Blocks != BlocksNobody && (e.Rewrites || e.Scans) }

// TableEffect is the effect of operations on one table.
type TableEffect struct {
	// Table is the table.
	Table schema.Name
	Effect
}

// Effects are what operations do to tables that others may use, by table and lock, in the order in which they come to them. The
// tables that new foreign keys refer to are among them. What SQL and Go that somebody wrote do is not known.
func Effects(d Dialect, ops []op.Operation) []TableEffect {
	var list []TableEffect
	for _, o := range ops {
		if group, is := o.(op.Group); is {
			for _, e := range Effects(d, group.Operations()) {
				list = joined(list, e)
			}
			continue
		}
		if changed, is := o.(op.TableOperation); is {
			list = joined(list, TableEffect{changed.Target(), d.Effect(o)})
		}
		for _, referred := range referredTo(o) {
			list = joined(list, TableEffect{referred, onReferred(d)})
		}
	}
	return list
}

// joined is the list with an effect in it; one of the same lock on the same table takes it in.
func joined(list []TableEffect, e TableEffect) []TableEffect {
	if e.Lock == "" {
		return list
	}
	i := slices.IndexFunc(list, func(other TableEffect) bool { return other.Table == e.Table && other.Lock == e.Lock })
	if i < 0 {
		return append(list, e)
	}
	list[i].Rewrites = list[i].Rewrites || e.Rewrites
	list[i].Scans = list[i].Scans || e.Scans
	return list
}

// referredTo are the tables that an operation's new foreign keys refer to.
func referredTo(o op.Operation) []schema.Name {
	var tables []schema.Name
	switch o := o.(type) {
	case op.AddForeignKey:
		tables = append(tables, o.ForeignKey.Target(o.Schema))
	case op.CreateTable:
		for _, f := range o.Table.ForeignKeys {
			tables = append(tables, f.Target(o.Table.Schema))
		}
	}
	return tables
}

// onReferred is the lock that a foreign key takes on the table that it refers to, which is that on its own, without the look at
// the rows.
func onReferred(d Dialect) Effect {
	e := d.Effect(op.AddForeignKey{ForeignKey: schema.ForeignKey{NotValid: true}})
	e.Scans, e.Rewrites = false, false
	return e
}
