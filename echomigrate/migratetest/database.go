package migratetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/uptrace/bun"
)

// newDatabase gives a test a database with nothing in it.
func (s *server) newDatabase(t testing.TB) place {
	t.Helper()
	s.slots.take(t)
	name := s.newName()
	if err := s.create(t.Context(), name, ""); err != nil {
		t.Fatalf("migratetest: create a database: %v", err)
	}
	t.Cleanup(func() { s.dropBehind(t, name) })
	return s.at(t, name)
}

// at is where a test finds a database.
func (s *server) at(t testing.TB, name string) place {
	t.Helper()
	address, err := beside(s.address, name)
	if err != nil {
		t.Fatalf("migratetest: %v", err)
	}
	return place{address: address}
}

// create makes a database, a copy of a template where one is named.
func (s *server) create(ctx context.Context, name, template string) error {
	statement := "CREATE DATABASE " + name
	if template != "" {
		statement += " TEMPLATE " + template
	}
	if template != "" && s.version >= 150000 {
		// Files are copied between two checkpoints, which wait for disks and for everybody else's tests.
		statement += " STRATEGY WAL_LOG"
	}
	return s.exec(ctx, statement)
}

// drop removes a database, with the connections to it, and what else would keep it.
func (s *server) drop(ctx context.Context, database string) error {
	return s.dropBy(ctx, s.db, database)
}

// dropBy does so on one connection, or on any.
func (s *server) dropBy(ctx context.Context, db bun.IDB, database string) error {
	drop := func() error { _, err := db.ExecContext(ctx, dropStatement(database)); return err }
	err := again(ctx, drop, tooManyConnections)
	if err == nil || !isOne(err, inUse, wrongObject) {
		return err
	}
	if fault := s.unpin(ctx, db, database); fault != nil {
		return errors.Join(err, fault)
	}
	return again(ctx, drop, tooManyConnections)
}

// unpin ends what keeps a database from being dropped that connections do not: that it is a template, and prepared transactions.
func (s *server) unpin(ctx context.Context, db bun.IDB, database string) error {
	if _, err := db.ExecContext(ctx, "ALTER DATABASE "+database+" IS_TEMPLATE false"); err != nil {
		return err
	}
	var ends []string
	err := db.NewRaw("SELECT 'ROLLBACK PREPARED ' || quote_literal(gid) FROM pg_prepared_xacts WHERE database = ?", database).Scan(ctx, &ends)
	if err != nil || len(ends) == 0 {
		return err
	}
	address, err := beside(s.address, database)
	if err != nil {
		return err
	}
	own, err := s.open(address)
	if err != nil {
		return err
	}
	defer own.Close()
	for _, end := range ends {
		if _, err := own.ExecContext(ctx, end); err != nil {
			return err
		}
	}
	return nil
}

// disconnect ends all connections to a database.
func (s *server) disconnect(ctx context.Context, database string) error {
	for n := 0; ; n++ {
		var left int
		err := s.row(ctx, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = ? AND backend_type = 'client backend'",
			[]any{database}, &left)
		if err == nil && left > 0 && n > 1000 {
			err = errConnected
		}
		if err != nil || left == 0 {
			return err
		}
		time.Sleep(2 * time.Millisecond)
	}
}

func dropStatement(database string) string {
	return "DROP DATABASE IF EXISTS " + database + " WITH (FORCE)"
}

// grace is how long a test waits for its database to be dropped. The server needs the statement, and nobody who waits for it: it goes on
// when the process ends. What it does not come to is swept away.
const grace = 5 * time.Millisecond

// dropBehind drops a test's database, behind the test's back where that takes longer than grace.
func (s *server) dropBehind(t testing.TB, name string) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	s.dropping <- true
	end := func() {
		<-s.dropping
		cancel()
	}
	conn, err := s.connection(ctx)
	if err != nil {
		end()
		t.Errorf("migratetest: drop the test's database: %v", err)
		return
	}
	dropped := make(chan error, 1)
	go func() {
		defer end()
		defer conn.Close()
		dropped <- s.dropBy(ctx, conn, name)
	}()
	select {
	case err := <-dropped:
		if err != nil {
			t.Errorf("migratetest: drop the test's database: %v", err)
		}
	case <-time.After(grace):
	}
}
