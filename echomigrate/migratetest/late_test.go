package migratetest_test

import (
	"context"
	"net"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// slow opens databases. Once waits is set, the next connection says that it has begun, and goes on when it is told to.
type slow struct {
	waits       atomic.Bool
	begun, goOn chan bool
}

func (s *slow) open(address string) (*bun.DB, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, err
	}
	dial := config.DialFunc
	config.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		if s.waits.CompareAndSwap(true, false) {
			s.begun <- true
			<-s.goOn
		}
		return dial(ctx, network, address)
	}
	return bun.NewDB(stdlib.OpenDB(*config), pgdialect.New()), nil
}

// TestLateConnection lets a test end while a goroutine that it leaves makes a connection, which does not get into the next test's database.
func TestLateConnection(t *testing.T) {
	s := &slow{begun: make(chan bool), goOn: make(chan bool)}
	kit := kitOf(testdb.PostgresURL(t), people())
	kit.Open = s.open
	renewed := newRenewals(kit).done
	late := make(chan error, 1)
	t.Run("leaves", func(t *testing.T) {
		db := kit.Database(t)
		conn, err := db.Conn(t.Context()) // the one that there is
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		s.waits.Store(true)
		go func() {
			_, err := db.ExecContext(context.Background(), "INSERT INTO users (email, name) VALUES ('late', 'late')")
			late <- err
		}()
		<-s.begun
	})
	if err := <-renewed; err != nil {
		t.Error(err)
	}
	t.Run("next", func(t *testing.T) {
		db := kit.Database(t)
		s.goOn <- true
		if err := <-late; err == nil {
			t.Error("what a test has left running writes into the database of another")
		}
		insert(t, db)
	})
	<-renewed
}
