package echomigrate

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/echomigrate/echo-migrate/echomigrate/runner"
)

// giveUpFactor is how many times Config.StatusTimeout a look may take before it is given up, while those who ask get StateUnknown.
const giveUpFactor = 10

// firstLook is how long the first look may take, which reads the whole history.
const firstLook = time.Minute

// statusCache has the last Status of one database, for all who ask at about the same time.
type statusCache struct {
	// last is what came out of the last look; nil before there was one.
	last atomic.Pointer[looked]
	// serves is set while last says that the program may serve and is not older than the TTL, so that the middleware need not read
	// the clock.
	serves atomic.Bool
	// run is the run of this Migrator that is under way; nil when there is none.
	run atomic.Pointer[StatusRun]

	mu sync.Mutex
	// look is the look that is under way; nil when there is none.
	look *look
	// changes counts what this program did to the database; a look that began before is out of date.
	changes int
	// ends ends serves.
	ends *time.Timer

	// What follows belongs to the look that is under way, which reads and writes it without mu.

	// watch looks at the database; nil before the first look.
	watch *runner.Watch
	// revisions is how many revisions the watch knows of.
	revisions int
}

// looked is a Status, and when it came about.
type looked struct {
	Status
	// serves is MayServe, or while the database cannot be asked what it was before.
	serves bool
	// at is when it came about; zero when this program did something to the database since, so that it is out of date.
	at time.Time
}

// look is a look that is under way.
type look struct {
	// over is closed when it has come to its end.
	over chan struct{}
	// changes is how many changes there were when it began.
	changes int
	began   time.Time
}

// fresh is what came out of the last look where that is not older than ttl.
func (c *statusCache) fresh(ttl time.Duration) *looked {
	if l := c.last.Load(); l != nil && time.Since(l.at) < ttl {
		return l
	}
	return nil
}

// changed makes sure that nobody gets what was so before now.
func (c *statusCache) changed() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.changes++
	c.serves.Store(false)
	if l := c.last.Load(); l != nil {
		c.last.Store(&looked{Status: l.Status, serves: l.serves})
	}
}

// keep keeps what came out of a look for as long as ttl. mu is held.
func (c *statusCache) keep(s Status, changes int, ttl time.Duration) *looked {
	l := &looked{Status: s, serves: s.MayServe}
	if changes == c.changes {
		l.at = time.Now()
	}
	if before := c.last.Load(); s.State == StateUnknown && before != nil {
		l.serves = before.serves
	}
	c.last.Store(l)
	if c.ends == nil {
		c.ends = time.AfterFunc(ttl, func() { c.serves.Store(false) })
	} else {
		c.ends.Reset(ttl)
	}
	c.serves.Store(l.serves && !l.at.IsZero())
	return l
}

// Status says how the database's schema stands to this program. A database that cannot be asked, or does not answer within
// Config.StatusTimeout, is a State, not an error. The answer may be as old as Config.StatusTTL: however many ask, one query in that
// time answers them all. Its lists are not to be changed.
func (m *Migrator) Status(ctx context.Context) Status { return m.withRun(m.looked(ctx)) }

func (m *Migrator) looked(ctx context.Context) Status {
	for {
		l, look := m.latest(ctx)
		if l != nil {
			return l.Status
		}
		timer := time.NewTimer(m.config.StatusTimeout - time.Since(look.began))
		select {
		case <-look.over: // somebody may have changed something since it began
		case <-ctx.Done():
			return m.unknown(context.Cause(ctx))
		case <-timer.C:
			return m.unanswered(look)
		}
		timer.Stop()
		if l := m.status.last.Load(); !l.at.IsZero() {
			return l.Status
		}
	}
}

// latest gives what another one was told meanwhile, or the look to wait for.
func (m *Migrator) latest(ctx context.Context) (*looked, *look) {
	c := m.status
	if l := c.fresh(m.config.StatusTTL); l != nil {
		return l, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if l := c.fresh(m.config.StatusTTL); l != nil {
		return l, nil
	}
	if c.look == nil {
		c.look = &look{over: make(chan struct{}), changes: c.changes, began: time.Now()}
		go m.take(context.WithoutCancel(ctx), c.look)
	}
	return nil, c.look
}

// lookAhead begins a look unless one is under way, or has been going on for too long to be waited for.
func (m *Migrator) lookAhead() {
	_, l := m.latest(context.Background())
	if l != nil && time.Since(l.began) > m.config.StatusTimeout {
		m.unanswered(l)
	}
}

// take takes a look.
func (m *Migrator) take(ctx context.Context, l *look) {
	timeout := giveUpFactor * m.config.StatusTimeout
	if w := m.status.watch; w == nil || !w.HasLooked() {
		timeout = max(timeout, firstLook)
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	s := m.lookAt(ctx)
	m.status.mu.Lock()
	defer m.status.mu.Unlock()
	m.status.keep(s, l.changes, m.config.StatusTTL)
	m.status.look = nil
	close(l.over)
}

// unanswered is the Status of a database that takes too long to answer. It is kept, so that the next ones need not wait as long.
func (m *Migrator) unanswered(l *look) Status {
	m.status.mu.Lock()
	defer m.status.mu.Unlock()
	if m.status.look != l { // it came to its end just now
		return m.status.last.Load().Status
	}
	return m.status.keep(m.unknown(fmt.Errorf("it did not answer within %s", m.config.StatusTimeout)), l.changes, m.config.StatusTTL).Status
}

// lookAt asks the database. There is one call of it at a time. A panic, such as one of the app's query hooks that misses a request's
// values, would end the program here, where no request's middleware recovers.
func (m *Migrator) lookAt(ctx context.Context) (s Status) {
	defer func() {
		if r := recover(); r != nil {
			m.status.watch = nil
			s = m.unknown(fmt.Errorf("panic: %v", r))
		}
	}()
	watch, err := m.watch()
	if err != nil {
		s = m.unknown(err)
		s.Reason = "the program's revisions: " + oneLine(err.Error())
		return s
	}
	stands, err := watch.Look(ctx)
	if ctx.Err() != nil && err != nil {
		err = fmt.Errorf("it did not answer within %s", m.config.StatusTimeout)
	}
	if err != nil {
		return m.unknown(err)
	}
	return m.statusOf(stands, watch.Graph)
}

// watch is what looks at the database for the revisions that the program has by now.
func (m *Migrator) watch() (*runner.Watch, error) {
	locations, err := m.locations()
	if err != nil {
		return nil, err
	}
	revisions := 0
	for _, l := range locations {
		revisions += l.Repository.Len()
	}
	if m.status.watch == nil || m.status.revisions != revisions {
		graph, err := m.compiled()
		if err != nil {
			return nil, err
		}
		m.status.watch, m.status.revisions = m.runner(graph, nil).Watch(), revisions
	}
	return m.status.watch, nil
}
