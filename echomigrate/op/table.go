package op

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// edit applies change to a copy of the named table and puts the copy into the schema when change succeeds.
func edit(s *schema.Schema, name schema.Name, change func(t *schema.Table) error) error {
	t, err := find(s, name)
	if err != nil {
		return err
	}
	edited := t.Clone()
	if err := change(&edited); err != nil {
		return err
	}
	*t = edited
	return nil
}

func find(s *schema.Schema, name schema.Name) (*schema.Table, error) {
	if t := s.Table(name); t != nil {
		return t, nil
	}
	var known []string
	for _, n := range s.Names() {
		known = append(known, n.String())
	}
	return nil, &NotFoundError{Kind: "table", Name: name.String(), Known: known}
}

func findColumn(t *schema.Table, name string) (*schema.Column, error) {
	if c := t.Column(name); c != nil {
		return c, nil
	}
	return nil, &NotFoundError{Kind: "column", Name: name, Where: t.ID(), Known: t.ColumnNames()}
}

// needColumns returns an error that names the first column that the table does not have.
func needColumns(t *schema.Table, columns []string) error {
	for _, c := range columns {
		if _, err := findColumn(t, c); err != nil {
			return err
		}
	}
	return nil
}

// remove takes the object at pointer p out of the list; a nil p is a NotFoundError.
func remove[T any](list []T, p *T, t *schema.Table, kind, name string, known []string) ([]T, error) {
	if p == nil {
		return nil, &NotFoundError{Kind: kind, Name: name, Where: t.ID(), Known: known}
	}
	for i := range list {
		if &list[i] == p {
			return slices.Delete(list, i, i+1), nil
		}
	}
	return list, nil
}

// names lists what name gives for each element.
func names[T any](list []T, name func(T) string) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = name(v)
	}
	return out
}

func keyName(k schema.Key) string               { return k.Name }
func foreignKeyName(f schema.ForeignKey) string { return f.Name }
func checkName(c schema.Check) string           { return c.Name }
func exclusionName(e schema.Exclusion) string   { return e.Name }
func indexName(i schema.Index) string           { return i.Name }
