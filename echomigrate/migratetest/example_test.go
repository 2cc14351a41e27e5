package migratetest_test

import (
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/migratetest"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// Repository is the one that a migration repository's package declares and its revisions register with.
var Repository = revision.NewRepository()

// A test beside the revisions checks them all, as `db init` writes it:
//
//	func TestRevisions(t *testing.T) { migratetest.Run(t, Repository) }
func ExampleRun() {
	var t *testing.T // the test's own
	migratetest.Run(t, Repository)
}
