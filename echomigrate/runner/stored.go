package runner

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// storedRevision is what the history keeps of an applied revision, so that a program without it can take it back, and can tell
// whether it may work with the schema.
type storedRevision struct {
	Message string   `json:"message,omitempty"`
	Revises []string `json:"revises,omitempty"`
	// DependsOn are IDs.
	DependsOn []string `json:"depends_on,omitempty"`
	// CompatibleWith is the revision's; empty where it declares none.
	CompatibleWith string `json:"compatible_with,omitempty"`
	// Transaction is the revision's own mode.
	Transaction revision.TransactionMode `json:"transaction,omitempty"`
	// Downgrade is what op.Marshal writes; null where there is no way back.
	Downgrade json.RawMessage `json:"downgrade"`
}

// downgrade is the way back; an error where there is none, or where it holds what is no data, such as Go.
func (r storedRevision) downgrade() ([]op.Operation, error) {
	if len(r.Downgrade) == 0 || string(r.Downgrade) == "null" {
		return nil, errors.New("it has no way back")
	}
	return op.Unmarshal(r.Downgrade)
}

// stored is the literal for what the history keeps of a task: NULL but for an upgrade, and where it cannot be written.
func (s *session) stored(t task) string {
	if t.direction != Upgrade {
		return "NULL"
	}
	kept := storedRevision{Message: t.revision.Message, Revises: t.revision.Revises, CompatibleWith: t.revision.CompatibleWith,
		Transaction: t.revision.Transaction}
	for _, name := range t.revision.DependsOn {
		named, err := s.Graph.Resolve(name)
		if err != nil {
			return "NULL"
		}
		for _, r := range named {
			kept.DependsOn = append(kept.DependsOn, r.ID)
		}
	}
	if t.revision.Downgrade != nil || len(t.revision.Upgrade) == 0 {
		if down, err := op.Marshal(t.revision.Downgrade); err == nil {
			kept.Downgrade = down
		}
	}
	text, err := json.Marshal(kept)
	if err != nil {
		return "NULL"
	}
	return s.text(string(text))
}

// back plans a downgrade. What the program does not have of it, it takes from the history.
func (s *session) back(ctx context.Context, rows []string, target string) (revision.Plan, error) {
	if len(s.unknown(rows)) == 0 {
		return s.Graph.Downgrade(rows, target)
	}
	read, faults, err := s.readStored(ctx, rows)
	if err != nil {
		return revision.Plan{}, err
	}
	graph, err := s.Graph.With(read...)
	if err != nil {
		return revision.Plan{}, fmt.Errorf("the revisions in table %s: %w", s.history, err)
	}
	p, err := graph.Downgrade(rows, target)
	if err != nil {
		return revision.Plan{}, err
	}
	for _, step := range p.Steps {
		if fault := faults[step.Revision.ID]; fault != nil {
			return revision.Plan{}, fmt.Errorf("downgrade %s, which this program does not have, by what table %s keeps of it: %w: run a program that was built with it",
				step.Revision.ID, s.history, fault)
		}
	}
	return p, nil
}

// readStored reads the revisions that the program does not have, from the version rows on down, and why some of them cannot be
// taken back.
func (s *session) readStored(ctx context.Context, rows []string) (read []revision.Revision, faults map[string]error, err error) {
	kept, err := s.keptRevisions(ctx)
	if err != nil {
		return nil, nil, err
	}
	faults = map[string]error{}
	seen := map[string]bool{}
	for queue := rows; len(queue) > 0; queue = queue[1:] {
		id := queue[0]
		if _, known := s.Graph.Revision(id); known || seen[id] {
			continue
		}
		seen[id] = true
		stored, found := kept[id]
		if !found {
			return nil, nil, &UnknownRevisionError{Table: s.VersionTable, IDs: s.unknown(rows)}
		}
		r := revision.Revision{ID: id, Message: stored.Message, Revises: stored.Revises, DependsOn: stored.DependsOn,
			Transaction: stored.Transaction, Source: "table " + s.history.String()}
		r.Downgrade, faults[id] = stored.downgrade()
		read = append(read, r)
		queue = append(queue, append(stored.Revises, stored.DependsOn...)...)
	}
	return read, faults, nil
}

// keptRevisions are what the history keeps of revisions, by ID: of each what was run last.
func (s *session) keptRevisions(ctx context.Context) (map[string]storedRevision, error) {
	kept := map[string]storedRevision{}
	err := s.reading(ctx, s.reader(), func(ctx context.Context, db bun.IDB) error {
		return s.readHistory(ctx, db, func() error {
			stored := s.column("stored")
			text := "SELECT revision, " + stored + " FROM " + s.Dialect.QuoteTable(s.history) + " WHERE " + stored + " IS NOT NULL ORDER BY id"
			return dialect.Query(ctx, db, text, func(rows *sql.Rows) error { return scanStored(rows, kept) })
		})
	})
	if err != nil && !s.Dialect.IsMissingTable(err) {
		return nil, fmt.Errorf("read table %s: %w", s.history, err)
	}
	return kept, nil
}

// scanStored reads a row into kept: its revision and what is stored of it.
func scanStored(rows *sql.Rows, kept map[string]storedRevision) error {
	var id, text string
	if err := rows.Scan(&id, &text); err != nil {
		return err
	}
	var one storedRevision
	if err := json.Unmarshal([]byte(text), &one); err != nil {
		return fmt.Errorf("revision %s: %w", id, err)
	}
	kept[id] = one
	return nil
}

// reader is the connection that holds the lock, where there is one.
func (s *session) reader() bun.IDB {
	if s.conn.Conn != nil {
		return s.conn
	}
	return s.DB
}
