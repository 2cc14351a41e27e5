package runner

import (
	"context"
	"time"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// How long a step takes before it is asked how far its index is, and how much time is from one question to the next.
const (
	beforeAsking  = time.Second
	betweenAsking = 500 * time.Millisecond
)

// watchBuild reports how far an index build is that a step may be at, until the function that it returns is called. It asks on another
// connection of the pool, where that may have one, and gives up asking when the step is through: nothing waits for it.
func (s *session) watchBuild(ctx context.Context, w *work, step dialect.Step) (end func(error)) {
	mayBuild := step.Backfill == nil && (step.Opaque || step.Func != nil || s.Dialect.Effect(step.Operation).Scans)
	if !mayBuild || s.DB.Stats().MaxOpenConnections == 1 {
		return func(error) {}
	}
	var table schema.Name
	if o, is := step.Operation.(op.TableOperation); is {
		table = o.Target()
	}
	ask := s.Dialect.BuildOf(s.conn, table)
	if ask == nil {
		return func(error) {}
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	b := &building{session: s, at: s.progress(w, step)}
	go func() {
		defer close(done)
		for pause := beforeAsking; sleep(ctx, pause) == nil; pause = betweenAsking {
			if build, err := ask(ctx, s.DB); err == nil && build != nil && ctx.Err() == nil { // what is not to be had is no reason to stop
				b.report(*build)
			}
		}
	}()
	return func(err error) {
		cancel()
		<-done
		if b.at.Phase != "" && err == nil {
			b.at.Ends = true
			b.OnProgress(b.at)
		}
	}
}

// building is a step that builds an index.
type building struct {
	*session
	at Progress
	// began is when the phase was seen first, with so much done; logged is when the log got it last.
	began, logged time.Time
	before        int64
}

func (b *building) report(build dialect.Build) {
	now := b.Clock()
	if build.Phase != b.at.Phase {
		b.began, b.before, b.logged = now, build.Done, time.Time{}
	}
	p := &b.at
	p.Phase, p.Unit, p.Done, p.Total, p.WaitsFor, p.Rate = build.Phase, build.Unit, build.Done, build.Total, build.WaitsFor, 0
	if took := now.Sub(b.began).Seconds(); took > 0 && p.WaitsFor == 0 {
		p.Rate = float64(p.Done-b.before) / took
	}
	b.OnProgress(*p)
	if now.Sub(b.logged) >= logPause {
		b.logged = now
		b.logProgress(*p)
	}
}
