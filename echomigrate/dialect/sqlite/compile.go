package sqlite

import (
	"fmt"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Compile turns operations into statements. Neighbouring operations on one table of which SQLite can do one only by a
// rebuild are one rebuild together. Whether a script rebuilds depends on the operations alone, not on the schema.
func (d Dialect) Compile(ops []op.Operation, before func() (*schema.Schema, error)) (dialect.Script, error) {
	c := &compiler{d: d, plan: flatten(ops, 0, false), state: state{before: before}}
	for i := 0; i < len(c.plan); {
		n, err := c.one(i)
		if err != nil {
			return dialect.Script{}, fmt.Errorf("step %d, %s: %w", c.current.number, c.current.op, err)
		}
		i += n
	}
	return c.script()
}

// planned is an operation with its place in the list.
type planned struct {
	op         op.Operation
	number     int
	autocommit bool
}

// flatten takes the operations out of their groups, and leaves out those on what SQLite does not have.
func flatten(ops []op.Operation, number int, autocommit bool) []planned {
	var plan []planned
	for i, o := range ops {
		n := number
		if n == 0 {
			n = i + 1
		}
		if g, ok := o.(op.Group); ok {
			_, auto := o.(op.Autocommit)
			plan = append(plan, flatten(g.Operations(), n, autocommit || auto)...)
			continue
		}
		if _, absent := o.(op.Optional); !absent {
			plan = append(plan, planned{o, n, autocommit})
		}
	}
	return plan
}

// compiler collects the steps.
type compiler struct {
	d    Dialect
	plan []planned
	// current is the operation that is being compiled, for messages.
	current planned
	state   state
	steps   []dialect.Step
	watch   watch
	// unchecked is set while a rebuild has no foreign key check behind it.
	unchecked bool
}

// one compiles the operation at i, and those behind it that go with it; n says how many.
func (c *compiler) one(i int) (n int, err error) {
	p := c.plan[i]
	c.current = p
	if op.IsOpaque(p.op) {
		return 1, c.opaque(p)
	}
	if _, is := p.op.(op.AlterEnum); is || renamesEnum(p.op) {
		return 1, c.enum(p)
	}
	if !changes(p.op) {
		return 1, c.native(p)
	}
	run := c.run(i)
	if slices.ContainsFunc(run, needsRebuild) {
		return len(run), c.rebuild(run)
	}
	for _, p := range run {
		if err := c.native(p); err != nil {
			return 0, err
		}
	}
	return len(run), nil
}

// run is the operation at i with its neighbours that change the same table.
func (c *compiler) run(i int) []planned {
	target := c.plan[i].op.(op.TableOperation).Target()
	end := i
	for end < len(c.plan) && changes(c.plan[end].op) && c.plan[end].op.(op.TableOperation).Target() == target {
		end++
	}
	return c.plan[i:end]
}

// changes reports whether an operation changes a table that stays under its name.
func changes(o op.Operation) bool {
	switch o.(type) {
	case op.DropTable, op.RenameTable, op.BulkInsert, op.Backfill:
		return false
	}
	_, ok := o.(op.TableOperation)
	return ok
}

// needsRebuild reports whether SQLite has no statement for what a table operation does.
func needsRebuild(p planned) bool {
	switch o := p.op.(type) {
	case op.CreateIndex, op.DropIndex, op.RenameIndex, op.RenameColumn, op.SetTableComment:
		return false
	case op.AddColumn:
		return !addable(canonicalColumn(o.Column))
	case op.AlterColumn:
		return alters(o.From, o.To)
	}
	return true
}

// mayRebuild reports whether an operation rebuilds a table, or does so where the schema asks for it.
func mayRebuild(p planned) bool { return changes(p.op) && needsRebuild(p) || renamesEnum(p.op) }

func (c *compiler) add(p planned, sql ...string) {
	if len(sql) > 0 {
		c.steps = append(c.steps, dialect.Step{Operation: p.op, Number: p.number, SQL: sql, Backfill: dialect.InBatches(p.op)})
	}
}

// isDrop reports whether an operation drops a table. SQLite deletes the rows first, and what refers to them acts on that.
func isDrop(o op.Operation) bool {
	switch o := o.(type) {
	case op.DropTable:
		return true
	case op.Exec:
		return dropsTable(tokenize(o.SQL))
	}
	return false
}

func dropsTable(tokens []token) bool {
	for i, t := range tokens {
		if t.is("DROP") && i+1 < len(tokens) && tokens[i+1].is("TABLE") {
			return true
		}
	}
	return false
}

// native compiles what SQLite has statements for.
func (c *compiler) native(p planned) error {
	c.current = p
	sql, err := c.statements(p.op)
	if err != nil {
		return err
	}
	if isDrop(p.op) {
		c.unchecked, c.watch.all = true, true
	}
	c.watch.touch(p.op)
	if err := c.state.apply(p.op); err != nil {
		return err
	}
	c.add(p, sql...)
	return c.mayStale(p)
}

// statements is an operation's SQL, where SQLite has any.
func (c *compiler) statements(o op.Operation) ([]string, error) {
	switch o := o.(type) {
	case op.RenameTable:
		return renameTable(flatName(o.Target()), flat(o.Schema, o.To)), nil
	case op.RenameIndex:
		return c.renameIndex(o)
	case op.AddColumn:
		return c.addColumn(o)
	}
	return o.Statements(c.d)
}

// addColumn looks at the table where a STRICT one has another type for the column.
func (c *compiler) addColumn(o op.AddColumn) ([]string, error) {
	if typeName(o.Column.Type, true) != typeName(o.Column.Type, false) {
		s, err := c.state.schema()
		if err != nil {
			return nil, err
		}
		if t := s.Table(o.Target()); t != nil {
			o.Column.Type = typeName(o.Column.Type, isStrict(c.d.Canonical(*t)))
		}
	}
	return o.Statements(c.d)
}

// renameTable goes by another name where the two names are one to SQLite, which does not tell capitals from small letters.
func renameTable(from, to string) []string {
	rename := func(from, to string) string { return "ALTER TABLE " + quote(from) + " RENAME TO " + quote(to) }
	if strings.EqualFold(from, to) {
		return []string{rename(from, to+" (renamed)"), rename(to+" (renamed)", to)}
	}
	return []string{rename(from, to)}
}

func renameColumn(o op.RenameColumn) string {
	return "ALTER TABLE " + quote(flatName(o.Target())) + " RENAME COLUMN " + quote(o.From) + " TO " + quote(o.To)
}

// renameIndex drops the index and creates it under its new name.
func (c *compiler) renameIndex(o op.RenameIndex) ([]string, error) {
	s, err := c.state.schema()
	if err != nil {
		return nil, err
	}
	t := s.Table(o.Target())
	if t == nil || t.Index(o.From) == nil {
		return nil, o.Apply(s.Clone())
	}
	canonical := c.d.Canonical(*t)
	i := *canonical.Index(o.From)
	i.Name = o.To
	return []string{"DROP INDEX " + quote(flat(o.Schema, o.From)), createIndex(o.Target(), i)}, nil
}

// opaque compiles SQL and Go as they stand. What was rebuilt before is checked first: the runner compiles again behind them.
func (c *compiler) opaque(p planned) error {
	c.check(p.number)
	step := dialect.Step{Operation: p.op, Number: p.number, Autocommit: p.autocommit, Opaque: true}
	if f, ok := p.op.(op.Func); ok {
		step.Func = &f
	} else {
		sql, err := p.op.Statements(c.d)
		if err != nil {
			return err
		}
		step.SQL = sql
	}
	c.watch.all = true
	c.unchecked = c.unchecked || isDrop(p.op)
	c.state.blind = true
	c.steps = append(c.steps, step)
	return nil
}

// mayStale makes a rename opaque when SQLite rewrites triggers along with it and a later rebuild has to know their new text.
func (c *compiler) mayStale(p planned) error {
	switch p.op.(type) {
	case op.RenameTable, op.RenameColumn:
	default:
		return nil
	}
	return c.markStale(p)
}

func (c *compiler) markStale(p planned) error {
	later := slices.IndexFunc(c.plan, func(q planned) bool { return q.number > p.number && mayRebuild(q) }) >= 0
	if !later {
		return nil
	}
	s, err := c.state.schema()
	if err != nil {
		return err
	}
	if slices.ContainsFunc(s.Tables, func(t schema.Table) bool { return len(t.Triggers) > 0 }) {
		c.steps[len(c.steps)-1].Opaque = true
		c.state.blind = true
	}
	return nil
}

// script puts the foreign key checks around steps with rebuilds.
func (c *compiler) script() (dialect.Script, error) {
	rebuilds := slices.ContainsFunc(c.plan, func(p planned) bool { return mayRebuild(p) || isDrop(p.op) })
	if !rebuilds {
		return dialect.Script{Steps: c.steps}, nil
	}
	c.unchecked = true
	c.check(c.plan[len(c.plan)-1].number)
	note := c.watch.note()
	first := dialect.Step{Operation: c.plan[0].op, Number: c.plan[0].number, Func: &note}
	return dialect.Script{Steps: append([]dialect.Step{first}, c.steps...), Rebuilds: true}, nil
}

// check adds a foreign key check when a rebuild has none behind it.
func (c *compiler) check(number int) {
	if !c.unchecked {
		return
	}
	c.unchecked = false
	check := c.watch.check()
	at := slices.IndexFunc(c.plan, func(p planned) bool { return p.number == number })
	c.steps = append(c.steps, dialect.Step{Operation: c.plan[at].op, Number: number, Func: &check})
}
