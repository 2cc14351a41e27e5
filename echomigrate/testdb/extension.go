package testdb

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/uptrace/bun"
)

// leftOut counts the extensions that a server did not have.
var leftOut atomic.Int64

// LeftOut is how often OffersExtension found that the server has no files of an extension.
func LeftOut() int64 { return leftOut.Load() }

// contrib are the extensions that come with PostgreSQL, which Debian's server has always.
var contrib = []string{"citext", "hstore", "btree_gist", "pg_trgm"}

// OffersExtension reports whether a server has an extension's files. Builds without PostgreSQL's own extensions have none; to
// Debian's they belong, so that there the test fails.
func OffersExtension(t testing.TB, db *bun.DB, extension string) (is bool) {
	t.Helper()
	var version string
	const query = "SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = ?), version()"
	if err := db.QueryRowContext(t.Context(), query, extension).Scan(&is, &version); err != nil {
		t.Fatalf("testdb: %v", err)
	}
	if is {
		return true
	}
	if slices.Contains(contrib, extension) && strings.Contains(version, "Debian") {
		t.Fatalf("testdb: %s has no extension %s: install postgresql-contrib", version, extension)
	}
	leftOut.Add(1)
	t.Logf("left out: the server has no extension %s", extension)
	return false
}

// CreateExtension creates an extension. It reports whether the server has it.
func CreateExtension(t testing.TB, db *bun.DB, extension string) bool {
	t.Helper()
	if !OffersExtension(t, db, extension) {
		return false
	}
	if _, err := db.ExecContext(t.Context(), "CREATE EXTENSION ?", bun.Ident(extension)); err != nil {
		t.Fatalf("testdb: %v", err)
	}
	return true
}
