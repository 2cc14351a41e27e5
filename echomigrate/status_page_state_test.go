package echomigrate_test

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// TestAPageSaysWhatIsWrong looks at one database with programs that are built from other revisions.
func TestAPageSaysWhatIsWrong(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		config := func(revisions ...revision.Revision) echomigrate.Config {
			return echomigrate.Config{Repository: repository(revisions...), Models: []any{(*guestWithRoom)(nil)}, PageTimeout: time.Minute}
		}
		if _, err := migrator(t, db, config(createGuests(), addRoom())).Upgrade(t.Context(), "heads"); err != nil {
			t.Fatal(err)
		}
		edited := addRoom()
		edited.Upgrade = append(edited.Upgrade, op.Exec{SQL: "SELECT 1"})
		branch := revision.Revision{ID: "d4", Message: "Another head", Revises: []string{"a1"}}
		for _, c := range []struct {
			says      string
			revisions []revision.Revision
			want      []string
		}{
			{"edited", []revision.Revision{createGuests(), edited}, []string{"Up to date", "the operations of b2 were edited after they were run here"}},
			{"not known", []revision.Revision{createGuests()}, []string{
				"The database is newer than this program", "is at b2, which this program does not have", "Serious: table echomigrate_version names revisions",
			}},
			{"two heads", []revision.Revision{createGuests(), addRoom(), branch}, []string{"1 revision pending", "there are 2 heads", "`db merge` joins them", "Another head head d4"}},
			{"unfit", []revision.Revision{addRoom()}, []string{"The revisions do not fit together", "it revises a1, which is not there"}},
		} {
			app, _ := statusPage(t, db, config(c.revisions...))
			w := ask(t, app, httptest.NewRequest("GET", "/status", nil))
			headers(t, w)
			t.Run(c.says, func(t *testing.T) { shows(t, words(t, w), c.want...) })
		}
	})
}

// TestAPageSaysWhoRuns asks while a revision is under way.
func TestAPageSaysWhoRuns(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		began, goOn := make(chan struct{}), make(chan struct{})
		wait := revision.Revision{ID: "b2", Message: "Wait", Revises: []string{"a1"}, Upgrade: []op.Operation{op.Func{
			Name: "wait", Run: func(context.Context, bun.IDB) error {
				close(began)
				<-goOn
				return nil
			},
		}}}
		app, m := statusPage(t, db, echomigrate.Config{
			Repository: repository(createGuests(), wait), Models: []any{(*guest)(nil)}, PageTimeout: time.Minute, StatusTimeout: time.Minute,
		})
		if _, err := m.Upgrade(t.Context(), "a1"); err != nil {
			t.Fatal(err)
		}
		failed := make(chan error, 1)
		go func() {
			_, err := m.Upgrade(t.Context(), "b2")
			failed <- err
		}()
		select {
		case <-began:
		case err := <-failed:
			t.Fatal(err)
		}
		w := ask(t, app, httptest.NewRequest("GET", "/status", nil))
		close(goOn)
		headers(t, w)
		shows(t, words(t, w), "A run is under way", "under way: upgrade b2")
		if err := <-failed; err != nil {
			t.Fatal(err)
		}
		shows(t, words(t, ask(t, app, httptest.NewRequest("GET", "/status", nil))), "Up to date")
	})
}

// TestAPanicIsShown is about what the application brings along, which runs in other goroutines than the request.
func TestAPanicIsShown(t *testing.T) {
	app, m := statusPage(t, testdb.SQLite(t), echomigrate.Config{
		Repository: repository(createGuests()), Models: []any{(*guest)(nil)}, PageTimeout: time.Minute,
		Include: func(schema.Name) bool { panic("the app does not know") },
	})
	if _, err := m.Upgrade(t.Context(), "heads"); err != nil {
		t.Fatal(err)
	}
	w := ask(t, app, httptest.NewRequest("GET", "/status", nil))
	headers(t, w)
	shows(t, words(t, w), "Up to date", "panic: the app does not know")
}
