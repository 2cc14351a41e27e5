//go:build cgo

package dialecttest_test

import (
	"testing"

	_ "github.com/mattn/go-sqlite3" // the driver "sqlite3"
)

func TestSQLiteInC(t *testing.T) { runSQLite(t, "sqlite3", "?_foreign_keys=1&_busy_timeout=5000") }
