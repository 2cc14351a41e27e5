package migratetest

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"
)

// keeper is a connection of ours to a copy, on which nothing of the database's own runs.
type keeper struct {
	db   *bun.DB
	conn bun.Conn
	// isPrepared says that it knows the original's queries.
	isPrepared bool
}

// othersQuery counts who else is connected to the database, but for the server itself, and some processes.
const othersQuery = `SELECT count(*) FROM pg_stat_get_activity(NULL) WHERE datid = (SELECT oid FROM pg_database WHERE datname = current_database())
	AND pid <> pg_backend_pid() AND pid <> ALL ($1) AND backend_type IS DISTINCT FROM 'autovacuum worker'`

// keep connects to a copy.
func (t *template) keep(ctx context.Context, database string) (_ *keeper, err error) {
	address, err := beside(t.server.address, database)
	if err != nil {
		return nil, err
	}
	k := &keeper{}
	if k.db, err = t.kit.Open(address); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = k.db.Close()
		}
	}()
	if err := whenFree(ctx, func() (err error) { k.conn, err = k.db.Conn(ctx); return err }); err != nil {
		return nil, err
	}
	settings := "SELECT set_config('search_path', 'pg_catalog', false), set_config('row_security', 'off', false), " +
		"set_config('lock_timeout', '5s', false)" // what is locked yet, a prepared transaction has
	if t.server.isSuper {
		settings += ", set_config('session_replication_role', 'replica', false)"
	}
	for _, statement := range []string{settings, "PREPARE others (int[]) AS " + othersQuery} {
		if _, err = k.conn.ExecContext(ctx, statement); err != nil {
			_ = k.conn.Close()
			return nil, err
		}
	}
	return k, nil
}

// isAlone reports whether nobody else is connected to the copy but these processes, which takes a moment when a test has closed its
// connections.
func (k *keeper) isAlone(ctx context.Context, but []int) (bool, error) {
	execute := "EXECUTE others('{" + strings.Trim(strings.ReplaceAll(fmt.Sprint(but), " ", ","), "[]") + "}')"
	for i := range 26 {
		if i > 0 || len(but) == 0 {
			time.Sleep(2 * time.Millisecond)
		}
		var others int
		err := k.conn.QueryRowContext(ctx, execute).Scan(&others)
		if err != nil || others == 0 {
			return err == nil, err
		}
	}
	return false, nil
}

// prepare makes the original's queries known to the connection.
func (k *keeper) prepare(ctx context.Context, o *original) error {
	if k.isPrepared {
		return nil
	}
	err := o.prepare(ctx, k.conn)
	k.isPrepared = err == nil
	return err
}

// close ends the connection, if there is one.
func (k *keeper) close() {
	if k != nil {
		_ = k.conn.Close()
		_ = k.db.Close()
	}
}
