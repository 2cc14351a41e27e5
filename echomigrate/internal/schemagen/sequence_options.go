package schemagen

import "github.com/echomigrate/echo-migrate/echomigrate/schema"

// number gives an identity column options, now and then, by which rows are numbered from 1 on.
func (m *maker) number(c *schema.Column) {
	if !m.Extras || c.Identity == "" || !m.chance(3, "identity options") {
		return
	}
	c.IdentityOptions = pick(m, "options", schema.SequenceOptions{Cache: "20", Cycle: true}, schema.SequenceOptions{Start: "1", Max: "30000"},
		schema.SequenceOptions{Start: "+1", Increment: "1", Min: "-10"})
}

// changeOptions lets an identity column number in another way from now on.
func (m *maker) changeOptions(t *schema.Table) {
	if !m.Extras {
		return
	}
	for i := range t.Columns {
		if c := &t.Columns[i]; c.Identity != "" {
			c.IdentityOptions = pick(m, "options", schema.SequenceOptions{}, schema.SequenceOptions{Start: "7", Increment: "5"},
				schema.SequenceOptions{Min: "-10", Cache: "3"}, schema.SequenceOptions{Cycle: true, Max: "20000"})
		}
	}
}
