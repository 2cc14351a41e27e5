package migratetest_test

import (
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb/pgserver"
)

// TestPackage is a package of so many parallel tests, each with a database that it makes one query in.
func TestPackage(t *testing.T) {
	var address string
	way, tests, revisions := "copied", 3, 3
	if part() == "" {
		address = testdb.PostgresURL(t)
	} else {
		fields := strings.SplitN(part(), "|", 4)
		way, address = fields[0], fields[3]
		tests, _ = strconv.Atoi(fields[1])
		revisions, _ = strconv.Atoi(fields[2])
	}
	kit := kitOf(address, history(revisions))
	for n := range tests {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			var db *bun.DB
			if way == "copied" {
				db = kit.Database(t)
			} else {
				db = migrated(t, kit)
			}
			if rows, err := db.NewSelect().Table("t0").Count(t.Context()); rows != 0 || err != nil {
				t.Errorf("%d rows, %v", rows, err)
			}
		})
	}
}

// BenchmarkPackages prints how long parallel tests take, each with a database of its own: in one package, and in several at once as
// `go test ./...` runs them. Their databases are copied, or new and migrated; the two take turns on the same server.
func BenchmarkPackages(b *testing.B) {
	for _, size := range []struct{ revisions, tests int }{{9, 200}, {30, 200}, {200, 40}} {
		for _, packages := range []int{1, 4} {
			for _, way := range []string{"copied", "migrated"} {
				b.Run(fmt.Sprintf("revisions=%d/packages=%d/%s", size.revisions, packages, way), func(b *testing.B) {
					part := fmt.Sprintf("%s|%d|%d|%s", way, size.tests/packages, size.revisions, testdb.ServerURL(b))
					for b.Loop() {
						runPackages(b, packages, part)
					}
					b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N*size.tests), "ms/test")
				})
			}
		}
	}
}

// runPackages runs TestPackage in processes at once.
func runPackages(b *testing.B, packages int, part string) {
	b.Helper()
	var children []*exec.Cmd
	for range packages {
		c := childOf(b, "TestPackage", part, pgserver.EnvURL+"="+testdb.ServerURL(b))
		if err := c.Start(); err != nil {
			b.Fatal(err)
		}
		children = append(children, c)
	}
	for _, c := range children {
		if err := c.Wait(); err != nil {
			b.Fatalf("TestPackage: %v", err)
		}
	}
}
