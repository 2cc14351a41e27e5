package diff

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// loss is an object that goes together with a column.
type loss struct {
	Object
	// because says why no operation drops it.
	because string
}

// before are the lost objects by the names that their tables had before renames.
func before(lost []loss, renames []op.Operation) []Object {
	var objects []Object
	for _, l := range lost {
		o := l.Object
		for _, r := range slices.Backward(renames) {
			if r, is := r.(op.RenameTable); is && o.Table == (schema.Name{Schema: r.Schema, Table: r.To}) {
				o.Table = r.Target()
			}
		}
		objects = append(objects, o)
	}
	return objects
}

// Remove takes constraints and indexes off their tables.
func Remove(s *schema.Schema, objects []Object) {
	for _, o := range objects {
		if t := s.Table(o.Table); t != nil {
			for _, k := range kinds {
				k.remove(t, o)
			}
		}
	}
}

// Missing are those constraints and indexes that a schema does not have.
func Missing(s *schema.Schema, objects []Object) []Object {
	return slices.DeleteFunc(slices.Clone(objects), func(o Object) bool {
		t, found := s.Table(o.Table), false
		for _, k := range kinds {
			if t != nil {
				k.each(t, func(there Object, _ []string) { found = found || there == o })
			}
		}
		return found
	})
}
