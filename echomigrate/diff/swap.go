package diff

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// move is a rename of a table or a column.
type move struct {
	// space is where the names are: the table of columns; empty for tables, with their schema.
	space    schema.Name
	from, to string
}

func moveOf(o op.Operation) (m move, is bool) {
	switch o := o.(type) {
	case op.RenameTable:
		return move{schema.Name{Schema: o.Schema}, o.From, o.To}, true
	case op.RenameColumn:
		return move{o.Target(), o.From, o.To}, true
	}
	return move{}, false
}

func (m move) operation() op.Operation {
	if m.space.Table == "" {
		return op.RenameTable{Schema: m.space.Schema, From: m.from, To: m.to}
	}
	return op.RenameColumn{Schema: m.space.Schema, Table: m.space.Table, From: m.from, To: m.to}
}

// ring finds renames that take each other's names in turn, such as a swap, which no applied revision did and which are left: each
// takes the name that the one before it gives away. Once applied they are inert, as any rename; answers are no past ones.
func (r *renamer) ring(answers []op.Operation) []move {
	var left []move
	for _, o := range r.left {
		if there, _ := r.place(o); there {
			m, _ := moveOf(o)
			left = append(left, m)
		}
	}
	for _, first := range left {
		ring := []move{first}
		for {
			last := ring[len(ring)-1]
			if last.to == first.from {
				break
			}
			next := slices.IndexFunc(left, func(m move) bool { return m.space == first.space && m.from == last.to && !slices.Contains(ring, m) })
			if next < 0 {
				ring = nil
				break
			}
			ring = append(ring, left[next])
		}
		if len(ring) > 1 && (slices.Contains(answers, first.operation()) || !r.wasDone(ring)) {
			return ring
		}
	}
	return nil
}

// wasDone reports whether an applied revision carried the whole ring out.
func (r *renamer) wasDone(ring []move) bool {
	return slices.ContainsFunc(r.in.Applied, func(ops []op.Operation) bool {
		now := map[string]string{}
		for _, m := range ring {
			now[m.from] = m.from
		}
		for _, o := range ops {
			done, is := moveOf(o)
			for from, name := range now {
				if is && done.space == ring[0].space && name == done.from {
					now[from] = done.to
				}
			}
		}
		return !slices.ContainsFunc(ring, func(m move) bool { return now[m.from] != m.to })
	})
}

// turn carries a ring out by way of a name that is free.
func (r *renamer) turn(ring []move) error {
	aside := move{ring[0].space, ring[0].from, r.freeName(ring[0])}
	list := []move{aside}
	for _, m := range slices.Backward(ring[1:]) {
		list = append(list, m)
	}
	list = append(list, move{aside.space, aside.to, ring[0].to})
	for _, m := range list {
		if err := r.apply(m.operation()); err != nil {
			return err
		}
	}
	r.left = slices.DeleteFunc(r.left, func(o op.Operation) bool {
		m, _ := moveOf(o)
		return slices.Contains(ring, m)
	})
	return nil
}

// freeName is a name beside that of what moves which neither the database nor a model has.
func (r *renamer) freeName(m move) string {
	for n := 1; ; n++ {
		name := schema.Numbered(m.from, n)
		free := true
		for _, s := range []*schema.Schema{r.actual, r.in.Desired} {
			if m.space.Table == "" {
				free = free && s.Table(schema.Name{Schema: m.space.Schema, Table: name}) == nil
			} else if t := s.Table(m.space); t != nil {
				free = free && t.Column(name) == nil
			}
		}
		if free {
			return name
		}
	}
}
