package versions_test

import (
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/migratetest"

	"github.com/echomigrate/echo-migrate/migrations/versions"
)

// TestRevisions checks that every revision runs, forwards and backwards.
func TestRevisions(t *testing.T) {
	migratetest.Run(t, versions.Repository)
}
