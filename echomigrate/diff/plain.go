package diff

import "github.com/echomigrate/echo-migrate/echomigrate/schema"

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
		if named := wanted.WithNames(naming); !alike(&named, made) {
			continue
		}
		if meant := db.Canonical(*made); alike(&meant, there) {
			found[id] = &table{canonical: *there, written: *made, declared: *made}
		}
	}
	return found
}
