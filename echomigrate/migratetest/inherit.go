package migratetest

import (
	"context"
	"fmt"
	"time"
)

// inherit takes a copy over that a process has left which is gone, whatever was done to it: it is given on if it can be renewed, and
// dropped else. got says that there was one.
func (t *template) inherit(ctx context.Context) (_ copied, got bool, err error) {
	left, err := t.orphans(ctx)
	if err != nil || len(left) == 0 {
		return copied{}, false, err
	}
	if most := mostOrphans * t.kit.ready(); len(left) > most {
		go t.discardOrphans(left[most:])
		left = left[:most]
	}
	if o := t.known(); o == nil || !o.isWhole {
		go t.discardOrphans(left)
		return copied{}, false, nil
	}
	for i, name := range left {
		began := time.Now()
		c, got := t.adopt(ctx, name)
		if !got {
			continue
		}
		if c, err = t.reset(ctx, c); err == nil {
			cost := time.Since(began)
			if i == len(left)-1 {
				cost *= makingToInheriting // a further one has to be made
			}
			t.circulation.costs(cost)
			return c, true, nil
		}
		go t.discard(c)
	}
	return copied{}, false, nil
}

// makingToInheriting is how many times as long it takes to make a copy as to take one over.
const makingToInheriting = 4

// mostOrphans is how many copies are left to further runs, times those that are to be ready: several packages run at once.
const mostOrphans = 2

// discardOrphans drops copies whose processes are gone.
func (t *template) discardOrphans(names []string) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for _, name := range names {
		if c, got := t.adopt(ctx, name); got {
			t.discard(c)
		}
	}
}

// discardAll drops what those leave that do not inherit.
func (t *template) discardAll(ctx context.Context) {
	if left, err := t.orphans(ctx); err == nil {
		t.discardOrphans(left)
	}
}

// adopt gives an orphan a name of this process's. Several processes may try; one gets it.
func (t *template) adopt(ctx context.Context, name string) (c copied, got bool) {
	s := t.server
	owner := s.ownerIn(name)
	got, err := s.tryShare(ctx, ownerLock, owner)
	if err != nil || !got {
		return copied{}, false
	}
	c, err = t.rename(ctx, copied{name: name, since: t.since})
	_ = s.unshare(ctx, ownerLock, owner)
	if err != nil {
		// Another process has got it, or something keeps it that goes when it is dropped.
		go t.discard(c)
	}
	return c, err == nil
}

// orphans are the copies whose processes are gone, in any order.
func (t *template) orphans(ctx context.Context) ([]string, error) {
	return t.server.names(ctx, fmt.Sprintf(`SELECT datname::text FROM pg_database d WHERE datname ~ ? AND NOT EXISTS (SELECT 1 FROM pg_locks
		WHERE locktype = 'advisory' AND database = ? AND classid = %d AND objid::bigint = ('x' || split_part(d.datname, '_', 3))::bit(32)::bigint)
		ORDER BY random()`, ownerLock), t.copyNames(), t.server.oid)
}
