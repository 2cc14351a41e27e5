package sqlite

import (
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

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
