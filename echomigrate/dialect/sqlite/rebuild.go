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

// rebuilding is one table on its way to another.
type rebuilding struct {
	// before and after are canonical; after has the columns that were renamed under their old names.
	before, after schema.Table
	// columns are those of before that survive.
	columns []moved
	// added are the columns that are new, with the default that each was added with.
	added []addition
	// taken are the names of all tables.
	taken map[string]bool
}

// moved is a column that was there before.
type moved struct{ from, to string }

// addition is a column that was not.
type addition struct{ column, value string }

// plans works out what the operations make of the table.
func (c *compiler) plans(run []planned) (rebuilding, error) {
	var r rebuilding
	s, err := c.state.schema()
	if err != nil {
		return r, err
	}
	target := run[0].op.(op.TableOperation).Target()
	t := s.Table(target)
	if t == nil {
		return r, run[0].op.Apply(s.Clone())
	}
	r.before = c.d.Canonical(*t)
	for _, column := range r.before.Columns {
		r.columns = append(r.columns, moved{column.Name, column.Name})
	}
	end := s.Clone()
	for _, p := range run {
		c.current = p
		if err := p.op.Apply(end); err != nil {
			return r, err
		}
		r.follow(p.op)
	}
	end.Sort() // one order of constraints, whether the schema was inspected or replayed
	r.after = c.d.Canonical(*end.Table(target))
	r.taken = map[string]bool{}
	for _, n := range s.Names() {
		r.taken[strings.ToLower(flatName(n))] = true
	}
	return r, nil
}

// follow keeps track of the columns that were there before, and of those that are new.
func (r *rebuilding) follow(o op.Operation) {
	switch o := o.(type) {
	case op.AddColumn:
		r.added = append(r.added, addition{o.Column.Name, canonicalColumn(o.Column).Default})
	case op.DropColumn:
		r.columns = slices.DeleteFunc(r.columns, func(m moved) bool { return m.to == o.Column })
		r.added = slices.DeleteFunc(r.added, func(a addition) bool { return a.column == o.Column })
	case op.RenameColumn:
		for i := range r.added {
			if r.added[i].column == o.From {
				r.added[i].column = o.To
			}
		}
		for i := range r.columns {
			if r.columns[i].to == o.From {
				r.columns[i].to = o.To
			}
		}
	}
}

func (r *rebuilding) renames() []moved {
	return slices.DeleteFunc(slices.Clone(r.columns), func(m moved) bool { return m.from == m.to })
}

// ambiguous reports whether an old name belongs to another column afterwards.
func (r *rebuilding) ambiguous() bool {
	return slices.ContainsFunc(r.renames(), func(m moved) bool { return r.after.Column(m.from) != nil })
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

// copyRows copies the columns that survive. Their values are converted by the new column's affinity and by nothing else.
// Where no column is the rowid, the rows keep theirs. A new column gets the default that it was added with.
func (r *rebuilding) copyRows(stored, fresh string) (string, error) {
	var columns, values []string
	if rowid := r.rowid(); rowid != "" {
		columns, values = append(columns, rowid), append(values, rowid)
	}
	for _, c := range r.after.Columns {
		survives := slices.ContainsFunc(r.columns, func(m moved) bool { return m.from == c.Name })
		if survives && c.Generated == "" {
			columns, values = append(columns, quote(c.Name)), append(values, quote(c.Name))
		}
	}
	if len(columns) == 0 {
		return "", fmt.Errorf("table %s keeps none of its columns: drop it and create another", r.before.ID())
	}
	for _, a := range r.added {
		c := r.after.Column(a.column)
		if c.Generated == "" && a.value != "" && a.value != c.Default {
			columns, values = append(columns, quote(a.column)), append(values, a.value)
		}
	}
	return "INSERT INTO " + quote(fresh) + " (" + strings.Join(columns, ", ") + ") SELECT " + strings.Join(values, ", ") + " FROM " + quote(stored), nil
}

// rowid is a name for the rowid that no column has taken, or "" when the rowid is not to be copied.
func (r *rebuilding) rowid() string {
	if !hasRowid(r.before) || !hasRowid(r.after) || rowidColumn(r.after) != "" {
		return ""
	}
	before, after := columnsOf(r.before), columnsOf(r.after)
	for _, name := range []string{"rowid", "_rowid_", "oid"} {
		_, was := before.column(name)
		_, is := after.column(name)
		if !was && !is {
			return name
		}
	}
	return ""
}

// rowidColumn is the column that is another name for the rowid, or "".
func rowidColumn(t schema.Table) string {
	if !hasRowid(t) || len(t.PrimaryKey.Columns) != 1 {
		return ""
	}
	if c := t.Column(t.PrimaryKey.Columns[0]); c != nil && c.Type == "INTEGER" {
		return c.Name
	}
	return ""
}

// checkTriggers refuses to create a trigger again that names a column which is gone. SQLite would take it and refuse the
// first row.
func (r *rebuilding) checkTriggers() error {
	for _, c := range r.before.Columns {
		if slices.ContainsFunc(r.columns, func(m moved) bool { return m.from == c.Name }) {
			continue
		}
		for _, t := range r.before.Triggers {
			if triggerNames(t.SQL, c.Name) {
				return fmt.Errorf("trigger %s of table %s names column %s: drop the trigger first, with op.Exec", t.Name, r.before.ID(), c.Name)
			}
		}
	}
	return nil
}

// triggerNames reports whether a trigger names its table's column, as NEW.column or OLD.column or behind UPDATE OF.
func triggerNames(sql, column string) bool {
	updateOf := false
	for i, tokens := 0, tokenize(sql); i < len(tokens); i++ {
		t := tokens[i]
		switch {
		case t.is("OF") && i > 0 && tokens[i-1].is("UPDATE"):
			updateOf = true
		case t.is("ON"):
			updateOf = false
		case !t.names() || !strings.EqualFold(t.value, column):
		case updateOf, i > 1 && tokens[i-1].symbol(".") && tokens[i-2].isAny("NEW", "OLD"):
			return true
		}
	}
	return false
}
