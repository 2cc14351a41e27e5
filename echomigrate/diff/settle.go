package diff

import "github.com/echomigrate/echo-migrate/echomigrate/schema"

// Verdict says whether two columns differ in something.
type Verdict int

// The verdicts; the zero value leaves it to the comparison.
const (
	// Undecided leaves it to the comparison.
	Undecided Verdict = iota
	// Same takes them for the same: nothing is changed.
	Same
	// Different takes them for different, and changes the one into the other. Where both are written alike there is nothing
	// to change.
	Different
)

// attribute is something about columns that the caller may compare.
type attribute struct {
	of      func(*schema.Column) *string
	compare func(table schema.Name, actual, desired schema.Column) Verdict
}

// settle lets the caller compare the columns that are on both sides, as operations would write them. What it takes for the
// same becomes the same on the side of the models, and what it takes for different is compared as it is written.
func (in Input) settle(from, to *side) {
	attributes := []attribute{
		{func(c *schema.Column) *string { return &c.Type }, in.CompareType},
		{func(c *schema.Column) *string { return &c.Default }, in.CompareDefault},
	}
	for _, wanted := range to.tables {
		current := from.byName[wanted.canonical.ID()]
		if current == nil || current == wanted {
			continue
		}
		for _, c := range wanted.canonical.Columns {
			if current.canonical.Column(c.Name) == nil {
				continue
			}
			for _, a := range attributes {
				a.settle(current, wanted, c.Name)
			}
		}
	}
}

func (a attribute) settle(current, wanted *table, name string) {
	there, spelled := current.canonical.Column(name), wanted.canonical.Column(name)
	was, becomes := current.written.Column(name), wanted.written.Column(name)
	if a.compare == nil || *a.of(there) == *a.of(spelled) && *a.of(was) == *a.of(becomes) {
		return
	}
	switch a.compare(wanted.canonical.ID(), *was, *becomes) {
	case Same:
		*a.of(spelled), *a.of(becomes) = *a.of(there), *a.of(was)
		if declared := wanted.declared.Column(name); declared != nil {
			*a.of(declared) = *a.of(was)
		}
	case Different:
		*a.of(there), *a.of(spelled) = *a.of(was), *a.of(becomes)
	}
}
