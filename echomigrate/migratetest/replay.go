package migratetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// databases lists the databases that revisions name, the first one without a name.
func databases(revisions []*revision.Revision) []string {
	names := []string{""}
	for _, r := range revisions {
		for _, o := range slices.Concat(r.Upgrade, r.Downgrade) {
			if d, is := o.(op.Database); is && !slices.Contains(names, d.Name) {
				names = append(names, d.Name)
			}
		}
	}
	return names
}

// replay goes up revision by revision without a database, and at each down and up again, but for those that are one way.
func replay(d dialect.Dialect, database string, revisions []*revision.Revision, oneWay map[string]bool) error {
	var faults []error
	s := &schema.Schema{}
	exact := true
	target := op.Target{Dialect: d.Name(), Database: database}
	for _, r := range revisions {
		up, down := op.For(target, r.Upgrade), op.For(target, r.Downgrade)
		opaque := slices.ContainsFunc(slices.Concat(up, down), op.IsOpaque)
		exact = exact && !opaque
		after := s.Clone()
		if err := step(d, after, up); err != nil && exact {
			return fmt.Errorf("upgrade %s (%s): %w", r.ID, r.Source, err)
		}
		before := after.Clone()
		err := step(d, before, down)
		switch {
		case !exact || oneWay[r.ID]:
		case err != nil:
			return fmt.Errorf("downgrade %s (%s): %w", r.ID, r.Source, err)
		default:
			if trace := differences(d, s, before); len(trace) > 0 {
				faults = append(faults, fmt.Errorf("downgrade %s (%s) does not lead back: %s", r.ID, r.Source, strings.Join(trace, "; ")))
			}
		}
		s = after
	}
	return errors.Join(faults...)
}

// step compiles operations, then applies them.
func step(d dialect.Dialect, s *schema.Schema, ops []op.Operation) error {
	if _, err := d.Compile(ops, func() (*schema.Schema, error) { return s.Clone(), nil }); err != nil {
		return err
	}
	return op.Apply(s, ops)
}
