package migratetest

import (
	"context"
	"errors"
	"strings"
	"time"
)

// templateLife is how long a template stays that nobody uses.
const templateLife = time.Hour

// sweep removes what processes have left that are gone, and templates that nobody uses. Locks tell, which are taken in the database
// that a name gives the number of: what belongs to another one is left to those who use that, unless it is gone itself. What cannot be
// dropped stays, such as the database of a subscription: it is in nobody's way.
func (s *server) sweep(ctx context.Context) error {
	orphans, err := s.names(ctx, "SELECT datname::text FROM pg_database d WHERE datname ~ '"+anyName+"' AND pg_has_role(datdba, 'USAGE') "+
		"AND NOT EXISTS (SELECT 1 FROM pg_database o WHERE o.oid::text = split_part(d.datname, '_', 2))")
	if err != nil {
		return err
	}
	templates, err := s.names(ctx, "SELECT datname::text FROM pg_database WHERE starts_with(datname, ?) AND pg_has_role(datdba, 'USAGE')", s.templatePrefix())
	if err != nil {
		return err
	}
	schemas, err := s.names(ctx, "SELECT nspname::text FROM pg_namespace WHERE starts_with(nspname, ?) AND pg_has_role(nspowner, 'USAGE')", s.prefix)
	if err != nil {
		return err
	}
	var faults []error
	for _, name := range orphans {
		_ = s.drop(ctx, name)
	}
	for _, name := range templates {
		faults = append(faults, s.sweepTemplate(ctx, name))
	}
	for _, name := range schemas {
		faults = append(faults, s.unless(ctx, ownerLock, s.ownerIn(name), func() error { return s.dropSchema(ctx, name) }))
	}
	return errors.Join(append(faults, s.sweepDatabases(ctx))...)
}

// sweepDatabases removes all but templates, and copies whose template is there: those are left to those who use that.
func (s *server) sweepDatabases(ctx context.Context) error {
	databases, err := s.names(ctx, `SELECT rest FROM (SELECT substr(datname, length(?) + 1) AS rest FROM pg_database
		WHERE starts_with(datname, ?) AND pg_has_role(datdba, 'USAGE')) d WHERE NOT starts_with(rest, '`+templateLetter+`') AND NOT EXISTS (SELECT 1 FROM pg_database t
		WHERE starts_with(t.datname, ?) AND t.oid::text = substring(rest FROM '^(?:`+spareLetter+`|`+copyRest+`)([0-9]+)'))`, s.prefix, s.prefix, s.templatePrefix())
	var faults []error
	for _, rest := range databases {
		if strings.HasPrefix(rest, spareLetter) {
			_ = s.drop(ctx, s.prefix+rest)
			continue
		}
		faults = append(faults, s.unless(ctx, ownerLock, rest, func() error {
			_ = s.drop(ctx, s.prefix+rest)
			return nil
		}))
	}
	return errors.Join(append(faults, err)...)
}

func (s *server) names(ctx context.Context, query string, args ...any) (names []string, err error) {
	err = whenFree(ctx, func() error { return s.db.NewRaw(query, args...).Scan(ctx, &names) })
	return names, err
}

// sweepTemplate removes a template that no process uses or has used of late.
func (s *server) sweepTemplate(ctx context.Context, name string) error {
	return s.unless(ctx, useLock, strings.TrimPrefix(name, s.templatePrefix()), func() error {
		found, err := s.find(ctx, name)
		if err != nil || time.Since(found.used) < templateLife {
			return err
		}
		_ = s.drop(ctx, name)
		return nil
	})
}
