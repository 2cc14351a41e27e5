package migratetest

import (
	"cmp"
	"net/url"
	"regexp"
	"strings"
)

// beside is the address of another database on the same server.
func beside(address, database string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	u.Path, u.RawPath = "/"+database, ""
	if q := u.Query(); q.Has(databaseParameter) {
		q.Set(databaseParameter, database)
		u.RawQuery = q.Encode()
	}
	return u.String(), nil
}

// databaseParameter names the database as well, for libpq and for pgx, and then the path does not count.
const databaseParameter = "dbname"

// databaseIn is the name of the database at an address.
func databaseIn(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	return cmp.Or(u.Query().Get(databaseParameter), strings.TrimPrefix(u.Path, "/")), nil
}

// isPostgres reports whether an address is the URL of a PostgreSQL database.
func isPostgres(address string) bool {
	scheme, _, _ := strings.Cut(address, "://")
	return strings.EqualFold(scheme, "postgres") || strings.EqualFold(scheme, "postgresql")
}

// otherServer is an address of a server that is none of PostgreSQL's URLs: it is not meant as the path of a file.
var otherServer = regexp.MustCompile(`(?i)^(mysql|mariadb|sqlserver|mssql|oracle|jdbc|cockroachdb|pgx?|pgsql)[:+]|(^|\s)(host|dbname|user)\s*=`)

// within is the address for connections to a schema of the same database.
func within(address, schema string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// redacted is an address without the password, for messages.
func redacted(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "the address"
	}
	return u.Redacted()
}
