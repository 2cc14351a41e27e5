package migratetest_test

import (
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb/pgserver"
)

// TestPackage is a package of so many parallel tests, each with a database that it makes one query in.
func TestPackage(t *testing.T) {
	var address, salt string
	tests, revisions := 3, 3
	if part() == "" {
		address = testdb.PostgresURL(t)
	} else {
		fields := strings.SplitN(part(), "|", 4)
		salt, address = fields[0], fields[3]
		tests, _ = strconv.Atoi(fields[1])
		revisions, _ = strconv.Atoi(fields[2])
	}
	kit := kitOf(address, history(revisions))
	kit.Salt = salt
	for n := range tests {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			var db *bun.DB
			if salt == migrating {
				db = migrated(t, kit)
			} else {
				db = kit.Database(t)
			}
			if rows, err := db.NewSelect().Table("t0").Count(t.Context()); rows != 0 || err != nil {
				t.Errorf("%d rows, %v", rows, err)
			}
		})
	}
}

// migrating stands in place of the salt of copies for databases that are new and migrated.
const migrating = "migrated"

// BenchmarkPackages prints how long parallel tests in four packages take, each with a database of its own: packages one after the other as
// `go test -p 1` runs them, as many at once as there are processors, which is what it does by itself, with as many tests at once; and all
// four at once with eight tests each. Their databases are copied in a first run, which makes the template, and in the next one, which
// finds what that has left; and new and migrated. The three take turns on the same server.
func BenchmarkPackages(b *testing.B) {
	processors := runtime.GOMAXPROCS(0)
	for _, size := range []struct{ revisions, tests int }{{9, 200}, {30, 200}, {200, 40}} {
		for _, way := range []struct {
			name             string
			packages, atOnce int
		}{{"p=1", 1, processors}, {fmt.Sprintf("p=%d", processors), processors, processors}, {"p=4,parallel=8", 4, 8}} {
			b.Run(fmt.Sprintf("revisions=%d/%s", size.revisions, way.name), func(b *testing.B) {
				run := func(salt string) time.Duration {
					began := time.Now()
					runPackages(b, way.packages, way.atOnce, fmt.Sprintf("%s|%d|%d|%s", salt, size.tests/packages, size.revisions, testdb.ServerURL(b)))
					return time.Since(began)
				}
				var first, next, anew time.Duration
				for b.Loop() {
					salt := strconv.FormatInt(time.Now().UnixNano(), 36)
					first += run(salt)
					next += run(salt)
					anew += run(migrating)
				}
				for name, took := range map[string]time.Duration{"first": first, "next": next, "migrated": anew} {
					b.ReportMetric(float64(took.Milliseconds())/float64(b.N*size.tests), name+"-ms/test")
				}
				b.ReportMetric(float64(anew)/float64(first), "times-first")
				b.ReportMetric(float64(anew)/float64(next), "times-next")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

// packages is how many there are.
const packages = 4

// runPackages runs TestPackage in so many processes, so many of them at once, with so many tests at once.
func runPackages(b *testing.B, atOnce, parallel int, part string) {
	b.Helper()
	free := make(chan bool, atOnce)
	failed := make(chan error, packages)
	for range packages {
		free <- true
		c := childOf(b, "TestPackage", parallel, part, pgserver.EnvURL+"="+testdb.ServerURL(b))
		go func() {
			failed <- c.Run()
			<-free
		}()
	}
	for range packages {
		if err := <-failed; err != nil {
			b.Fatalf("TestPackage: %v", err)
		}
	}
}
