package postgres_test

import (
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect/dialecttest"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/postgres"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

func TestDialect(t *testing.T) {
	dialecttest.Run(t, dialecttest.Target{Dialect: postgres.New(), Open: testdb.Postgres})
}
