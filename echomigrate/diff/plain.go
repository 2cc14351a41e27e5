package diff

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/internal/concurrent"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// plain finds the tables of which models, revisions and database say the same to the last word. They are one on both sides, and
// nothing more is asked about them. Where the caller chooses what takes part, it is asked about every table, and none is plain.
func plain(db Database, actual, desired, history *schema.Schema, naming schema.Naming, chosen *choice) map[schema.Name]*table {
	if !chosen.all() {
		return nil
	}
	inModels, inHistory := desired.ByName(), history.ByName()
	tables := make([]*table, len(actual.Tables))
	concurrent.Each(len(tables), func(i int) {
		there := &actual.Tables[i]
		wanted, made := inModels[there.ID()], inHistory[there.ID()]
		if wanted == nil || made == nil {
			return
		}
		if named := named(*wanted, naming); !alike(&named, made) {
			return
		}
		if meant := db.Canonical(*made); alike(&meant, there) {
			tables[i] = &table{canonical: *there, written: *made, declared: *made}
		}
	})
	found := make(map[schema.Name]*table, len(tables))
	for _, t := range tables {
		if t != nil {
			found[t.canonical.ID()] = t
		}
	}
	return found
}

// named is the table with names for its constraints and indexes; it has its columns in common with t.
func named(t schema.Table, naming schema.Naming) schema.Table {
	t.Uniques, t.ForeignKeys, t.Checks = slices.Clone(t.Uniques), slices.Clone(t.ForeignKeys), slices.Clone(t.Checks)
	t.Exclusions, t.Indexes = slices.Clone(t.Exclusions), slices.Clone(t.Indexes)
	t.FillNames(naming)
	return t
}
