package schemagen

import "github.com/echomigrate/echo-migrate/echomigrate/schema"

// changeUnlogged makes a table unlogged, or logged, now and then.
func (m *maker) changeUnlogged(t *schema.Table) {
	if m.Extras && m.chance(4, "unlogged") {
		t.Unlogged = !t.Unlogged
	}
}

// changeParameters gives a table storage parameters, or takes them away, now and then.
func (m *maker) changeParameters(t *schema.Table) {
	if m.Extras && m.chance(4, "storage parameters") {
		t.With = pick(m, "parameters", nil, []string{"fillfactor = 70"}, []string{"autovacuum_enabled=false", "fillfactor='80'"})
	}
}

// log makes the tables logged that logged ones refer to.
func (m *maker) log() {
	for changed := true; changed; {
		changed = false
		for _, t := range m.s.Tables {
			for _, f := range t.ForeignKeys {
				if target := m.s.Table(f.Target(t.Schema)); !t.Unlogged && target.Unlogged {
					target.Unlogged, changed = false, true
				}
			}
		}
	}
}
