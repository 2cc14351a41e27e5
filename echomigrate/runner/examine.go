package runner

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Examine looks at the database, and at what the version table and the history table say, for what an engineer should know before
// or after a run. It reads only. A database that cannot be reached is a finding.
func (r *Runner) Examine(ctx context.Context) (dialect.Examination, error) {
	s := r.session()
	var err error
	if s.conn, err = s.connect(ctx); err != nil {
		return dialect.Examination{Findings: []dialect.Finding{unreachable(r.Dialect.Explain(err))}}, ctx.Err()
	}
	defer func() { s.conn.Close() }()
	found, err := s.Dialect.Examine(ctx, s.conn, []schema.Name{s.VersionTable, s.history})
	if err != nil && found.Server == "" {
		return dialect.Examination{Findings: []dialect.Finding{unreachable(r.Dialect.Explain(err))}}, ctx.Err()
	}
	if err != nil {
		return found, fmt.Errorf("look at the database: %w", s.Dialect.Explain(err))
	}
	for _, look := range []func(context.Context) ([]dialect.Finding, error){s.examineTables, s.examineRun, s.examineState} {
		more, err := look(ctx)
		if err != nil {
			return found, err
		}
		found.Findings = append(found.Findings, more...)
	}
	return found, nil
}

func unreachable(err error) dialect.Finding {
	return dialect.Finding{
		Code: "connection", Severity: dialect.Serious, Text: "the database cannot be reached: " + strings.Join(strings.Fields(err.Error()), " "),
		WayOut: "look at the address, the server and the password",
	}
}

// examineRun looks for a run that is under way.
func (s *session) examineRun(ctx context.Context) ([]dialect.Finding, error) {
	holder, err := s.Dialect.Holder(ctx, s.conn, s.key())
	if err != nil || holder == nil {
		return nil, err
	}
	return []dialect.Finding{{
		Code: "lock-held", Severity: dialect.Doubtful, Text: "a run holds the migration lock: " + holder.String() + holder.Since(),
		WayOut: fmt.Sprintf("wait for it; where it is stuck, SELECT pg_terminate_backend(%d), and run it again", holder.PID),
	}}, nil
}

// examineState looks at what the tables say.
func (s *session) examineState(ctx context.Context) ([]dialect.Finding, error) {
	at, err := s.state(ctx, s.conn)
	if err != nil {
		return []dialect.Finding{{
			Code: "version-table", Severity: dialect.Serious, Text: err.Error(), WayOut: "look at the rights, the columns and the rows of the tables",
		}}, ctx.Err()
	}
	var list []dialect.Finding
	var unknown *UnknownRevisionError
	if err := s.known(ctx, at.rows); errors.As(err, &unknown) && unknown.Ahead != "" {
		list = append(list, dialect.Finding{Code: "unknown-revision", Severity: dialect.Notice, Text: unknown.Ahead})
	} else if unknown != nil {
		list = append(list, dialect.Finding{
			Code: "unknown-revision", Severity: dialect.Serious,
			Text:   fmt.Sprintf("table %s names revisions that this program does not have: %s", s.VersionTable, Listed(unknown.IDs)),
			WayOut: unknown.wayOut("them"),
		})
	}
	for _, id := range s.covered(at.rows) {
		list = append(list, dialect.Finding{
			Code: "covered-version", Severity: dialect.Serious, Text: fmt.Sprintf("table %s has a row for %s, which another row includes", s.VersionTable, id),
			WayOut: "say where the database is with `db stamp --purge REVISION`",
		})
	}
	if ids := s.edited(at); len(ids) > 0 {
		list = append(list, dialect.Finding{
			Code: "edited-revision", Severity: dialect.Doubtful, Text: "the operations of " + strings.Join(ids, ", ") + " were edited after they were run here",
			WayOut: "put them back, and say what is new in a further revision; `db stamp heads` takes them as they are now",
		})
	}
	for _, r := range at.unfinished {
		list = append(list, dialect.Finding{
			Code: "unfinished-revision", Severity: dialect.Serious,
			Text:   fmt.Sprintf("%s %s is behind step %d of %d: it is under way, or was stopped there", r.Direction, r.Revision, r.OperationsDone, r.Operations),
			WayOut: "where no run is under way, go on with it: " + finishing(r),
		})
	}
	more, err := s.examineLog(ctx, at)
	return append(list, more...), err
}

// covered are the rows that are applied anyway because of another one.
func (s *session) covered(rows []string) []string {
	return slices.DeleteFunc(slices.Clone(rows), func(id string) bool {
		return !slices.ContainsFunc(rows, func(other string) bool {
			if other == id {
				return false
			}
			applied, err := s.Graph.Applied([]string{other})
			return err == nil && slices.ContainsFunc(applied, func(r *revision.Revision) bool { return r.ID == id })
		})
	})
}
