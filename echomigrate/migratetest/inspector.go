package migratetest

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"
)

// inspector is a connection of ours to a copy, on which nothing of the database's own runs.
type inspector struct {
	db   *bun.DB
	conn bun.Conn
	// isPrepared says that it knows the original's queries.
	isPrepared bool
}

// othersQuery counts who else is connected to the database, but for the server itself, and some processes.
const othersQuery = `SELECT count(*) FROM pg_stat_get_activity(NULL) WHERE datid = (SELECT oid FROM pg_database WHERE datname = current_database())
	AND pid <> pg_backend_pid() AND pid <> ALL ($1) AND backend_type IS DISTINCT FROM 'autovacuum worker'`

// inspect connects to a copy.
func (t *template) inspect(ctx context.Context, database string) (_ *inspector, err error) {
	address, err := beside(t.server.address, database)
	if err != nil {
		return nil, err
	}
	i := &inspector{}
	if i.db, err = t.kit.openAt(ctx, address); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = i.db.Close()
		}
	}()
	if err := whenFree(ctx, func() (err error) { i.conn, err = i.db.Conn(ctx); return err }); err != nil {
		return nil, err
	}
	settings := "SELECT set_config('search_path', 'pg_catalog', false), set_config('row_security', 'off', false), " +
		"set_config('lock_timeout', '5s', false)" // a lock that outlives its connection is a prepared transaction's
	if t.server.isSuper {
		settings += ", set_config('session_replication_role', 'replica', false)"
	}
	for _, statement := range []string{settings, idleQuery, "PREPARE others (int[]) AS " + othersQuery} {
		if _, err = i.conn.ExecContext(ctx, statement); err != nil {
			_ = i.conn.Close()
			return nil, err
		}
	}
	return i, nil
}

// isAlone reports whether nobody else is connected to the copy but these processes, which takes a moment when a test has closed its
// connections.
func (i *inspector) isAlone(ctx context.Context, but []int) (bool, error) {
	execute := "EXECUTE others('{" + strings.Trim(strings.ReplaceAll(fmt.Sprint(but), " ", ","), "[]") + "}')"
	for n := range 26 {
		if n > 0 || len(but) == 0 {
			time.Sleep(2 * time.Millisecond)
		}
		var others int
		err := i.conn.QueryRowContext(ctx, execute).Scan(&others)
		if err != nil || others == 0 {
			return err == nil, err
		}
	}
	return false, nil
}

// prepare makes the original's queries known to the connection.
func (i *inspector) prepare(ctx context.Context, o *original) error {
	if i.isPrepared {
		return nil
	}
	err := o.prepare(ctx, i.conn)
	i.isPrepared = err == nil
	return err
}

// close ends the connection, if there is one.
func (i *inspector) close() {
	if i != nil {
		_ = i.conn.Close()
		_ = i.db.Close()
	}
}
