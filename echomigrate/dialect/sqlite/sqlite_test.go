package sqlite_test

import (
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect/dialecttest"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/sqlite"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

func TestDialect(t *testing.T) {
	dialecttest.Run(t, dialecttest.Target{Dialect: sqlite.New(), Open: testdb.SQLite})
}
