package runner

import (
	"context"
	"fmt"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// Edited lists the applied revisions, in the order in which they were applied, whose operations are not those that were run. A
// message, comments and formatting do not count, and neither does what was run before the last stamp.
func (r *Runner) Edited(ctx context.Context) ([]string, error) {
	s := r.session()
	at, err := s.state(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	return s.edited(at), nil
}

func (s *session) edited(at state) []string {
	run := map[string]string{}
	for _, r := range at.done {
		if r.Direction == Stamp {
			clear(run)
		} else {
			run[r.Revision] = r.Checksum
		}
	}
	if len(run) == 0 {
		return nil
	}
	applied, err := s.Graph.Applied(at.rows)
	if err != nil {
		return nil // what is wrong with the rows is said elsewhere
	}
	var ids []string
	for _, r := range applied {
		if checksum, known := run[r.ID]; known && checksum != op.Checksum(r.Upgrade) {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// EditedWarning says that applied revisions were edited, and the ways out.
func EditedWarning(ids []string) string {
	return fmt.Sprintf("the operations of %s were edited after they were run here: put them back, and say what is new in a further revision; "+
		"`db stamp heads` takes them as they are now", strings.Join(ids, ", "))
}
