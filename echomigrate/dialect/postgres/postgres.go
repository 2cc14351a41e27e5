// Package postgres is the dialect of PostgreSQL 13 and later.
package postgres

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Dialect is PostgreSQL. The zero value is ready.
type Dialect struct {
	// places is where the tables of each schema are while statements are for a scratch place; nil where they are for the database.
	places *places
}

var _ dialect.Dialect = Dialect{}

// New is the dialect.
func New() Dialect { return Dialect{} }

// Name is op.Postgres.
func (Dialect) Name() string { return op.Postgres }

// Quote puts double quotes around an identifier.
func (Dialect) Quote(identifier string) string {
	return `"` + strings.ReplaceAll(identifier, `"`, `""`) + `"`
}

// QuoteTable quotes a name, its schema before it where there is one.
func (d Dialect) QuoteTable(n schema.Name) string {
	if d.places != nil {
		n.Schema = d.places.place(n.Schema)
	}
	if n.Schema == "" {
		return d.Quote(n.Table)
	}
	return d.Quote(n.Schema) + "." + d.Quote(n.Table)
}

// quotedName is a name as PostgreSQL writes it itself: in quotes only where it needs them.
func quotedName(name string) string {
	if plainName(name) {
		return name
	}
	return Dialect{}.Quote(name)
}

// Prepare has nothing to do.
func (Dialect) Prepare(context.Context, bun.IDB, dialect.Script) (func(context.Context) error, error) {
	return func(context.Context) error { return nil }, nil
}

// isoTime is to_char's pattern for the text 2006-01-02T15:04:05.000Z.
const isoTime = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`

// Now is the clock's time, not the transaction's.
func (Dialect) Now() string {
	return "to_char(clock_timestamp() AT TIME ZONE 'UTC', " + isoTime + ")"
}

// Since is the milliseconds from then to now, and no fewer than none.
func (Dialect) Since(then string) string {
	return "greatest(CAST(extract(epoch FROM clock_timestamp() - CAST(" + then + " AS timestamptz)) * 1000 AS bigint), 0)"
}

// Exists asks the catalog, so that the server notes no error.
func (d Dialect) Exists(table schema.Name) string {
	return "(CASE WHEN to_regclass(" + quoted(d.QuoteTable(table)) + ") IS NULL THEN 0 ELSE 1 END)"
}

// Width is what the column's type says, as in varchar(32); the catalog counts four bytes with it.
func (d Dialect) Width(table schema.Name, column string) string {
	return "(SELECT a.atttypmod - 4 FROM pg_attribute a WHERE a.attrelid = to_regclass(" + quoted(d.QuoteTable(table)) + ") AND a.attname = " +
		quoted(column) + " AND a.atttypmod > 0 AND a.atttypid IN ('varchar'::regtype, 'bpchar'::regtype))"
}

// The SQLSTATE codes that mean something to us.
const (
	undefinedTable        = "42P01"
	invalidSchemaName     = "3F000"
	insufficientPrivilege = "42501"
	activeTransaction     = "25001"
	internalError         = "XX000"
	tooManyConnections    = "53300"
	cannotConnectNow      = "57P03"
	lockNotAvailable      = "55P03"
)

// IsBusy reports whether the server has no room for a connection, or is about to start.
func (Dialect) IsBusy(err error) bool {
	return slices.Contains([]string{tooManyConnections, cannotConnectNow}, SQLState(err))
}

// IsLockTimeout reports whether lock_timeout is over.
func (Dialect) IsLockTimeout(err error) bool { return SQLState(err) == lockNotAvailable }

// IsMissingTable reports whether a query failed because its table or the table's schema is not there.
func (Dialect) IsMissingTable(err error) bool {
	return slices.Contains([]string{undefinedTable, invalidSchemaName}, SQLState(err))
}

// IsInvalidIndex reports whether CREATE INDEX CONCURRENTLY was stopped, or DROP INDEX CONCURRENTLY.
func (d Dialect) IsInvalidIndex(ctx context.Context, db bun.IDB, table schema.Name, index string) (invalid bool, err error) {
	err = db.QueryRowContext(ctx, "?", bun.Safe(`SELECT EXISTS (SELECT FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
		WHERE i.indrelid = to_regclass(`+quoted(d.QuoteTable(table))+`) AND c.relname = `+quoted(index)+` AND NOT i.indisvalid)`)).Scan(&invalid)
	return invalid, err
}

// SQLState is the code of a server's error, whichever driver brought it; empty for any other error.
func SQLState(err error) string {
	var pgx interface{ SQLState() string }
	if errors.As(err, &pgx) {
		return pgx.SQLState()
	}
	var pgdriver interface{ Field(byte) string }
	if errors.As(err, &pgdriver) {
		return pgdriver.Field('C')
	}
	return ""
}
