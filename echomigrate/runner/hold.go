package runner

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
)

// errFenced says that other runs are not kept out any more.
var errFenced = errors.New("the connection that keeps other runs out is lost: run this again, to go on from here")

// watched is how much time is between two looks at a hold.
const watched = 2 * time.Second

// holding calls work while other runs are kept out between its transactions. Where the lock does that already it only calls it.
// When the hold is lost, work's context ends.
func (s *session) holding(ctx context.Context, w *work, work func(context.Context) error) error {
	if s.lock.Held {
		return work(ctx)
	}
	hold, err := s.takeHold(ctx)
	if err != nil {
		return fmt.Errorf("keep other runs out: %w", err)
	}
	if hold == nil {
		return work(ctx)
	}
	s.hold = hold
	ctx, lose := context.WithCancelCause(ctx)
	watching := make(chan struct{})
	go func() {
		defer close(watching)
		for sleep(ctx, watched) == nil {
			if s.fence(ctx) != nil && ctx.Err() == nil {
				lose(errFenced)
			}
		}
	}()
	if hold.TakesConnection {
		err = s.goOn(ctx)
	}
	if err == nil {
		err = s.unmoved(ctx, s.conn, w)
	}
	if err == nil {
		err = work(ctx)
	}
	if cause := context.Cause(ctx); errors.Is(cause, errFenced) && err != nil {
		err = fmt.Errorf("%w (%w)", cause, err)
	}
	lose(nil)
	<-watching
	s.hold = nil
	ctx, cancel := detached(ctx)
	defer cancel()
	if errRelease := hold.Release(ctx); errRelease != nil {
		s.Logger.Debug("connection closed", "doing", "release", "error", errRelease)
	}
	return err
}

// goOn takes another connection in the place of the one that the run had.
func (s *session) goOn(ctx context.Context) error {
	conn, err := s.connect(ctx)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	s.conn, s.seen = conn, seen{}
	return nil
}

// takeHold waits for its turn.
func (s *session) takeHold(ctx context.Context) (*dialect.Hold, error) {
	for w := s.waiter(); ; {
		hold, err := s.Dialect.Hold(ctx, s.conn, s.DB, s.key())
		if !errors.Is(err, dialect.ErrLocked) {
			return hold, err
		}
		if err := w.forRun(ctx, err); err != nil {
			return nil, err
		}
	}
}

// fence fails when other runs are not kept out any more that were.
func (s *session) fence(ctx context.Context) error {
	if s.hold == nil {
		return nil
	}
	if err := s.hold.Check(ctx); err != nil {
		return fmt.Errorf("%w (%w)", errFenced, err)
	}
	return nil
}
