package runner

import (
	"context"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
)

// watchRows reports how far a Backfill has got: before its first batch, and whenever the function that it returns is called.
func (s *session) watchRows(ctx context.Context, w *work, step dialect.Step, f *filling) func(rows int64, ends bool) {
	p := s.progress(w, step)
	p.Unit, p.Done = "rows", f.at.rows
	if total, err := s.Dialect.Rows(ctx, s.conn, f.Target()); err == nil { // an estimate that is not to be had is no reason to stop
		p.Total = max(total, p.Done)
	}
	began, before := s.Clock(), f.at.rows
	logged := began
	s.OnProgress(p)
	return func(rows int64, ends bool) {
		now := s.Clock()
		p.Done, p.Ends = rows, ends
		if took := now.Sub(began).Seconds(); took > 0 {
			p.Rate = float64(rows-before) / took
		}
		s.OnProgress(p)
		if now.Sub(logged) >= logPause || ends {
			logged = now
			s.logProgress(p)
		}
	}
}
