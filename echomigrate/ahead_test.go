package echomigrate_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

const isAhead = "the database is ahead of this program, which may serve: b2 declares that it stays compatible with it"

// TestAnUpgradeOfADatabaseThatIsAhead is the older program's, whose pods start again while the newer one is rolled out.
func TestAnUpgradeOfADatabaseThatIsAhead(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		db.SetMaxOpenConns(1)
		a, b, c := table("a1", "Add a"), compatibleWith("a1", table("b2", "Add b", "a1")), table("c3", "Add c", "b2")
		own := program(t, db, a)
		upgrade(t, program(t, db, a, b), "head")
		for _, target := range []string{"head", "heads"} {
			report, err := own.Upgrade(t.Context(), target)
			if err != nil || report.Ahead != isAhead || len(report.Done) > 0 || !slices.Equal(report.After, []string{"b2"}) {
				t.Errorf("upgrade %s: %+v, %v", target, report, err)
			}
			plan, err := own.UpgradePlan(t.Context(), target)
			if err != nil || plan.Ahead != isAhead || len(plan.Revisions) > 0 || !slices.Equal(plan.After, []string{"b2"}) {
				t.Errorf("plan of %s: %+v, %v", target, plan, err)
			}
			dry, err := own.UpgradeDryRun(t.Context(), target)
			if err != nil || dry.Ahead != isAhead || len(dry.Done) > 0 {
				t.Errorf("dry run of %s: %+v, %v", target, dry, err)
			}
		}
		if pending, err := own.Pending(t.Context()); err != nil || len(pending) > 0 {
			t.Errorf("pending: %v, %v", pending, err)
		}
		_, errNamed := own.Upgrade(t.Context(), "a1")
		_, errCheck := own.Check(t.Context())
		for what, err := range map[string]error{"upgrade a1": errNamed, "check": errCheck} {
			if unknown := (*runner.UnknownRevisionError)(nil); !errors.As(err, &unknown) || !strings.Contains(err.Error(), isAhead+"; for anything else run a program") {
				t.Errorf("%s: %v", what, err)
			}
		}
		upgrade(t, program(t, db, a, b, c), "head")
		for _, target := range []string{"head", "heads"} {
			report, err := own.Upgrade(t.Context(), target)
			if unknown := (*runner.UnknownRevisionError)(nil); !errors.As(err, &unknown) || report.Ahead != "" {
				t.Errorf("upgrade %s, not compatible: %+v, %v", target, report, err)
			}
		}
		if _, err := program(t, db, a, table("x9", "Add x", "a1")).Upgrade(t.Context(), "heads"); err == nil {
			t.Error("a database that is diverged was left as it is")
		}
	})
}

// TestAnUpgradeBesideANewerProgramsRun comes while that one is in the middle of a revision with a step outside a transaction.
func TestAnUpgradeBesideANewerProgramsRun(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		a, b := table("a1", "Add a"), compatibleWith("a1", table("b2", "Add b", "a1"))
		began, goOn, ended := make(chan bool), make(chan bool), make(chan error)
		b.Upgrade = append(b.Upgrade, op.Autocommit{Ops: op.List{op.Func{Name: "wait", Run: func(context.Context, bun.IDB) error {
			close(began)
			<-goOn
			return nil
		}}}})
		own := migrator(t, db, echomigrate.Config{Repository: repository(a), LockTimeout: time.Second})
		upgrade(t, own, "head")
		go func() {
			_, err := program(t, db, a, b).Upgrade(t.Context(), "head")
			ended <- err
		}()
		<-began
		if report, err := own.Upgrade(t.Context(), "head"); err != nil || report.Ahead != isAhead {
			t.Errorf("%+v, %v", report, err)
		}
		close(goOn)
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func TestAHealthyDatabaseThatIsAheadIsNotBroken(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		newer := addRoom()
		newer.CompatibleWith = "a1"
		config := echomigrate.Config{Repository: repository(createGuests()), Models: []any{(*guest)(nil)}, PageTimeout: time.Minute, StatusTimeout: time.Minute}
		upgrade(t, program(t, db, createGuests(), newer), "head")
		found, err := migrator(t, db, config).Doctor(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(found.Findings, func(f dialect.Finding) bool { return f.Code == "unknown-revision" })
		if i < 0 || found.Findings[i].Severity != dialect.Notice || found.Findings[i].Text != isAhead {
			t.Errorf("doctor: %+v", found.Findings)
		}
		app, _ := statusPage(t, db, config)
		text := words(t, ask(t, app, httptest.NewRequest("GET", "/status", nil)))
		shows(t, text, "The database is newer than this program, which may serve", "Nothing: the database has every revision of this program",
			"They are not compared: the database is ahead of this program", "Note: "+isAhead)
		for _, never := range []string{"Serious", "--purge", "is not known"} {
			if strings.Contains(text, never) {
				t.Errorf("the page says %q:\n%s", never, text)
			}
		}
	})
}
