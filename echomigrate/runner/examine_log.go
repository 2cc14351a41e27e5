package runner

import (
	"context"
	"fmt"
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// examineLog looks whether the rest of the history can be read too, and whether the version table still says what it ends with.
func (s *session) examineLog(ctx context.Context, at state) ([]dialect.Finding, error) {
	log, err := s.records(ctx, s.column, "ORDER BY id")
	if err != nil {
		return []dialect.Finding{{
			Code: "history-table", Severity: dialect.Serious, Text: err.Error(), WayOut: "somebody changed it by hand: put that back",
		}}, ctx.Err()
	}
	slices.Reverse(log)
	i := slices.IndexFunc(log, func(r Record) bool { return r.Outcome == Done })
	if i < 0 || s.heeds(at, log[i]) {
		return nil, nil
	}
	return []dialect.Finding{{
		Code: "history-differs", Severity: dialect.Serious,
		Text: fmt.Sprintf("the last that was done by table %s is %s %s, and table %s says otherwise: somebody changed it by hand",
			s.history, log[i].Direction, log[i].Revision, s.VersionTable),
		WayOut: "look what the database has, and say so with `db stamp REVISION`",
	}}, nil
}

// heeds reports whether the version rows can be those that a record left: what was applied is, and what was taken back is not.
func (s *session) heeds(at state, last Record) bool {
	if last.Direction == Stamp {
		return true
	}
	if _, known := s.Graph.Revision(last.Revision); !known {
		return true
	}
	applied, err := s.Graph.Applied(at.rows)
	is := slices.ContainsFunc(applied, func(r *revision.Revision) bool { return r.ID == last.Revision })
	return err != nil || is == (last.Direction == Upgrade)
}
