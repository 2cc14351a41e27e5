package migratetest

import (
	"context"
	"strings"
	"time"
)

// The comment on a template says when a process last began to use it, and which transaction was the first behind those that made it.
const (
	markUsed  = "template of migratetest, last used "
	markSince = ", made before transaction "
)

// templateInfo is what there is to know of a template that is there.
type templateInfo struct {
	// oid is the database's; empty where there is none.
	oid string
	// since is the first transaction that had not begun when it was made; empty where nobody knows.
	since string
	// isOpen says that others may connect to it.
	isOpen bool
	// used is when a process last began to use it.
	used time.Time
}

// mark writes the comment on a template.
func (s *server) mark(ctx context.Context, template, since string) error {
	return s.exec(ctx, "COMMENT ON DATABASE "+template+" IS '"+markUsed+time.Now().UTC().Format(time.RFC3339)+markSince+since+"'")
}

// find looks for a template.
func (s *server) find(ctx context.Context, template string) (m templateInfo, err error) {
	var comment string
	err = s.row(ctx, `SELECT coalesce(min(oid::text), ''), coalesce(bool_or(datallowconn), false), coalesce(min(shobj_description(oid, 'pg_database')), '')
		FROM pg_database WHERE datname = ?`, []any{template}, &m.oid, &m.isOpen, &comment)
	rest, is := strings.CutPrefix(comment, markUsed)
	if err != nil || !is {
		return m, err
	}
	rest, m.since, _ = strings.Cut(rest, markSince)
	m.used, err = time.Parse(time.RFC3339, rest)
	return m, err
}
