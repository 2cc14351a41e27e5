package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/migrations/versions"
)

// readiness is what a running service says of itself.
func readiness(t *testing.T, base string) (status int, r echomigrate.Readiness) {
	t.Helper()
	status, body := request(t, http.MethodGet, base+"/readyz", "")
	if err := json.Unmarshal([]byte(body), &r); err != nil || (status == http.StatusOK) != r.Ready {
		t.Fatalf("%d %s: %v", status, body, err)
	}
	return status, r
}

// eventually waits for what another process does in its own time.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it never came to it: %s", what)
		}
	}
}

// Pods that start at once upgrade one database once; they answer their probes meanwhile.
func TestPodsUpgradeOnStart(t *testing.T) {
	onBoth(t, func(t *testing.T, p process) {
		p.settings = []string{"ON_START=upgrade"}
		var all sync.WaitGroup
		for range 3 {
			base, stop := p.serve()
			all.Go(func() {
				if status, _ := request(t, http.MethodGet, base+"/livez", ""); status != http.StatusOK {
					t.Errorf("livez: %d", status)
				}
				eventually(t, "the pod is ready", func() bool { status, _ := readiness(t, base); return status == http.StatusOK })
				stop()
			})
		}
		all.Wait()
		done := strings.Count(p.run("db", "history", "--log"), " done ")
		if revisions := len(strings.Split(strings.TrimSpace(p.run("db", "history")), "\n")); done != revisions {
			t.Errorf("%d runs for %d revisions:\n%s", done, revisions, p.run("db", "history", "--log"))
		}
	})
}

// A pod waits for a job that is killed, says so, and is ready behind the next one.
func TestAWaitingPodSeesTheJobBeKilled(t *testing.T) {
	onBoth(t, func(t *testing.T, p process) {
		p.settings = []string{"ON_START=await"}
		p.run("db", "upgrade", "+2")
		base, stop := p.serve()
		if status, r := readiness(t, base); status != http.StatusServiceUnavailable || r.State != echomigrate.StateBehind {
			t.Errorf("before the job: %d, %s", status, r.State)
		}
		if status, body := request(t, http.MethodGet, base+"/organisations", ""); status != http.StatusServiceUnavailable || !strings.Contains(body, "not ready") {
			t.Errorf("a request before the job: %d %s", status, body)
		}
		release := p.block()
		job := p.command("db", "upgrade")
		if err := job.Start(); err != nil {
			t.Fatal(err)
		}
		if p.url != "" { // SQLite does not say who waits to write
			eventually(t, "the pod says who is at work", func() bool {
				_, r := readiness(t, base)
				return r.State == echomigrate.StateMigrating && r.Databases[0].Run.Session != ""
			})
		}
		if err := job.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = job.Wait() // killed
		eventually(t, "the pod sees that nobody is at work", func() bool {
			_, r := readiness(t, base)
			return r.State == echomigrate.StateBehind && r.Databases[0].Run == nil
		})
		release()
		p.run("db", "upgrade")
		eventually(t, "the pod is ready", func() bool { status, _ := readiness(t, base); return status == http.StatusOK })
		publish(t, base)
		stop()
	})
}

// block keeps others from changing a table until release is called.
func (p process) block() (release func()) {
	p.t.Helper()
	db, err := openDatabase(p.database())
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = db.Close() })
	tx, err := db.BeginTx(p.t.Context(), nil)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, table := range []string{"organisations", "users"} {
		if _, err := tx.ExecContext(p.t.Context(), fmt.Sprintf("UPDATE %s SET name = name", table)); err != nil {
			p.t.Fatal(err)
		}
	}
	return func() { _ = tx.Rollback() }
}

// A deployment is rolled back: the older binary comes up on the schema of the newer one.
func TestRollback(t *testing.T) {
	for name, c := range map[string]struct {
		compatible bool
		status     int
		says       string
	}{
		"compatible":     {true, http.StatusOK, "declares that it stays compatible with it: f00d"},
		"not compatible": {false, http.StatusServiceUnavailable, "f00d does not declare that it stays compatible with it"},
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, p process) {
				p.run("db", "upgrade")
				base, stop := p.serve()
				eventually(t, "the older pod is ready", func() bool { status, _ := readiness(t, base); return status == http.StatusOK })
				p.deploy(c.compatible)
				eventually(t, "the older pod sees the newer schema", func() bool {
					status, r := readiness(t, base)
					return r.State == echomigrate.StateAhead && status == c.status && strings.Contains(r.Databases[0].Reason, c.says)
				})
				if status, body := request(t, http.MethodGet, base+"/organisations", ""); status != c.status {
					t.Errorf("a request: %d %s", status, body)
				}
				stop()
				p.settings = []string{"ON_START=check"}
				if c.compatible {
					_, stop := p.serve()
					stop()
				} else if out, err := p.command("serve", "--addr", "127.0.0.1:0").CombinedOutput(); err == nil || !strings.Contains(string(out), c.says) {
					t.Errorf("the older binary starts: %v\n%s", err, out)
				}
			})
		})
	}
}

// deploy is the newer binary's upgrade.
func (p process) deploy(compatible bool) {
	p.t.Helper()
	db, err := openDatabase(p.database())
	if err != nil {
		p.t.Fatal(err)
	}
	defer db.Close()
	graph, err := versions.Repository.Graph()
	if err != nil {
		p.t.Fatal(err)
	}
	head := graph.Heads()[0].ID
	next := revision.Revision{ID: "f00d", Message: "Add a table", Revises: []string{head}, Upgrade: []op.Operation{op.CreateTable{Table: schema.Table{
		Name: "newer", Columns: []schema.Column{{Name: "id", Type: "bigint", NotNull: true}}, PrimaryKey: schema.Key{Columns: []string{"id"}},
	}}}}
	if compatible {
		next.CompatibleWith = head
	}
	newer := &revision.Repository{} // which is not the one that others find by themselves
	for _, r := range append(graph.Ordered(), &next) {
		newer.Register(*r)
	}
	m, err := echomigrate.New(db, echomigrate.Config{Repository: newer, Directory: p.t.TempDir()})
	if err != nil {
		p.t.Fatal(err)
	}
	if _, err := m.Upgrade(context.Background(), "head"); err != nil {
		p.t.Fatal(err)
	}
}
