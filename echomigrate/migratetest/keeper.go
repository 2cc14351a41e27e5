package migratetest

import (
	"context"

	"github.com/uptrace/bun"
)

// keeper is a connection of ours to a copy, on which nothing of the database's own runs.
type keeper struct {
	db   *bun.DB
	conn bun.Conn
	// pid is the server's process.
	pid int
}

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
	settings := "SELECT pg_backend_pid(), set_config('search_path', 'pg_catalog', false), set_config('row_security', 'off', false), " +
		"set_config('lock_timeout', '5s', false)" // what is locked yet, a prepared transaction has
	if t.server.isSuper {
		settings += ", set_config('session_replication_role', 'replica', false)"
	}
	var ignored string
	further := []any{&k.pid, &ignored, &ignored, &ignored}
	if t.server.isSuper {
		further = append(further, &ignored)
	}
	if err = k.conn.QueryRowContext(ctx, settings).Scan(further...); err != nil {
		_ = k.conn.Close()
		return nil, err
	}
	return k, nil
}

// id is the server's process, and 0 where there is no connection.
func (k *keeper) id() int {
	if k == nil {
		return 0
	}
	return k.pid
}

// close ends the connection, if there is one.
func (k *keeper) close() {
	if k != nil {
		_ = k.conn.Close()
		_ = k.db.Close()
	}
}
