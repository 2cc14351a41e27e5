package main

import (
	"sync"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// BenchmarkDatabase prints how long a test of the application waits for a database at the heads on PostgreSQL, and for its end: a
// copy of the template, and a new database that the revisions are run in, which take turns on the same server. Tests run one
// after the other, and eight at once.
func BenchmarkDatabase(b *testing.B) {
	kit := onServer(b)
	ways := []struct {
		name string
		take func(t testing.TB) *bun.DB
	}{
		{"copied", func(t testing.TB) *bun.DB { return kit.Database(t) }},
		{"migrated", migrated},
	}
	for _, atOnce := range []int{1, 8} {
		for _, way := range ways {
			b.Run(map[int]string{1: "in-turn/", 8: "at-once/"}[atOnce]+way.name, func(b *testing.B) {
				one := func() {
					t := &brief{TB: b}
					defer t.end()
					if n, err := way.take(t).NewSelect().Table("posts").Count(b.Context()); n != 0 || err != nil {
						b.Errorf("%d posts, %v", n, err)
					}
				}
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
			})
		}
	}
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
