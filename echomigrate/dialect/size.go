package dialect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Size is how large a table is, as the database estimates it without reading it.
type Size struct {
	// Rows is about how many rows it has; below zero where the database has no estimate.
	Rows int64
	// Bytes is about how much room its rows take, indexes left out; below zero where the database has no estimate.
	Bytes int64
}

// String is "about 1200000 rows, 310 MB", as far as it is known.
func (s Size) String() string {
	var parts []string
	if s.Rows >= 0 {
		parts = append(parts, fmt.Sprintf("about %d rows", s.Rows))
	}
	if s.Bytes >= 0 {
		parts = append(parts, inUnits(s.Bytes))
	}
	return strings.Join(parts, ", ")
}

// inUnits is a number of bytes in the largest unit of which there are ten.
func inUnits(n int64) string {
	units := []string{"bytes", "kB", "MB", "GB", "TB"}
	for len(units) > 1 && n >= 10*1024 {
		n, units = n/1024, units[1:]
	}
	return fmt.Sprintf("%d %s", n, units[0])
}

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
