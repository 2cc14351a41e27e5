package spelling

import (
	"cmp"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// remembered spells tables by what the revisions said of them, where the database cannot be asked: an expression that is still
// the one that a revision declared is what the database has in its place.
type remembered struct {
	canonical       func(schema.Table) schema.Table
	history, actual *schema.Schema
}

// spell is the table as Canonical has it, with the database's own spelling of those expressions that have not changed since a
// revision declared them.
func (r remembered) spell(t schema.Table) schema.Table {
	t = r.canonical(t)
	declared, there := r.history.Table(t.ID()), r.actual.Table(t.ID())
	if declared == nil || there == nil {
		return t
	}
	was := r.canonical(*declared)
	for i := range t.Columns {
		c := &t.Columns[i]
		before, now := was.Column(c.Name), there.Column(c.Name)
		if before == nil || now == nil {
			continue
		}
		respell(&c.Generated, before.Generated, now.Generated)
		if isComputed(c.Default) && isComputed(now.Default) {
			respell(&c.Default, before.Default, now.Default)
		}
	}
	respellAll(t.Checks, was.Checks, there.Checks, func(c schema.Check) string { return c.Name }, func(c *schema.Check) []*string {
		return []*string{&c.Expression}
	})
	respellAll(t.Indexes, was.Indexes, there.Indexes, func(i schema.Index) string { return i.Name }, func(i *schema.Index) []*string {
		texts := []*string{&i.Where}
		i.Elements = slices.Clone(i.Elements)
		for n := range i.Elements {
			texts = append(texts, &i.Elements[n].Expression)
		}
		return texts
	})
	respellAll(t.Exclusions, was.Exclusions, there.Exclusions, func(e schema.Exclusion) string { return e.Name }, func(e *schema.Exclusion) []*string {
		texts := []*string{&e.Where}
		e.Elements = slices.Clone(e.Elements)
		for n := range e.Elements {
			texts = append(texts, &e.Elements[n].Expression)
		}
		return texts
	})
	return t
}

// respellAll respells the texts of objects that have the same name in all three lists.
func respellAll[T any](wanted, before, now []T, name func(T) string, texts func(*T) []*string) {
	for i := range wanted {
		of := func(o T) bool { return name(o) == name(wanted[i]) }
		was, there := slices.IndexFunc(before, of), slices.IndexFunc(now, of)
		if was < 0 || there < 0 {
			continue
		}
		a, b, c := texts(&wanted[i]), texts(&before[was]), texts(&now[there])
		if len(a) != len(b) || len(a) != len(c) {
			continue
		}
		for n := range a {
			respell(a[n], *b[n], *c[n])
		}
	}
}

// respell takes the text that is there for one that is as it was.
func respell(text *string, was, there string) {
	if *text != "" && *text == was {
		*text = cmp.Or(there, *text)
	}
}

// isComputed reports whether a default is more than a constant, which is compared as it stands.
func isComputed(expression string) bool { return strings.ContainsAny(expression, "(|") }
