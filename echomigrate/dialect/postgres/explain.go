package postgres

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// Explain adds the server's DETAIL and HINT, which drivers leave out of an error's text.
func (Dialect) Explain(err error) error {
	var notes string
	for _, part := range []struct {
		name string
		code byte
	}{{"Detail", 'D'}, {"Hint", 'H'}} {
		if text := strings.Join(strings.Fields(field(err, part.name, part.code)), " "); text != "" {
			notes += "; " + strings.ToLower(part.name) + ": " + strings.TrimSuffix(text, ".")
		}
	}
	if SQLState(err) == activeTransaction {
		notes += "; put it into op.Autocommit, or the line `-- autocommit` before it in an SQL file"
	}
	if notes == "" {
		return err
	}
	return fmt.Errorf("%w%s", err, notes)
}

// field is a part of a server's error, whichever driver brought it: pgx and pq have a struct with a field for each, pgdriver
// has them by their code in the protocol.
func field(err error, name string, code byte) string {
	var server interface{ SQLState() string }
	if errors.As(err, &server) {
		if v := reflect.Indirect(reflect.ValueOf(server)); v.Kind() == reflect.Struct {
			if f := v.FieldByName(name); f.IsValid() && f.Kind() == reflect.String {
				return f.String()
			}
		}
		return ""
	}
	var pgdriver interface{ Field(byte) string }
	if errors.As(err, &pgdriver) {
		return pgdriver.Field(code)
	}
	return ""
}
