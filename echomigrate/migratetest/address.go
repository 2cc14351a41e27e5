package migratetest

import (
	"net/url"
)

// beside is the address of another database on the same server.
func beside(address, database string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	u.Path, u.RawPath = "/"+database, ""
	return u.String(), nil
}

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
