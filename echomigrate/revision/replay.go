package revision

import (
	"errors"
	"fmt"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Replay is what revisions make of an empty database, without any database. exact is false when one of them holds an
// operation whose effect cannot be known (op.Opaque): from then on, what an operation does not find is taken to be
// made by that one.
func Replay(target op.Target, revisions []*Revision) (s *schema.Schema, exact bool, err error) {
	s, exact = &schema.Schema{}, true
	for _, r := range revisions {
		for i, o := range op.For(target, r.Upgrade) {
			if op.IsOpaque(o) {
				exact = false
			}
			err := o.Apply(s)
			var missing *op.NotFoundError
			if err != nil && (exact || !errors.As(err, &missing)) {
				return nil, exact, fmt.Errorf("revision %s: step %d, %s: %w", named(r), i+1, o, err)
			}
		}
	}
	return s, exact, nil
}
