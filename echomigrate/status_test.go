package echomigrate_test

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// at once is a StatusTTL with which every call asks.
const atOnce = time.Nanosecond

// table is a revision that creates a table of its own name, behind others.
func table(id, message string, revises ...string) revision.Revision {
	return revision.Revision{
		ID: id, Message: message, Revises: revises,
		Upgrade: []op.Operation{op.CreateTable{Table: schema.Table{
			Name: "table_" + id, Columns: []schema.Column{{Name: "id", Type: "bigint", NotNull: true}}, PrimaryKey: schema.Key{Columns: []string{"id"}},
		}}},
		Downgrade: []op.Operation{op.DropTable{Table: "table_" + id}},
	}
}

func compatibleWith(id string, r revision.Revision) revision.Revision {
	r.CompatibleWith = id
	return r
}

// program is a Migrator that asks the database whenever it is asked.
func program(t *testing.T, db *bun.DB, revisions ...revision.Revision) *echomigrate.Migrator {
	t.Helper()
	return migrator(t, db, echomigrate.Config{Repository: repository(revisions...), StatusTTL: atOnce, StatusTimeout: time.Minute})
}

func upgrade(t *testing.T, m *echomigrate.Migrator, target string) {
	t.Helper()
	if _, err := m.Upgrade(t.Context(), target); err != nil {
		t.Fatal(err)
	}
}

// lines are a Status as it is told.
func lines(s echomigrate.Status) string {
	serves := "\nmay not serve"
	if s.MayServe {
		serves = "\nmay serve"
	}
	return strings.Join(s.Lines(), "\n") + serves
}

func TestStatusInWords(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		a, b := table("a1", "Add a"), table("b2", "Add b", "a1")
		c, d := compatibleWith("b2", table("c3", "Add c", "b2")), table("d4", "Add d", "c3")
		own, newer := program(t, db, a, b), program(t, db, a, b, c, d)
		other := program(t, db, a, b, table("x9", "Add x", "b2"))
		edited := program(t, db, table("a1", "Said otherwise"), revision.Revision{ID: "b2", Revises: []string{"a1"}, Upgrade: table("z", "").Upgrade})
		tell := func(m *echomigrate.Migrator, want ...string) {
			t.Helper()
			if d := cmp.Diff(strings.Join(want, "\n"), lines(m.Status(t.Context()))); d != "" {
				t.Errorf("want (-), told (+):\n%s", d)
			}
		}
		tell(own, "behind: 2 revisions are not applied: a1, b2: run `db upgrade`", "at the base, this program is at b2",
			"pending: a1, Add a", "pending: b2, Add b", "may not serve")
		upgrade(t, newer, "a1")
		tell(own, "behind: 1 revision is not applied: b2: run `db upgrade`", "at a1, this program is at b2", "pending: b2, Add b", "may not serve")
		upgrade(t, newer, "b2")
		tell(own, "current", "at b2, this program is at b2", "may serve")
		tell(edited, "current", "at b2, this program is at b2", "warning: the operations of b2 were edited after they were run here: put them back, "+
			"and say what is new in a further revision; `db stamp heads` takes them as they are now", "may serve")
		upgrade(t, newer, "c3")
		tell(own, "ahead: the database is newer than this program, and declares that it stays compatible with it: c3",
			"at c3, this program is at b2", "not in this program: c3, Add c (compatible with b2)", "may serve")
		upgrade(t, newer, "d4")
		tell(own, "ahead: the database is newer than this program, and d4 does not declare that it stays compatible with it: deploy a program that has "+
			"it, or `db downgrade`", "at d4, this program is at b2", "not in this program: d4, Add d",
			"not in this program: c3, Add c (compatible with b2)", "may not serve")
		tell(other, "diverged: the database has revisions of another program (d4, c3), and lacks some of this one's (x9): deploy a program that has both, "+
			"joined by `db merge`", "at d4, this program is at x9", "pending: x9, Add x", "not in this program: d4, Add d",
			"not in this program: c3, Add c (compatible with b2)", "may not serve")
		oneWay := table("e5", "Add e", "d4")
		oneWay.Downgrade = nil
		upgrade(t, program(t, db, a, b, c, d, oneWay), "e5")
		tell(own, "ahead: the database is newer than this program, and e5, d4 do not declare that they stay compatible with it: deploy a program that has it",
			"at e5, this program is at b2", "not in this program: e5, Add e", "not in this program: d4, Add d",
			"not in this program: c3, Add c (compatible with b2)", "may not serve")
		if _, err := newer.Stamp(t.Context(), []string{"a1"}, echomigrate.RunOptions{Purge: true}); err != nil {
			t.Fatal(err)
		}
		if _, err := db.ExecContext(t.Context(), "UPDATE echomigrate_version SET version_num = 'gone'"); err != nil {
			t.Fatal(err)
		}
		tell(own, "diverged: the history does not say what gone is, which this program does not have: deploy a program that has it, or `db stamp --purge` "+
			"what the database is at", "at gone, this program is at b2", "pending: a1, Add a", "pending: b2, Add b", "not in this program: gone", "may not serve")
		db.Close()
		tell(own, "unknown: the database cannot be asked: read tables echomigrate_version and echomigrate_history: sql: database is closed", "may not serve")
	})
}

func TestStatusAsJSON(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		m := migrator(t, db, echomigrate.Config{
			Repository: repository(table("a1", "Add a"), table("b2", "Add b", "a1")), StatusTimeout: time.Minute,
			Clock: func() time.Time { return time.Date(2026, 11, 28, 14, 0, 0, 0, time.UTC) },
		})
		upgrade(t, m, "a1")
		text, err := json.Marshal(m.Status(t.Context()))
		if err != nil {
			t.Fatal(err)
		}
		want := `{"state":"behind","may_serve":false,"reason":"1 revision is not applied: b2: run ` + "`db upgrade`" + `","current":["a1"],"heads":["b2"],` +
			`"pending":[{"revision":"b2","message":"Add b"}],"unknown":[],"edited":[],"at":"2026-11-28T14:00:00Z"}`
		if d := cmp.Diff(want, string(text)); d != "" {
			t.Error(d)
		}
	})
}

// A run knows more of itself than the database tells others, and a pool of one leaves nobody else a connection to ask by.
func TestStatusDuringARunOfTheProgramItself(t *testing.T) {
	for name, pool := range map[string]int{"one connection": 1, "several": 5} {
		t.Run(name, func(t *testing.T) {
			testdb.Each(t, func(t *testing.T, db *bun.DB) {
				db.SetMaxOpenConns(pool)
				var m *echomigrate.Migrator
				var during echomigrate.Status
				look := op.Func{Name: "look", Run: func(ctx context.Context, _ bun.IDB) error {
					during = m.Status(ctx)
					return nil
				}}
				r := table("b2", "Add b", "a1")
				r.Upgrade = append(r.Upgrade, look)
				m = migrator(t, db, echomigrate.Config{Repository: repository(table("a1", "Add a"), r), StatusTTL: atOnce, StatusTimeout: 100 * time.Millisecond})
				upgrade(t, m, "head")
				if run := during.Run; during.State != echomigrate.StateMigrating || during.MayServe || run == nil || !run.UnderWay ||
					run.Revision != "b2" || run.Step != 1 || run.Steps != 2 {
					t.Errorf("during the run: %s, %+v", during, run)
				}
				eventually(t, func() bool {
					s := m.Status(t.Context())
					return s.State == echomigrate.StateCurrent && s.Run == nil
				})
			})
		})
	}
}

// Who is told to upgrade while a downgrade is under way would wait for it, and undo it.
func TestStatusDuringADowngrade(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		began, goOn, ended := make(chan bool), make(chan bool), make(chan error)
		b := table("b2", "Add b", "a1")
		b.Downgrade = append(op.List{op.Autocommit{Ops: op.List{op.Func{Name: "wait", Run: func(context.Context, bun.IDB) error {
			close(began)
			<-goOn
			return nil
		}}}}}, b.Downgrade...)
		own, other := program(t, db, table("a1", "Add a"), b), program(t, db, table("a1", "Add a"), b)
		upgrade(t, own, "head")
		go func() {
			_, err := own.Downgrade(t.Context(), "-1")
			ended <- err
		}()
		<-began
		for who, m := range map[string]*echomigrate.Migrator{"the program itself": own, "another": other} {
			const want = "1 revision is not applied: b2: a downgrade is under way"
			if s := m.Status(t.Context()); s.State != echomigrate.StateMigrating || s.MayServe || s.Reason != want {
				t.Errorf("%s: %s, may serve: %t", who, s, s.MayServe)
			}
		}
		close(goOn)
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if s := other.Status(t.Context()); s.Reason != "1 revision is not applied: b2: run `db upgrade`" {
			t.Errorf("behind it: %s", s)
		}
	})
}

// Whoever asks, and however many: one query answers all within a period.
func TestOneQueryAnswersAllWhoAsk(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		counted := &queries{}
		const ttl = 200 * time.Millisecond
		m := migrator(t, db.WithQueryHook(counted), echomigrate.Config{Repository: repository(createGuests()), StatusTTL: ttl, StatusTimeout: time.Minute})
		upgrade(t, m, "head")
		m.Status(t.Context()) // looks whether there are any tables
		began, answered := time.Now(), 0
		n := counted.during(func() {
			var all sync.WaitGroup
			var mu sync.Mutex
			for range 200 {
				all.Go(func() {
					for time.Since(began) < 6*ttl {
						s := m.Status(t.Context())
						if !s.MayServe {
							t.Errorf("the database is %s", s)
						}
						mu.Lock()
						answered++
						mu.Unlock()
					}
				})
			}
			all.Wait()
		})
		if most := int64(time.Since(began)/ttl) + 1; n > most || n == 0 || answered < 200 {
			t.Errorf("%d answers cost %d queries, want at most %d", answered, n, most)
		}
	})
}

// eventually waits for what another goroutine or process does in its own time.
func eventually(t *testing.T, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it never came to it")
		}
	}
}

// A database that hangs is told while it hangs, and is not asked again and again; what was known before is what requests go by.
func TestADatabaseThatHangsIsUnknown(t *testing.T) {
	address := testdb.PostgresURL(t)
	db, other, counted := testdb.OpenPostgres(t, address), testdb.OpenPostgres(t, address), &queries{}
	m := migrator(t, db.WithQueryHook(counted), echomigrate.Config{Repository: repository(createGuests()), StatusTTL: atOnce, StatusTimeout: 50 * time.Millisecond})
	upgrade(t, m, "head")
	eventually(t, func() bool { return m.Status(t.Context()).State == echomigrate.StateCurrent })
	lock, err := other.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lock.ExecContext(t.Context(), "LOCK TABLE echomigrate_version"); err != nil {
		t.Fatal(err)
	}
	n := counted.during(func() {
		for range 20 {
			s := m.Status(t.Context())
			if s.State != echomigrate.StateUnknown || s.MayServe || !strings.HasSuffix(s.Reason, "it did not answer within 50ms") {
				t.Errorf("while it hangs it is %s", s)
			}
		}
	})
	if n > 1 {
		t.Errorf("it was asked %d times while it hung", n)
	}
	if err := lock.Rollback(); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() bool { return m.Status(t.Context()).State == echomigrate.StateCurrent })
}

// tenantHook is a query hook of an app in which each query is a request's.
type tenantHook struct{ strict atomic.Bool }

type tenantKey struct{}

func (h *tenantHook) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context {
	if h.strict.Load() {
		_ = ctx.Value(tenantKey{}).(string)
	}
	return ctx
}

func (*tenantHook) AfterQuery(context.Context, *bun.QueryEvent) {}

func TestAPanicOfALookIsUnknown(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		hook := &tenantHook{}
		m := migrator(t, db.WithQueryHook(hook), echomigrate.Config{Repository: repository(table("a1", "Add a")), StatusTTL: atOnce, StatusTimeout: time.Minute})
		upgrade(t, m, "head")
		if s := m.Status(t.Context()); s.State != echomigrate.StateCurrent {
			t.Fatalf("%+v", s)
		}
		hook.strict.Store(true)
		s := m.Status(t.Context())
		if s.State != echomigrate.StateUnknown || s.MayServe || !strings.Contains(s.Reason, "panic: interface conversion") {
			t.Errorf("%+v", s)
		}
		hook.strict.Store(false)
		if s := m.Status(t.Context()); s.State != echomigrate.StateCurrent {
			t.Errorf("after the panics: %+v", s)
		}
	})
}
