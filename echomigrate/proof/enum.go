package proof

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// using adds the tables with columns of the enum types that operations change.
func using(touched map[schema.Name]bool, s *schema.Schema, ops []op.Operation) {
	for _, o := range ops {
		change, is := o.(op.EnumOperation)
		if !is {
			continue
		}
		name := change.EnumID()
		for _, u := range s.Uses(schema.Enum{Schema: name.Schema, Name: name.Table}) {
			touched[u.Table] = true
		}
	}
}

// neededEnums are the database's enum types that the tables before need, and those that operations name.
func neededEnums(actual, before *schema.Schema, stages ...[]op.Operation) []schema.Enum {
	named := func(e schema.Enum) bool {
		return slices.ContainsFunc(slices.Concat(stages...), func(o op.Operation) bool {
			change, is := o.(op.EnumOperation)
			return is && change.EnumID() == e.ID()
		})
	}
	var needed []schema.Enum
	for _, e := range actual.Enums {
		if len(before.Uses(e)) > 0 || named(e) {
			needed = append(needed, e.Clone())
		}
	}
	return needed
}

// neededSequences are the database's sequences that operations name; defaults find the others where they are.
func neededSequences(actual *schema.Schema, stages ...[]op.Operation) (needed []schema.Sequence) {
	for _, o := range slices.Concat(stages...) {
		change, is := o.(op.SequenceOperation)
		if !is {
			continue
		}
		there := actual.Sequence(change.SequenceID())
		if there != nil && !slices.Contains(needed, *there) {
			needed = append(needed, *there)
		}
	}
	return needed
}
