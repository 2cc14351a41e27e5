package runner

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// mostMoves is how often a run begins again while the version rows stay the same: another run that goes through a revision in steps
// leaves them alone for that long.
const mostMoves = 100

// untilUnmoved calls attempt, and again when another run came in between, as soon as that one is through. report has the version rows
// that the attempt found.
func (s *session) untilUnmoved(ctx context.Context, plan planner, report *Report, attempt func() error) error {
	for again := (moves{}); ; {
		err := attempt()
		if !errors.Is(err, errMoved) {
			return err
		}
		if err := again.count(report.After); err != nil {
			return err
		}
		if err := s.settle(ctx, plan); err != nil {
			return err
		}
	}
}

// moves counts how often a run began again because another run came in between.
type moves struct {
	rows  []string
	times int
}

// count counts one more, from the version rows that were found. It gives up when they have been the same for too often.
func (m *moves) count(rows []string) error {
	if !slices.Equal(m.rows, rows) {
		m.rows, m.times = slices.Clone(rows), 0
	}
	if m.times++; m.times <= mostMoves {
		return nil
	}
	return fmt.Errorf("another run came in between %d times while the database stayed at %q: see by `db history --log` who is at work, and run this again",
		mostMoves, strings.Join(rows, ", "))
}
