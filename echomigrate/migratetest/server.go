package migratetest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect/postgres"
)

// patience is how long a server may take to let us in, and to create or drop something.
const patience = time.Minute

// perDatabase is how many of the server's connections there are for each database that tests have at once, with one of ours.
const perDatabase = 5

// A process creates and drops so many databases at once. Drops wait for a checkpoint, which they can share.
const (
	creators = 3
	droppers = 8
	// idleConnections stay open for a moment: those of all of them, and life.
	idleConnections = 1 + creators + droppers
)

// perProcess is of how many of the server's connections a process takes one to create and to drop by; it takes two at least.
const perProcess = 10

// server is a PostgreSQL server, at the database that the address names.
type server struct {
	address string
	open    func(address string) (*bun.DB, error)
	db      *bun.DB
	// life is a connection that stays open as long as the process lives, with locks that say so.
	life bun.Conn
	// lives is how many times the server has ended it.
	lives atomic.Int64
	// uses are the keys of the templates that it has locked.
	uses []string
	mu   sync.Mutex // life's, and that of uses
	// prefix is what the names of all our databases and schemas begin with, for this database that locks are taken in.
	prefix string
	// oid is that database's.
	oid int64
	// owner is in the names of what this process makes; it holds the lock of that.
	owner string
	// serial numbers these.
	serial atomic.Int64

	role      string
	version   int // server_version_num
	isSuper   bool
	mayCreate bool
	mayDivide bool // may create schemas
	slots     *slots
	// dropping has an element for each drop that is under way.
	dropping chan bool

	// templates has those that this process uses, by the keys of their histories.
	templates map[string]templateInfo
	building  sync.Mutex
}

var servers struct {
	sync.Mutex
	known map[string]*server
}

// serverOf is the server of an address. The process keeps a connection to it.
func serverOf(address string, open func(string) (*bun.DB, error)) (*server, error) {
	servers.Lock()
	defer servers.Unlock()
	if s, known := servers.known[address]; known {
		return s, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	s, err := connect(ctx, address, open)
	if err != nil {
		return nil, fmt.Errorf("the server of %s: %w: start it, mend the address, or leave %s empty to test on SQLite", redacted(address), err, EnvAddress)
	}
	if servers.known == nil {
		servers.known = map[string]*server{}
	}
	servers.known[address] = s
	return s, nil
}

func connect(ctx context.Context, address string, open func(string) (*bun.DB, error)) (s *server, err error) {
	db, err := open(address)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = db.Close()
		}
	}()
	db.SetMaxIdleConns(idleConnections)
	db.SetConnMaxIdleTime(time.Second)
	s = &server{address: address, open: open, db: db, templates: map[string]templateInfo{}, dropping: make(chan bool, droppers)}
	if s.life, err = s.connection(ctx); err != nil {
		return nil, err
	}
	var connections int
	err = s.life.QueryRowContext(ctx, `SELECT d.oid::bigint, current_user::text, current_setting('server_version_num')::int, r.rolsuper, r.rolcreatedb OR r.rolsuper,
		has_database_privilege(d.oid, 'CREATE'),
		current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
		FROM pg_database d, pg_roles r WHERE d.datname = current_database() AND r.rolname = current_user`).
		Scan(&s.oid, &s.role, &s.version, &s.isSuper, &s.mayCreate, &s.mayDivide, &connections)
	if err == nil {
		_, err = s.life.ExecContext(ctx, idleQuery)
	}
	if err != nil {
		return nil, err
	}
	s.prefix = namePrefix + strconv.FormatInt(s.oid, 10) + "_"
	db.SetMaxOpenConns(1 + min(creators+droppers, max(2, connections/perProcess)))
	s.slots = &slots{server: s, most: max(1, connections/perDatabase)}
	if err := s.takeOwner(ctx); err != nil {
		return nil, err
	}
	return s, s.sweep(ctx)
}

// takeOwner finds a name that no other process has, and locks it.
func (s *server) takeOwner(ctx context.Context) error {
	for {
		token := make([]byte, ownerDigits/2)
		_, _ = rand.Read(token)
		s.owner = hex.EncodeToString(token)
		if got, err := s.tryLock(ctx, ownerLock, s.owner); got || err != nil {
			return err
		}
	}
}

// nextTransaction is the first one that has not begun.
func (s *server) nextTransaction(ctx context.Context) (transaction string, err error) {
	err = s.row(ctx, "SELECT "+nextTransaction, nil, &transaction)
	return transaction, err
}

// row reads the one row of a query; one that is kept out for the moment is run again.
func (s *server) row(ctx context.Context, query string, args []any, to ...any) error {
	return whenFree(ctx, func() error { return s.db.QueryRowContext(ctx, query, args...).Scan(to...) })
}

// exec runs a statement outside any transaction; one that is kept out for the moment is run again.
func (s *server) exec(ctx context.Context, statement string) error {
	return whenFree(ctx, func() error {
		_, err := s.db.ExecContext(ctx, statement)
		return err
	})
}

// The server's codes for what may pass, or can be mended.
const (
	tooManyConnections = "53300"
	inUse              = "55006"
	wrongObject        = "42809"
	startingUp         = "57P03"
)

// isOne reports whether an error has one of these codes.
func isOne(err error, codes ...string) bool {
	return slices.Contains(codes, postgres.SQLState(err))
}

// whenFree runs something again while the server has too many connections or starts up, or others use the database that is meant.
func whenFree(ctx context.Context, run func() error) error {
	return again(ctx, run, tooManyConnections, startingUp, inUse)
}

// again runs something again while it fails with one of these codes, for as long as patience lasts.
func again(ctx context.Context, run func() error, codes ...string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		err := run()
		if err == nil || !isOne(err, codes...) {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w: the same for %v", err, patience)
		case <-time.After(50 * time.Millisecond):
		}
	}
}
