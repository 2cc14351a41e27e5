package migratetest_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/migratetest"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb/pgserver"
)

// ownServer is a server of the test's alone.
func ownServer(t *testing.T) *pgserver.Server {
	t.Helper()
	server, err := pgserver.Start("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	return server
}

// insertAtOnce has tests at once that write into a database of their own.
func insertAtOnce(t *testing.T, kit *migratetest.Kit) {
	t.Helper()
	t.Run("at once", func(t *testing.T) {
		for n := range 6 {
			t.Run(fmt.Sprint(n), func(t *testing.T) {
				t.Parallel()
				insert(t, kit.Database(t))
			})
		}
	})
}

// TestRestart restarts the server while a test has a database and others are free. Further tests have databases, and what that one has
// no other process removes.
func TestRestart(t *testing.T) {
	if address := part(); address != "" {
		insert(t, kitOf(address, people()).Database(t))
		return
	}
	server := ownServer(t)
	for _, ready := range []int{-1, 0} {
		t.Run(fmt.Sprint("ready ", ready), func(t *testing.T) {
			address := server.URL("")
			kit := kitOf(address, people())
			kit.Ready = ready
			holder := &named{quick{TB: t}, "holder"}
			defer holder.end()
			had := kit.At(holder)
			renewals := newRenewals(kit)
			for range 2 {
				t.Run("before", func(t *testing.T) { insert(t, kit.Database(t)) })
				if ready == 0 {
					if err := <-renewals.done; err != nil {
						t.Error(err)
					}
				}
				if err := server.Restart(); err != nil {
					t.Fatal(err)
				}
			}
			insertAtOnce(t, kit)
			if out, err := child(t, address).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			insert(t, opened(t, had))
		})
	}
}

// failing is a test that says why it fails.
type failing struct {
	testing.TB
	said string
}

func (f *failing) Fatalf(format string, args ...any) {
	f.said = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

// TestNoServerAnyMore stops the server for good. The next test says what is gone, and the way out.
func TestNoServerAnyMore(t *testing.T) {
	server, err := pgserver.Start("")
	if err != nil {
		t.Fatal(err)
	}
	slots, err := migratetest.ServerSlots(server.URL(""), open, 2)
	if err == nil {
		err = server.Stop()
	}
	if err != nil {
		t.Fatal(err)
	}
	f, done := &failing{TB: t}, make(chan bool)
	go func() {
		defer close(done)
		migratetest.Take(slots, f)
	}()
	<-done
	for _, part := range []string{"the server of postgres://postgres@127.0.0.1:", "has closed the connection", "connection refused", "run the tests again"} {
		if !strings.Contains(f.said, part) || strings.Contains(f.said, "\n") {
			t.Errorf("%q lacks %q", f.said, part)
		}
	}
}

// TestDroppedTemplate drops the template while tests have databases. It is made anew for those that need it.
func TestDroppedTemplate(t *testing.T) {
	for _, ready := range []int{-1, 0} {
		t.Run(fmt.Sprint("ready ", ready), func(t *testing.T) {
			address := testdb.PostgresURL(t)
			kit := kitOf(address, people())
			kit.Ready = ready
			insert(t, kit.Database(t))
			for _, name := range ours(t, address) {
				if !strings.Contains(name, "_t") {
					continue
				}
				if _, err := opened(t, address).Exec("DROP DATABASE ?", bun.Ident(name)); err != nil {
					t.Fatal(err)
				}
			}
			insertAtOnce(t, kit)
			insert(t, kit.Database(t))
		})
	}
}
