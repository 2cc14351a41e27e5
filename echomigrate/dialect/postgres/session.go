package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// sessionColumns are the columns of a dialect.Session, from pg_stat_activity a. Most are empty for who may not see them.
const sessionColumns = `a.pid, coalesce(a.application_name, ''), coalesce(a.usename, ''), coalesce(host(a.client_addr), ''),
	coalesce(to_char(a.backend_start AT TIME ZONE 'UTC', ` + isoTime + `), ''), coalesce(to_char(a.xact_start AT TIME ZONE 'UTC', ` + isoTime + `), ''),
	coalesce(to_char(a.query_start AT TIME ZONE 'UTC', ` + isoTime + `), ''), to_char(clock_timestamp() AT TIME ZONE 'UTC', ` + isoTime + `),
	coalesce(a.query, ''), coalesce(a.state LIKE 'idle%', false)`

func scanSession(row interface{ Scan(...any) error }, s *dialect.Session, more ...any) error {
	var times [4]string
	into := append([]any{&s.PID, &s.Application, &s.User, &s.Address, &times[0], &times[1], &times[2], &times[3], &s.Query, &s.Idle}, more...)
	if err := row.Scan(into...); err != nil {
		return err
	}
	for i, t := range []*time.Time{&s.Connected, &s.Transaction, &s.Statement, &s.Now} {
		*t, _ = time.Parse(time.RFC3339, times[i]) // what is not told stays zero
	}
	return nil
}

// Holder is who has the run lock, or else who is in a transaction of a run.
func (d Dialect) Holder(ctx context.Context, db bun.IDB, key string) (*dialect.Session, error) {
	var s dialect.Session
	err := scanSession(db.QueryRowContext(ctx, "?", bun.Safe("SELECT "+sessionColumns+fromHolder(key))), &s)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &s, nil
}

// fromHolder are the clauses of a SELECT of the holder's row of pg_stat_activity a.
func fromHolder(key string) string {
	return ` FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
		WHERE l.granted AND l.pid <> pg_backend_pid() AND l.objsubid = 1 AND l.locktype = 'advisory'
		AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
		AND (` + isLock(runLock(key)) + ` OR ` + isLock(turnLock(key)) + `) ORDER BY ` + isLock(runLock(key)) + ` DESC LIMIT 1`
}

// HolderJSON is Holder in a subquery.
func (Dialect) HolderJSON(key string) string {
	return `(SELECT json_build_object('PID', a.pid, 'Application', coalesce(a.application_name, ''), 'User', coalesce(a.usename, ''),
		'Address', coalesce(host(a.client_addr), ''), 'Connected', a.backend_start, 'Transaction', a.xact_start, 'Statement', a.query_start,
		'Now', clock_timestamp(), 'Idle', coalesce(a.state LIKE 'idle%', false))::text` + fromHolder(key) + `)`
}

// IsHeld is false: Holder says who has the lock.
func (Dialect) IsHeld(context.Context, *bun.DB, string) (bool, error) { return false, nil }

// isLock is a condition: the row l of pg_locks is the advisory lock of that number.
func isLock(id int64) string {
	return fmt.Sprintf("(l.classid::bigint = %d AND l.objid::bigint = %d)", uint64(id)>>32, uint64(id)&0xffffffff)
}

// Blockers looks for granted locks that conflict with what the operations take. An autovacuum gives way by itself.
func (d Dialect) Blockers(ctx context.Context, db bun.IDB, ops []op.Operation) ([]dialect.Blocker, error) {
	wanted := "SELECT c.oid, n.nspname AS schema, c.relname AS name, ARRAY[" + quotedList(lockModes) + "] AS modes FROM pg_class c " +
		"JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
	from := usersOf(wanted)
	if len(ops) > 0 {
		list := wants(ops)
		if len(list) == 0 {
			return nil, nil
		}
		from = d.users(list)
	}
	text := "SELECT DISTINCT ON (a.xact_start, a.pid, w.schema, w.name) " + sessionColumns + ", w.schema, w.name " +
		from + " ORDER BY a.xact_start, a.pid, w.schema, w.name"
	var list []dialect.Blocker
	err := dialect.Query(ctx, db, text, func(rows *sql.Rows) error {
		var b dialect.Blocker
		err := scanSession(rows, &b.Session, &b.Table.Schema, &b.Table.Table)
		list = append(list, b)
		return err
	})
	return list, err
}

// users is usersOf the locks that are wanted.
func (d Dialect) users(list []want) string {
	var rows []string
	for _, w := range list {
		rows = append(rows, fmt.Sprintf("SELECT to_regclass(%s)::oid AS oid, %s AS schema, %s AS name, ARRAY[%s] AS modes", quoted(d.QuoteTable(w.table)),
			quoted(w.table.Schema), quoted(w.table.Table), quotedList(w.conflicts)))
	}
	return usersOf(strings.Join(rows, " UNION ALL "))
}

// usersOf is the part of a query behind its columns: of those who have a lock on a table that is in the way of one that is wanted. The
// session is a, of pg_stat_activity, and the table is w.
func usersOf(wanted string) string {
	return `FROM (` + wanted + `) w JOIN pg_locks l ON l.relation = w.oid AND l.mode = ANY (w.modes)
		JOIN pg_stat_activity a ON a.pid = l.pid
		WHERE l.granted AND l.locktype = 'relation' AND l.pid <> pg_backend_pid() AND a.backend_type <> 'autovacuum worker'
		AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`
}

// lockModes are the modes of a lock on a table, the weakest first, as pg_locks spells them.
var lockModes = []string{"AccessShareLock", "RowShareLock", "RowExclusiveLock", "ShareUpdateExclusiveLock", "ShareLock",
	"ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock"}

// want is a table and the modes that conflict with the lock that is wanted on it.
type want struct {
	table     schema.Name
	conflicts []string
}

// wants are the locks that keep readers or writers out. What a table's own foreign keys lock beside it is in the catalog only.
func wants(ops []op.Operation) []want {
	writers := slices.DeleteFunc(slices.Clone(lockModes[2:]), func(mode string) bool { return mode == "ShareLock" })
	var list []want
	for _, o := range ops {
		switch o := o.(type) {
		case op.BulkInsert, op.Backfill, op.SetTableComment, op.SetTableParameters, op.ValidateConstraint:
		case op.CreateIndex:
			if !o.Concurrently {
				list = append(list, want{o.Target(), writers})
			}
		case op.AddForeignKey:
			list = append(list, want{o.Target(), lockModes[2:]}, want{o.ForeignKey.Target(o.Schema), lockModes[2:]})
		case op.CreateTable:
			for _, f := range o.Table.ForeignKeys {
				list = append(list, want{f.Target(o.Table.Schema), lockModes[2:]})
			}
		case op.Group:
			list = append(list, wants(o.Operations())...)
		case op.TableOperation:
			list = append(list, want{o.Target(), lockModes})
		}
	}
	return list
}

func quotedList(words []string) string {
	var list []string
	for _, w := range words {
		list = append(list, quoted(w))
	}
	return strings.Join(list, ", ")
}
