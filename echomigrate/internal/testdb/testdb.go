// Package testdb moved: use echomigrate/testdb.
package testdb

import "github.com/echomigrate/echo-migrate/echomigrate/testdb"

var (
	Each         = testdb.Each
	Postgres     = testdb.Postgres
	PostgresURL  = testdb.PostgresURL
	OpenPostgres = testdb.OpenPostgres
	SQLite       = testdb.SQLite
	SQLitePath   = testdb.SQLitePath
	OpenSQLite   = testdb.OpenSQLite
	Dump         = testdb.Dump
	DumpSQLite   = testdb.DumpSQLite
)
