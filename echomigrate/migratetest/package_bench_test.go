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

// These are how tests come by their databases.
const (
	wayCopied   = "copied"
	wayKept     = "kept" // copied, with connections that go from test to test
	wayMigrated = "migrated"
	wayShared   = "shared" // one that all have
)

// TestPackage is a package of so many parallel tests, each with a database that it makes one query in.
func TestPackage(t *testing.T) {
	var address, salt string
	way, tests, revisions := wayCopied, 3, 3
	if part() == "" {
		address = testdb.PostgresURL(t)
	} else {
		fields := strings.SplitN(part(), "|", 5)
		way, salt, address = fields[0], fields[1], fields[4]
		tests, _ = strconv.Atoi(fields[2])
		revisions, _ = strconv.Atoi(fields[3])
	}
	kit := kitOf(address, history(revisions))
	kit.Salt, kit.KeepConnections = salt, way == wayKept
	for n := range tests {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			var db *bun.DB
			table := "t0"
			switch way {
			case wayShared:
				db, table = opened(t, address), "pg_largeobject" // has no rows
			case wayMigrated:
				db = migrated(t, kit)
			default:
				db = kit.Database(t)
			}
			if rows, err := db.NewSelect().Table(table).Count(t.Context()); rows != 0 || err != nil {
				t.Errorf("%d rows, %v", rows, err)
			}
		})
	}
}

// BenchmarkPackages prints how long parallel tests in four packages take, each with a database of its own: packages one after the other as
// `go test -p 1` runs them, as many at once as there are processors, which is what it does by itself, with as many tests at once; and all
// four at once with eight tests each. Their databases are copied in a first run, which makes the template, and in the next one, which
// finds what that has left; the same with connections that are kept; new and migrated; and one that all share, which shows what a
// connection for each test costs by itself. All take turns on the same server, each behind a checkpoint.
func BenchmarkPackages(b *testing.B) {
	processors := runtime.GOMAXPROCS(0)
	for _, size := range []struct{ revisions, tests int }{{9, 200}, {30, 200}, {200, 40}} {
		for _, at := range []struct {
			name             string
			packages, atOnce int
		}{{"p=1", 1, processors}, {fmt.Sprintf("p=%d", processors), processors, processors}, {"p=4,parallel=8", 4, 8}} {
			b.Run(fmt.Sprintf("revisions=%d/%s", size.revisions, at.name), func(b *testing.B) {
				db, err := open(testdb.ServerURL(b))
				if err != nil {
					b.Fatal(err)
				}
				defer db.Close()
				took := map[string]time.Duration{}
				run := func(name, way, salt string) {
					if _, err := db.ExecContext(b.Context(), "CHECKPOINT"); err != nil {
						b.Fatal(err)
					}
					began := time.Now()
					runPackages(b, at.packages, at.atOnce, fmt.Sprintf("%s|%s|%d|%d|%s", way, salt, size.tests/packages, size.revisions, testdb.ServerURL(b)))
					took[name] += time.Since(began)
				}
				for b.Loop() {
					for _, way := range []string{wayCopied, wayKept} {
						salt := strconv.FormatInt(time.Now().UnixNano(), 36)
						run(way+"-first", way, salt)
						run(way+"-next", way, salt)
					}
					run(wayMigrated, wayMigrated, "")
					run(wayShared, wayShared, "")
				}
				for name, d := range took {
					b.ReportMetric(float64(d.Microseconds())/1000/float64(b.N*size.tests), name+"-ms/test")
					b.ReportMetric(float64(took[wayMigrated])/float64(d), "times-"+name)
				}
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
