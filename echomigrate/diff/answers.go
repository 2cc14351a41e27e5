package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Answers are what a person decided about a comparison. Objects are named as "users", "users.email" (a column, constraint or
// index), or with a schema before, "audit.users.email". An answer that answers nothing is an error.
type Answers struct {
	// Renames say that a table or column was renamed.
	Renames []Rename
	// Fills give columns that become NOT NULL a value for the rows that are there.
	Fills []Fill
	// Prune are objects that nobody here made and that are dropped all the same. The operations pass over what is not
	// there, because other databases may not have it.
	Prune []string
}

// Rename says that a table or column was renamed.
type Rename struct {
	// From is the object by its old name, such as "users.fullname" or "users".
	From string
	// To is the new name alone, such as "name".
	To string
}

// Fill gives a column a value for the rows that are there.
type Fill struct {
	// Column is the column by its new name, such as "users.age".
	Column string
	// Value is an SQL expression, strings with their quotes.
	Value string
}

// renames are the answers as operations on the database's schema.
func (a Answers) renames(actual *schema.Schema) ([]op.Operation, error) {
	var list []op.Operation
	for _, r := range a.Renames {
		var found []op.Operation
		var known []string
		for _, t := range actual.Tables {
			id := t.ID()
			known = append(known, id.String())
			if id.String() == r.From {
				found = append(found, op.RenameTable{Schema: id.Schema, From: id.Table, To: r.To})
			}
			for _, c := range t.Columns {
				o := columnObject(id, c.Name)
				known = append(known, o.path())
				if o.path() == r.From {
					found = append(found, op.RenameColumn{Schema: id.Schema, Table: id.Table, From: c.Name, To: r.To})
				}
			}
		}
		switch {
		case len(found) == 0:
			return nil, fmt.Errorf("rename %s to %s: the database has no table or column %s%s", r.From, r.To, r.From, op.DidYouMean(r.From, known))
		case len(found) > 1:
			return nil, fmt.Errorf("rename %s to %s: %s may be a table or a column: tag the model with migrate:\"was:…\" instead", r.From, r.To, r.From)
		}
		list = append(list, found[0])
	}
	return list, nil
}

// fills are the values for rows that are there, by column.
type fills struct {
	values map[string]string
	used   map[string]bool
	// known are the columns that could have a value.
	known []string
}

func (a Answers) fills() *fills {
	f := &fills{values: map[string]string{}, used: map[string]bool{}}
	for _, fill := range a.Fills {
		f.values[fill.Column] = fill.Value
	}
	return f
}

// of is the value for a column.
func (f *fills) of(o Object) (value string, given bool) {
	if f == nil {
		return "", false
	}
	f.known = append(f.known, o.path())
	value, given = f.values[o.path()]
	f.used[o.path()] = f.used[o.path()] || given
	return value, given
}

// unused is an error about a value that no column takes.
func (f *fills) unused() error {
	var left []string
	for path := range f.values {
		if !f.used[path] {
			left = append(left, path)
		}
	}
	if len(left) == 0 {
		return nil
	}
	slices.Sort(left)
	hint := op.DidYouMean(left[0], f.known)
	if hint == "" && len(f.known) > 0 {
		hint = ": there are " + strings.Join(f.known, ", ")
	}
	return fmt.Errorf("fill %s: no such column becomes NOT NULL without a default%s", left[0], hint)
}

// prunes reports whether something that nobody here made is to be dropped.
func (c *choice) prunes(o Object) bool {
	if o.Kind == KindPrimaryKey || !slices.Contains(c.prune, o.path()) {
		return false
	}
	c.pruned[o] = true
	return true
}

// unpruned is an error about what was to be dropped and is not there; unmanaged is what could be.
func (c *choice) unpruned(unmanaged []Object) error {
	found := map[string]bool{}
	for o := range c.pruned {
		found[o.path()] = true
	}
	var known []string
	for _, o := range unmanaged {
		if o.Kind != KindComment {
			known = append(known, o.path())
		}
	}
	for _, path := range c.prune {
		if !found[path] {
			return fmt.Errorf("prune %s: nothing of that name is in the database and nobody's%s", path, op.DidYouMean(path, known))
		}
	}
	return nil
}
