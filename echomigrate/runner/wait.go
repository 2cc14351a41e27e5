package runner

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Wait is what a run waits for.
type Wait struct {
	// Database is the database's name among several; empty for the first.
	Database string
	// Table is the table that somebody else uses; empty where the wait is for another run.
	Table schema.Name
	// Session is who has the lock, or uses the table; nil where the database does not say.
	Session *dialect.Session
	// Running is what the history says of the revision that the other run is in; nil where it says nothing, as for a revision that
	// is one transaction.
	Running *Record
	// Waited is how long the run has waited.
	Waited time.Duration
	// Timeout is how long it will wait in all.
	Timeout time.Duration

	what string
}

// String is "Waiting for another run: process 4711 (shop) of ann at 10.0.0.7, connected since …, at upgrade 8c2f1e0a7b44, behind
// step 2 of 3 (for 10s of 1m0s)".
func (w Wait) String() string {
	return fmt.Sprintf("Waiting for %s (for %s of %s)", w.what, w.Waited.Round(time.Second), w.Timeout)
}

// The pauses between two tries: the first, doubled each time up to the longest. A run that commits begins with the first again.
const (
	firstPause   = 10 * time.Millisecond
	longestPause = 250 * time.Millisecond
)

// nextPause is how long to wait before the next try, by chance half as long at most, so that many runs do not try all at once.
func (s *session) nextPause() time.Duration {
	pause := max(firstPause, s.pause)
	s.pause = min(2*pause, longestPause)
	return pause/2 + rand.N(pause/2)
}

// between is how much time is between two notices of a wait.
const between = 10 * time.Second

// waiter tells what a run waits for, until it has waited for as long as it may.
type waiter struct {
	*session
	began, noticed time.Time
}

func (s *session) waiter() *waiter { return &waiter{session: s, began: time.Now()} }

// once waits for a moment. It gives up, with the error that cause makes, when the time is over.
func (w *waiter) once(ctx context.Context, notice func(context.Context) Wait, cause func(context.Context) error) error {
	left := w.LockTimeout - time.Since(w.began)
	if left < firstPause {
		return cause(ctx)
	}
	if now := time.Now(); now.Sub(w.noticed) >= between {
		w.noticed = now
		n := notice(ctx)
		n.Database, n.Waited, n.Timeout = w.Database, now.Sub(w.began), w.LockTimeout
		w.Logger.Info("waiting", "for", n.what)
		w.OnWait(n)
		if w.Trace.Wait != nil {
			w.Trace.Wait(ctx, n)
		}
	}
	return w.rest(ctx, min(left, w.nextPause()))
}

func sleep(ctx context.Context, pause time.Duration) error {
	if pause <= 0 {
		return ctx.Err()
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(pause):
		return nil
	}
}

// forRun waits for another run, of which it tells every ten seconds, however many transactions have waited meanwhile.
func (w *waiter) forRun(ctx context.Context, locked error) error {
	w.noticed = w.noticedRun
	defer func() { w.noticedRun = w.noticed }()
	return w.once(ctx, w.otherRun, func(ctx context.Context) error {
		holder := ""
		if n := w.otherRun(ctx); n.Session != nil {
			holder = ": " + n.Session.String() + n.Session.Since() + at(n.Running)
		}
		return fmt.Errorf("%w%s: it was not released in %s: wait for it and run this again, or give a longer LockTimeout (--lock-timeout)",
			locked, holder, w.LockTimeout)
	})
}

// otherRun says which run has the lock, as far as the database tells.
func (w *waiter) otherRun(ctx context.Context) Wait {
	n := Wait{what: "another run"}
	if n.Session, _ = w.Dialect.Holder(ctx, w.conn, w.key()); n.Session == nil { // whoever may not see it waits all the same
		return n
	}
	if state, err := w.state(ctx, w.conn); err == nil && len(state.unfinished) > 0 {
		n.Running = &state.unfinished[0]
	}
	n.what += ": " + n.Session.String() + n.Session.Since() + at(n.Running)
	return n
}

// at says which revision a run is in.
func at(r *Record) string {
	if r == nil {
		return ""
	}
	return fmt.Sprintf(", at %s %s, behind step %d of %d", r.Direction, r.Revision, r.OperationsDone, r.Operations)
}

// settle waits until another run that is under way has come to its end, or leads no further: until two readings of the version
// rows are the same, or the plan has nothing left. So it is one run that does the work where no lock says which.
func (s *session) settle(ctx context.Context, plan planner) error {
	var last []string
	for rows := s.found; ; {
		p, err := plan(rows)
		if err != nil || len(p.Steps) == 0 || last != nil && slices.Equal(last, rows) {
			return nil // an error is the next attempt's
		}
		last = rows
		if err := s.rest(ctx, s.nextPause()); err != nil {
			return err
		}
		if rows, err = s.versions(ctx, s.conn); err != nil {
			return err
		}
	}
}

// takeLock takes the lock, or finds that the database has none that lasts.
func (s *session) takeLock(ctx context.Context) error {
	for w := s.waiter(); ; {
		var err error
		if s.lock, err = s.Dialect.Lock(ctx, s.conn, s.key(), s.LockTimeout); !errors.Is(err, dialect.ErrLocked) {
			return err
		}
		if err := w.forRun(ctx, err); err != nil {
			return err
		}
		if s.waited != nil {
			if err := s.waited(ctx); err != nil {
				return err
			}
		}
	}
}

// key names what a run migrates.
func (s *session) key() string { return s.VersionTable.String() }
