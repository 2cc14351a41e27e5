package migratetest

import (
	"context"
	"errors"
	"strings"
	"time"
)

// kept is how long a template stays that nobody uses.
const kept = time.Hour

// sweep removes what processes have left that are gone, and templates that nobody uses. Locks tell, which are taken in the database
// that a name gives the number of: what belongs to another one is left to those who use that, unless it is gone itself.
func (s *server) sweep(ctx context.Context) error {
	databases, err := s.names(ctx, "SELECT datname::text FROM pg_database WHERE starts_with(datname, ?) AND pg_has_role(datdba, 'USAGE') ORDER BY datname DESC", s.prefix)
	if err != nil {
		return err
	}
	orphans, err := s.names(ctx, "SELECT datname::text FROM pg_database d WHERE datname ~ '^migratetest_[0-9]+_' AND pg_has_role(datdba, 'USAGE') "+
		"AND NOT EXISTS (SELECT 1 FROM pg_database o WHERE o.oid::text = split_part(d.datname, '_', 2))")
	if err != nil {
		return err
	}
	schemas, err := s.names(ctx, "SELECT nspname::text FROM pg_namespace WHERE starts_with(nspname, ?) AND pg_has_role(nspowner, 'USAGE')", s.prefix)
	if err != nil {
		return err
	}
	var faults []error
	for _, name := range orphans {
		faults = append(faults, s.drop(ctx, name))
	}
	for _, name := range databases {
		rest := strings.TrimPrefix(name, s.prefix)
		if key, is := strings.CutPrefix(rest, "t"); is {
			faults = append(faults, s.sweepTemplate(ctx, name, key))
		} else if key, is := strings.CutPrefix(rest, "s"); is {
			faults = append(faults, s.sweepSpare(ctx, name, key))
		} else {
			faults = append(faults, s.unless(ctx, ownerLock, rest, func() error { return s.drop(ctx, name) }))
		}
	}
	for _, name := range schemas {
		rest := strings.TrimPrefix(name, s.prefix)
		faults = append(faults, s.unless(ctx, ownerLock, rest, func() error { return s.dropSchema(ctx, name) }))
	}
	return errors.Join(faults...)
}

func (s *server) names(ctx context.Context, query string, args ...any) (names []string, err error) {
	err = s.db.NewRaw(query, args...).Scan(ctx, &names)
	return names, err
}

// sweepTemplate removes a template that no process uses or has used of late.
func (s *server) sweepTemplate(ctx context.Context, name, key string) error {
	return s.unless(ctx, useLock, key, func() error {
		var comment string
		err := s.db.QueryRowContext(ctx, "SELECT coalesce((SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = ?), '')", name).Scan(&comment)
		if err != nil {
			return err
		}
		used, err := time.Parse(time.RFC3339, strings.TrimPrefix(comment, mark))
		if err == nil && time.Since(used) < kept {
			return nil
		}
		return s.drop(ctx, name)
	})
}

// sweepSpare removes a copy that is ready, where its template is gone. key is that of the template with more behind.
func (s *server) sweepSpare(ctx context.Context, name, key string) error {
	key, _, _ = strings.Cut(key, "_")
	return s.unless(ctx, useLock, key, func() error {
		there, err := s.isThere(ctx, s.prefix+"t"+key)
		if err != nil || there {
			return err
		}
		return s.drop(ctx, name)
	})
}

// unless runs something where no other process has the lock, which it holds meanwhile. What this process has locked counts as locked.
func (s *server) unless(ctx context.Context, kind int32, name string, run func() error) error {
	if len(name) < 8 || kind == ownerLock && strings.HasPrefix(name, s.owner) {
		return nil
	}
	got, err := s.try(ctx, kind, name)
	if err != nil || !got {
		return err
	}
	return errors.Join(run(), s.lock(ctx, "pg_advisory_unlock", kind, name))
}
