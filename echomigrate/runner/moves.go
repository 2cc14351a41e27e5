package runner

import (
	"fmt"
	"slices"
	"strings"
)

// mostMoves is how often a run begins again while the version rows stay the same: another run that goes through a revision in steps
// leaves them alone for that long.
const mostMoves = 100

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
