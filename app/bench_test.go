package main

import (
	"sync"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/app/models"
	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/migratetest"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// BenchmarkDatabase prints how long a test of the application waits for a database at the heads on PostgreSQL, and for its end: a
// copy of the template, such a copy with connections that are kept, and a new database that the revisions are run in, which take turns on
// the same server. Tests run one after the other, and eight at once. Some make one query, others write rows of two tables as well.
func BenchmarkDatabase(b *testing.B) {
	kit, kept := &migratetest.Kit{Open: open, Address: testdb.ServerURL(b)}, onServer(b)
	ways := []struct {
		name string
		take func(t testing.TB) *bun.DB
	}{
		{"copied", kit.Database},
		{"kept", kept.Database},
		{"migrated", migrated},
	}
	for _, atOnce := range []int{1, 8} {
		for _, writes := range []bool{false, true} {
			for _, way := range ways {
				name := map[int]string{1: "in-turn/", 8: "at-once/"}[atOnce] + map[bool]string{false: "reads/", true: "writes/"}[writes] + way.name
				b.Run(name, func(b *testing.B) {
					inTests(b, atOnce, func() {
						t := &brief{TB: b}
						defer t.end()
						use(b, way.take(t), writes)
					})
				})
			}
		}
	}
}

// use is what a test does with its database.
func use(b *testing.B, db *bun.DB, writes bool) {
	if writes {
		organisation := models.Organisation{Name: "North Wall", Slug: "north"}
		if _, err := db.NewInsert().Model(&organisation).Exec(b.Context()); err != nil || organisation.ID != 1 {
			b.Errorf("%+v, %v", organisation, err)
		}
		post := models.Post{OrganisationID: organisation.ID, Slug: "first", Title: "First", Body: "one two three", Status: models.StatusDraft}
		if _, err := db.NewInsert().Model(&post).Exec(b.Context()); err != nil || post.ID != 1 {
			b.Errorf("%+v, %v", post, err)
		}
	}
	if n, err := db.NewSelect().Table("posts").Count(b.Context()); n > 0 != writes || err != nil {
		b.Errorf("%d posts, %v", n, err)
	}
}

// inTests runs something b.N times, so many at once.
func inTests(b *testing.B, atOnce int, one func()) {
	one() // makes the template
	b.ResetTimer()
	tests := make(chan bool)
	var done sync.WaitGroup
	for range atOnce {
		done.Go(func() {
			for range tests {
				one()
			}
		})
	}
	for range b.N {
		tests <- true
	}
	close(tests)
	done.Wait()
}

// migrated is a new database that the revisions were run in.
func migrated(t testing.TB) *bun.DB {
	t.Helper()
	db, err := open(testdb.PostgresURL(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	m, err := echomigrate.New(db, echomigrate.Config{})
	if err == nil {
		_, err = m.Upgrade(t.Context(), "heads")
	}
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// brief is a test that ends when it is told to.
type brief struct {
	testing.TB
	cleanup []func()
}

func (b *brief) Cleanup(f func()) { b.cleanup = append(b.cleanup, f) }

func (b *brief) end() {
	for i := len(b.cleanup) - 1; i >= 0; i-- {
		b.cleanup[i]()
	}
}
