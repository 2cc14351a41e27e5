package migratetest_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// counter counts the statements of the databases that it opens.
type counter struct {
	at               string // the server's own database
	onServer, copies atomic.Int64
}

type counting struct{ n *atomic.Int64 }

func (c counting) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context {
	c.n.Add(1)
	return ctx
}
func (c counting) AfterQuery(context.Context, *bun.QueryEvent) {}

func (c *counter) open(address string) (*bun.DB, error) {
	db, err := open(address)
	if err != nil {
		return nil, err
	}
	n := &c.copies
	if address == c.at {
		n = &c.onServer
	}
	return db.WithQueryHook(counting{n}), nil
}

// TestRoundTrips finds that a database costs as many statements whatever the history: two on the server to copy it, one in the copy; and
// in one that another test had and wrote a row in, five more and the looks whether that one's connections are gone.
func TestRoundTrips(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	onEach(t, func(t *testing.T, address string) {
		for _, n := range []int{3, 60} {
			for _, ready := range []int{-1, 1} {
				count := &counter{at: address}
				kit := kitOf(address, history(n))
				kit.Open, kit.Ready = count.open, ready
				for i := range 3 { // makes the template, and copies that are used in turn
					t.Run("before", func(t *testing.T) { kit.Database(t) })
					awaitStill(&count.onServer)
					if built := count.copies.Load(); built < int64(n) && ready < 0 && i == 0 {
						t.Errorf("%d revisions were run in %d statements", n, built)
					}
				}
				server, copies := count.onServer.Load(), count.copies.Load()
				t.Run("test", func(t *testing.T) {
					if _, err := kit.Database(t).DB.ExecContext(t.Context(), "INSERT INTO t0 (name) VALUES ('a')"); err != nil {
						t.Error(err)
					}
				})
				awaitStill(&count.onServer)
				// A slot and its end, CREATE and DROP.
				limit, least, most := int64(4), int64(0), int64(0)
				if address != "files" {
					least, most = 1, 1 // whether it is the one that was asked for
				}
				if ready > 0 {
					limit = 2
				}
				if ready > 0 && address != "files" {
					least += 1 + 5 // contents before and after rows and sequences are taken back, the rows that stay, and definitions
					most = least + 24
				}
				if got := count.onServer.Load() - server; got > limit {
					t.Errorf("%d revisions: %d statements on the server, want at most %d", n, got, limit)
				}
				if got := count.copies.Load() - copies; got < least || got > most {
					t.Errorf("%d revisions: %d statements in the copy, want %d to %d", n, got, least, most)
				}
			}
		}
	})
}

// awaitStill waits until a number has not changed for a while.
func awaitStill(n *atomic.Int64) {
	for last := int64(-1); last != n.Load(); time.Sleep(300 * time.Millisecond) {
		last = n.Load()
	}
}

// TestSalt makes a template anew for another salt.
func TestSalt(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	onEach(t, func(t *testing.T, address string) {
		var runs atomic.Int64
		for _, salt := range []string{"a", "a", "b"} {
			kit := kitOf(address, append(people(), revision.Revision{
				ID: "d4", Revises: []string{"c3"}, Upgrade: []op.Operation{op.Func{Name: "count", Run: func(context.Context, bun.IDB) error {
					runs.Add(1)
					return nil
				}}},
			}))
			kit.Salt = salt
			kit.At(t)
		}
		if n := runs.Load(); n != 2 {
			t.Errorf("the revisions were run %d times, want twice", n)
		}
	})
}
