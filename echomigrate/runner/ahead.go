package runner

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"
)

// leftAsItIs says why an upgrade to the heads leaves a database alone that a newer program has upgraded, or is upgrading: what is
// beyond the graph declares that it stays compatible. It is empty where there is something to do, or something is wrong.
func (s *session) leftAsItIs(ctx context.Context, d Direction, at state) string {
	isUnknown := func(r Record) bool { return len(s.unknown([]string{r.Revision})) > 0 }
	beyond := len(s.unknown(at.rows)) > 0 || slices.ContainsFunc(at.unfinished, isUnknown)
	if d != Upgrade || s.to != "head" && s.to != "heads" || !beyond {
		return ""
	}
	return s.mayServe(ctx)
}

// mayServe says that the database is ahead of the graph, whose program may serve all the same, and why. It is empty where that is not so,
// or not known.
func (s *session) mayServe(ctx context.Context) string {
	var stands Standing
	err := s.reading(ctx, s.reader(), func(ctx context.Context, _ bun.IDB) (err error) {
		stands, err = newWatch(s).standing(ctx)
		return err
	})
	if err != nil || len(stands.Unknown) == 0 || !stands.MayServe() {
		return ""
	}
	var ids []string
	for _, u := range stands.Unknown {
		ids = append(ids, u.ID)
	}
	declares := "declares that it stays"
	if len(ids) > 1 {
		declares = "declare that they stay"
	}
	return fmt.Sprintf("the database is ahead of this program, which may serve: %s %s compatible with it", shortened(ids), declares)
}
