package sqlite

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// rebuild compiles neighbouring operations on one table into one step that puts a new table in the old one's place.
// Columns are renamed in steps of their own behind it, by SQLite, because it then rewrites views and triggers too.
func (c *compiler) rebuild(run []planned) error {
	c.unchecked = true
	r, err := c.plans(run)
	if err != nil && c.state.blind {
		c.later(run[0], err)
		return nil
	}
	if err != nil {
		return err
	}
	if r.ambiguous() {
		return c.split(run)
	}
	c.current = run[0]
	sql, err := r.statements()
	if err != nil {
		return err
	}
	c.watch.rebuilt(r.before, c.state.known.ReferencesTo(r.before.ID()))
	for _, p := range run {
		if err := c.state.apply(p.op); err != nil {
			return err
		}
	}
	look := guard(r.before)
	c.steps = append(c.steps, dialect.Step{Operation: run[0].op, Number: run[0].number, Func: &look})
	c.add(run[0], sql...)
	c.steps[len(c.steps)-1].Last = run[len(run)-1].number
	for _, m := range r.renames() {
		o := op.RenameColumn{Schema: r.before.Schema, Table: r.before.Name, From: m.from, To: m.to}
		c.add(planned{op: o, number: run[len(run)-1].number}, renameColumn(o))
	}
	if len(r.renames()) > 0 {
		return c.markStale(run[len(run)-1])
	}
	return nil
}

// later adds a step that cannot be compiled before the opaque ones in front of it have run. It fails when it is run as it is.
func (c *compiler) later(p planned, cause error) {
	f := op.Func{Name: "compile " + p.op.String() + " again", Run: func(context.Context, bun.IDB) error {
		return fmt.Errorf("%s has to be compiled behind the steps before it: %w", p.op, cause)
	}}
	c.steps = append(c.steps, dialect.Step{Operation: p.op, Number: p.number, Func: &f})
}

// split rebuilds before and behind each rename of a column, for names that change their owners.
func (c *compiler) split(run []planned) error {
	for len(run) > 0 {
		n := slices.IndexFunc(run, func(p planned) bool { _, ok := p.op.(op.RenameColumn); return ok })
		switch n {
		case 0:
			if err := c.native(run[0]); err != nil {
				return err
			}
			run = run[1:]
		case -1:
			return c.rebuild(run)
		default:
			if err := c.rebuild(run[:n]); err != nil {
				return err
			}
			run = run[n:]
		}
	}
	return nil
}

// statements is the whole step. Renaming the table must not rewrite views and triggers: those that name it have named it
// all along.
func (r *rebuilding) statements() ([]string, error) {
	for _, m := range r.renames() {
		r.after.RenameColumn(m.to, m.from)
	}
	if clause := unwritable(r.before); clause != "" {
		return nil, fmt.Errorf("table %s has %s, which a rebuild would lose: change the table with op.Exec", r.before.ID(), clause)
	}
	if err := r.checkTriggers(); err != nil {
		return nil, err
	}
	stored := flatName(r.before.ID())
	fresh := r.freshName(stored)
	create, err := createTable(r.after, fresh)
	if err != nil {
		return nil, err
	}
	insert, err := r.copyRows(stored, fresh)
	if err != nil {
		return nil, err
	}
	sql := []string{create, insert}
	if numbers(r.before) && numbers(r.after) {
		sql = append(sql,
			"DELETE FROM sqlite_sequence WHERE name = "+text(fresh),
			"INSERT INTO sqlite_sequence (name, seq) SELECT "+text(fresh)+", seq FROM sqlite_sequence WHERE name = "+text(stored))
	}
	sql = append(sql,
		"PRAGMA legacy_alter_table = 1",
		"DROP TABLE "+quote(stored),
		"ALTER TABLE "+quote(fresh)+" RENAME TO "+quote(stored),
		"PRAGMA legacy_alter_table = 0")
	sql = append(sql, createIndexes(r.after)...)
	for _, t := range r.after.Triggers {
		sql = append(sql, t.SQL)
	}
	return sql, nil
}

func numbers(t schema.Table) bool {
	return slices.ContainsFunc(t.Columns, func(c schema.Column) bool { return c.Identity != "" })
}

// freshName is the new table's name until it takes the old one's place. It shows in the messages of constraints that a row breaks.
func (r *rebuilding) freshName(stored string) string {
	for n := 0; ; n++ {
		fresh := stored + " (new)"
		if n > 0 {
			fresh = stored + " (new " + strconv.Itoa(n+1) + ")"
		}
		if !r.taken[strings.ToLower(fresh)] {
			return fresh
		}
	}
}
