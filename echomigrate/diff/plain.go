package diff

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// plain finds the tables of which models, revisions and database say the same to the last word. They are one on both sides, and
// nothing more is asked about them. Where the caller chooses what takes part, it is asked about every table, and none is plain.
func plain(db Database, actual, desired, history *schema.Schema, naming schema.Naming, chosen *choice) map[schema.Name]*table {
	if !chosen.all() {
		return nil
	}
	found := map[schema.Name]*table{}
	inModels, inHistory := desired.ByName(), history.ByName()
	for i := range actual.Tables {
		there := &actual.Tables[i]
		id := there.ID()
		wanted, made := inModels[id], inHistory[id]
		if wanted == nil || made == nil {
			continue
		}
		if named := named(*wanted, naming); !alike(&named, made) {
			continue
		}
		if meant := db.Canonical(*made); alike(&meant, there) {
			found[id] = &table{canonical: *there, written: *made, declared: *made}
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
