package runner

import (
	"context"
	"database/sql/driver"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// session is one call of a Runner's method, with every default filled in and, while the lock is held, one connection.
type session struct {
	Runner
	history schema.Name
	// lacking are the columns that the history table was found to lack.
	lacking []string
	// to is where the run is to lead, as it was given.
	to   string
	conn bun.Conn
	// lock is what the run has of the lock; hold is what keeps other runs out in its place, while a revision needs that.
	lock dialect.Lock
	hold *dialect.Hold
	// opening is what the transaction begins with and was not sent yet.
	opening []string
	// noting is set when the transaction has the savepoints of a note.
	noting bool
	// restore puts the connection back as it was before it was readied; nil where there is nothing to put back.
	restore func(context.Context) error
	// pause is how long the run will wait when it is kept out next; zero for firstPause.
	pause time.Duration
	// found are the version rows when another run was found to have come in between.
	found []string
	// noticedRun is when it was told last that the run waits for another.
	noticedRun time.Time
	// waited is called whenever the run has waited for the lock; its error ends the wait.
	waited func(context.Context) error
	// seen is what the last transaction on conn saw of our tables.
	seen seen
	// since is the history's row from which on a transaction reads what is running.
	since int64
	// ahead is how far the database's clock is ahead of ours.
	ahead time.Duration
	// unwritten is a statement for the history that could not be sent on conn.
	unwritten string
}

// cleanUp is how long we try to leave the database in order when the caller's context is over.
const cleanUp = 10 * time.Second

func (r *Runner) session() *session {
	s := &session{Runner: r.withDefaults()}
	s.history = HistoryTable(s.VersionTable)
	return s
}

// locked calls work with a connection that holds the lock.
func (s *session) locked(ctx context.Context, work func(context.Context) error) (err error) {
	if s.conn, err = s.connect(ctx); err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { s.conn.Close() }()
	if err := s.takeLock(ctx); err != nil {
		return fmt.Errorf("take the migration lock: %w", err)
	}
	defer s.putBack(ctx, "unlock", s.lock.Release)
	defer s.unready(ctx)
	return work(ctx)
}

// putBack calls restore, which puts the connection back as it was, also when the caller's context is over. Where that fails the
// connection is closed.
func (s *session) putBack(ctx context.Context, doing string, restore func(context.Context) error) {
	ctx, cancel := detached(ctx)
	defer cancel()
	if err := restore(ctx); err != nil {
		s.discard(doing, err)
	}
}

// connectPause is how long a connection that was kept out waits before it is tried again.
const connectPause = 20 * time.Millisecond

// connect takes a connection. Where others keep it out it tries again, for as long as it would wait for the lock.
func (s *session) connect(ctx context.Context) (conn bun.Conn, err error) {
	err = s.inTime(ctx, func(limited context.Context) error {
		for deadline := time.Now().Add(s.LockTimeout); ; {
			if conn, err = s.DB.Conn(limited); err == nil || !s.Dialect.IsBusy(err) {
				return err
			}
			if time.Now().After(deadline) {
				return fmt.Errorf("tried for %s: %w", s.LockTimeout, err)
			}
			if err := sleep(ctx, connectPause); err != nil {
				return err
			}
		}
	})
	return conn, err
}

// rest waits for a moment, without the connection where somebody else may need its place for longer than it takes to connect anew.
func (s *session) rest(ctx context.Context, pause time.Duration) error {
	if !s.lock.Pooled || pause <= firstPause {
		return sleep(ctx, pause)
	}
	s.discard("wait", nil)
	s.conn.Close()
	if err := sleep(ctx, pause); err != nil {
		return err
	}
	return s.goOn(ctx)
}

// discard closes the connection instead of giving it back to the pool, and with it whatever it still holds.
func (s *session) discard(doing string, cause error) {
	s.Logger.Debug("connection closed", "doing", doing, "error", cause)
	s.restore = nil
	_ = s.conn.Raw(func(any) error { return driver.ErrBadConn })
}

// detached is a context that outlives the caller's by a little, for what must be put in order.
func detached(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), cleanUp)
}

// detachedInTime is detached for what is not worth a longer wait than the run may have, or than answer.
func (s *session) detachedInTime(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), min(cleanUp, max(answer, s.LockTimeout)))
}

// now is the time by the database's clock, as the history spells it.
func (s *session) now() string { return s.Clock().Add(s.ahead).UTC().Format(timeLayout) }
