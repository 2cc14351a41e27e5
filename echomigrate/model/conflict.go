package model

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// readTables reads the table of every model that stands for one.
func readTables(tables *registry, m Models, known []*source) ([]*reading, []error) {
	var groups []schema.Name
	byTable, ids := map[schema.Name][]*source{}, map[schema.Name]bool{}
	for _, s := range known {
		ids[s.id] = true
		if !s.isTable() {
			continue
		}
		if byTable[s.id] == nil {
			groups = append(groups, s.id)
		}
		byTable[s.id] = append(byTable[s.id], s)
	}
	var read []*reading
	var faults []error
	for _, id := range groups {
		var candidates []*reading
		for _, s := range declared(byTable[id]) {
			r := readTable(tables, s, ids)
			faults = append(faults, r.faults...)
			candidates = append(candidates, r)
		}
		if len(faults) > 0 {
			continue
		}
		winner, err := settle(candidates, m.given)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		read = append(read, winner)
	}
	return read, faults
}

// declared leaves out the models that only extend another one of the same table.
func declared(models []*source) []*source {
	own := slices.DeleteFunc(slices.Clone(models), func(s *source) bool { return s.extends })
	if len(own) == 0 {
		return models
	}
	return own
}

// settle chooses among the models of one table the one that the others are projections of.
func settle(candidates []*reading, given bool) (*reading, error) {
	fullest := slices.MaxFunc(candidates, func(a, b *reading) int {
		return cmp.Or(cmp.Compare(len(a.table.Columns), len(b.table.Columns)), cmp.Compare(a.said(), b.said()))
	})
	for _, r := range candidates {
		if r == fullest {
			continue
		}
		if given {
			return nil, fmt.Errorf("two models for one table: %s and %s both map %s: give the one that has all its columns", r.typ, fullest.typ, r.id)
		}
		for _, c := range r.table.Columns {
			what := "only one of them has"
			if other := fullest.table.Column(c.Name); other != nil {
				if c.Comment = other.Comment; c == *other {
					continue
				}
				what = "they differ in"
			}
			return nil, fmt.Errorf(`two models for one table: %s and %s both map %s, and %s column %s: tag bun.BaseModel migrate:"-" of the one that is no table`, r.typ, fullest.typ, r.id, what, c.Name)
		}
	}
	return fullest, nil
}

// said counts what a model says besides columns.
func (r *reading) said() int {
	return len(r.table.PrimaryKey.Columns) + len(r.table.Uniques) + len(r.table.ForeignKeys) + len(r.table.Checks) +
		len(r.table.Exclusions) + len(r.table.Indexes)
}
