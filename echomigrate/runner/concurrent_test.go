package runner_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	osexec "os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// The environment of a test binary that is run once more, to upgrade a database and do nothing else.
const (
	upgradePostgres = "RUNNER_TEST_UPGRADE_POSTGRES"
	upgradeSQLite   = "RUNNER_TEST_UPGRADE_SQLITE"
)

func TestUpgradeInAProcessOfItsOwn(t *testing.T) {
	if address := os.Getenv(upgradePostgres); address != "" {
		upgrade(t, open(t, testdb.OpenPostgres(t, address), contested()...), "head")
	} else if path := os.Getenv(upgradeSQLite); path != "" {
		upgrade(t, open(t, testdb.OpenSQLite(t, path), contested()...), "head")
	} else {
		upgrade(t, open(t, testdb.SQLite(t), contested()...), "head")
	}
}

// contested is a history that several run at once; each revision leaves a row behind, and changes a table as the ones before it
// left it. The step outside a transaction is for
// PostgreSQL alone: SQLite has no lock that outlasts a transaction, and may run it more than once.
func contested() []revision.Revision {
	list := append(chain(6), does("s007 < r006",
		op.Exec{SQL: "INSERT INTO t001 VALUES (7, 'x')"},
		op.CreateIndex{Table: "t001", Index: schema.Index{Name: "t001_name_idx", Columns: []string{"name"}}, Concurrently: true},
		op.Only{Dialect: "postgres", Ops: op.List{alone("INSERT INTO t001 VALUES (8, 'x')")}},
		op.Only{Dialect: "sqlite", Ops: op.List{op.Exec{SQL: "INSERT INTO t001 VALUES (8, 'x')"}}}))
	for i := range list[:6] {
		list[i].Upgrade = append(list[i].Upgrade,
			op.Exec{SQL: fmt.Sprintf("INSERT INTO t001 VALUES (%d, 'x')", i+1)},
			op.AddCheck{Table: "t001", Check: schema.Check{Name: fmt.Sprintf("check_%d", i), Expression: fmt.Sprintf("id > %d", -i)}})
	}
	return list
}

func TestManyRunEachRevisionOnce(t *testing.T) {
	t.Run("postgres", func(t *testing.T) {
		address := testdb.PostgresURL(t)
		manyRun(t, upgradePostgres+"="+address, func() *bun.DB { return testdb.OpenPostgres(t, address) })
	})
	t.Run("sqlite", func(t *testing.T) {
		path := testdb.SQLitePath(t)
		manyRun(t, upgradeSQLite+"="+path, func() *bun.DB { return testdb.OpenSQLite(t, path) })
	})
}

func manyRun(t *testing.T, environment string, connect func() *bun.DB) {
	var all sync.WaitGroup
	for range 8 {
		r := open(t, connect(), contested()...)
		all.Go(func() {
			if _, err := r.Upgrade(ctx, "head"); err != nil {
				t.Errorf("a goroutine: %v", err)
			}
		})
	}
	for range 3 {
		all.Go(func() {
			again := osexec.Command(os.Args[0], "-test.run=^TestUpgradeInAProcessOfItsOwn$")
			again.Env = append(os.Environ(), environment)
			if out, err := again.CombinedOutput(); err != nil {
				t.Errorf("a process: %v\n%s", err, out)
			}
		})
	}
	all.Wait()
	r := open(t, connect(), contested()...)
	var want []string
	for _, rev := range contested() {
		steps := len(op.For(op.Target{Dialect: r.Dialect.Name()}, rev.Upgrade))
		want = append(want, fmt.Sprintf("upgrade %s done %d/%d", rev.ID, steps, steps))
	}
	if diff := cmp.Diff(want, log(t, r)); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	if got := value(t, r.DB, "SELECT count(*) FROM t001"); got != "8" {
		t.Errorf("the revisions left %s rows, want 8", got)
	}
}

// held calls during while another runner's revision is under way.
func held(t *testing.T, holder, other *bun.DB, during func(wait *bun.DB)) {
	t.Helper()
	started, release := make(chan struct{}), make(chan struct{})
	r := open(t, holder, does("a1", createTable("a"), op.Func{Name: "wait", Run: func(context.Context, bun.IDB) error {
		close(started)
		<-release
		return nil
	}}))
	done := make(chan error)
	go func() {
		_, err := r.Upgrade(ctx, "head")
		done <- err
	}()
	<-started
	during(other)
	close(release)
	if err := <-done; err != nil {
		t.Errorf("the holder: %v", err)
	}
}

func TestWhoWaitsTooLongIsTold(t *testing.T) {
	const wayOut = ": it was not released in 50ms: wait for it and run this again, or give a longer LockTimeout (--lock-timeout)"
	for application, holder := range map[string]*regexp.Regexp{
		"shop": regexp.MustCompile(`: process \d+ \(shop\) of \w+ at [\w.: ]+, connected since `),
		"":     regexp.MustCompile(`: process \d+ of \w+ at [\w.: ]+, connected since `),
	} {
		t.Run("postgres "+application, func(t *testing.T) {
			address := testdb.PostgresURL(t)
			held(t, testdb.OpenPostgres(t, address+"&application_name="+application), testdb.OpenPostgres(t, address), func(db *bun.DB) {
				r := open(t, db, creates("a1", "a"))
				r.LockTimeout = 50 * time.Millisecond
				_, err := r.Upgrade(ctx, "head")
				if !errors.Is(err, dialect.ErrLocked) || !holder.MatchString(err.Error()) || !strings.Contains(err.Error(), wayOut) {
					t.Errorf("got the error %v", err)
				}
			})
		})
	}
	t.Run("sqlite", func(t *testing.T) {
		path := testdb.SQLitePath(t)
		db := testdb.OpenSQLite(t, path)
		if err := open(t, db).EnsureVersion(ctx); err != nil {
			t.Fatal(err)
		}
		held(t, testdb.OpenSQLite(t, path), db, func(db *bun.DB) {
			r := open(t, db, creates("a1", "a"))
			r.LockTimeout = 50 * time.Millisecond
			if _, err := r.Upgrade(ctx, "head"); !errors.Is(err, dialect.ErrLocked) || !strings.Contains(err.Error(), wayOut) {
				t.Errorf("got the error %v", err)
			}
		})
	})
}

// A run that waits ends as soon as the one that it waits for has done its work, also while that one has the lock.
func TestAWaiterEndsWithTheWork(t *testing.T) {
	address := testdb.PostgresURL(t)
	db := testdb.OpenPostgres(t, address)
	r := open(t, db, creates("a1", "a"), creates("b2 < a1", "b"))
	upgrade(t, r, "a1")
	other, err := testdb.OpenPostgres(t, address).Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	lock, err := r.Dialect.Lock(ctx, other, "echomigrate_version", time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Release(ctx)
	r.LockTimeout = 10 * time.Second
	r.OnWait = func(runner.Wait) { exec(t, db, "UPDATE echomigrate_version SET version_num = 'b2'") }
	report, err := r.Upgrade(ctx, "head")
	if err != nil || len(report.Done) > 0 || !slices.Equal(report.After, []string{"b2"}) {
		t.Errorf("done %v, at %v, %v", report.IDs(), report.After, err)
	}
}

func TestAWaiterCanBeCancelled(t *testing.T) {
	address := testdb.PostgresURL(t)
	held(t, testdb.OpenPostgres(t, address), testdb.OpenPostgres(t, address), func(db *bun.DB) {
		ctx, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
		defer cancel()
		if _, err := open(t, db, creates("a1", "a")).Upgrade(ctx, "head"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got the error %v", err)
		}
	})
}

// SQLite has no lock that keeps another run out between the reading of the version rows and that of the schema, which is read
// for the plan and for each revision.
func TestAnotherRunIsThroughBeforeTheSchemaIsRead(t *testing.T) {
	for reading := 1; reading <= 2; reading++ {
		t.Run(fmt.Sprintf("reading %d", reading), func(t *testing.T) {
			path := testdb.SQLitePath(t)
			other := testdb.OpenSQLite(t, path)
			history := []revision.Revision{
				creates("a1", "a"), does("b2 < a1", op.AddCheck{Table: "a", Check: schema.Check{Name: "positive", Expression: "id > 0"}}),
			}
			upgrade(t, open(t, other, history...), "a1")
			db, tapped := tapSQLite(t, path)
			readings := 0
			tapped.meanwhile = func(text string) {
				if !strings.Contains(text, "sqlite_schema") {
					return
				}
				if readings++; readings == reading {
					upgrade(t, open(t, other, history...), "head")
				}
			}
			upgrade(t, open(t, db, history...), "head")
			if readings < reading {
				t.Errorf("the schema was read %d times", readings)
			}
			if diff := cmp.Diff([]string{"upgrade a1 done 1/1", "upgrade b2 done 1/1"}, log(t, open(t, other, history...))); diff != "" {
				t.Errorf("history (-want +got):\n%s", diff)
			}
		})
	}
}

// A file that another connection is turning to a write-ahead log lets nobody in, however long one is ready to wait.
func TestAConnectionIsWaitedFor(t *testing.T) {
	path := testdb.SQLitePath(t)
	db, tapped := tapSQLite(t, path)
	tapped.refused = 3
	upgrade(t, open(t, db, creates("a1", "a")), "head")
	if tapped.refused != 0 {
		t.Errorf("%d connections were not tried", tapped.refused)
	}
	tapped.refused = 1 << 30
	db.SetMaxIdleConns(0)
	r := open(t, db, creates("a1", "a"), creates("b2 < a1", "b"))
	r.LockTimeout = 50 * time.Millisecond
	if _, err := r.Upgrade(ctx, "head"); err == nil || !strings.Contains(err.Error(), "connect: tried for 50ms: database is locked") {
		t.Errorf("got the error %v", err)
	}
}

// The server takes one connection of the role, which somebody else has when the run begins.
func TestAPlaceAtTheServerIsWaitedFor(t *testing.T) {
	address := testdb.PostgresURL(t)
	owner := testdb.OpenPostgres(t, address)
	role := fmt.Sprintf("crowded_%d", os.Getpid())
	exec(t, owner, "CREATE ROLE "+role+" LOGIN CONNECTION LIMIT 1", "GRANT ALL ON SCHEMA public TO "+role)
	t.Cleanup(func() { exec(t, owner, "DROP OWNED BY "+role, "DROP ROLE "+role) })
	as, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	as.User = url.User(role)
	holder, waiter := testdb.OpenPostgres(t, as.String()), testdb.OpenPostgres(t, as.String())
	held, err := holder.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() {
		_, err := open(t, waiter, creates("a1", "a")).Upgrade(ctx, "head")
		done <- err
	}()
	select {
	case err := <-done:
		t.Fatalf("the run did not wait: %v", err)
	case <-time.After(100 * time.Millisecond):
	}
	holder.SetMaxIdleConns(0)
	held.Close()
	if err := <-done; err != nil {
		t.Error(err)
	}
	waiter.Close()
}
