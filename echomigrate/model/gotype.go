package model

import (
	"database/sql"
	"encoding/json"
	"net"
	"reflect"

	bunschema "github.com/uptrace/bun/schema"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// sqlType is the SQL type of a field without type: in its tag, the one that Bun takes on PostgreSQL; empty when there is none.
func sqlType(f *bunschema.Field) string {
	if composite, ok := f.Tag.Option("composite"); ok {
		return schema.TypeName(composite)
	}
	if f.Tag.HasOption("hstore") {
		return "hstore"
	}
	if isArray(f) {
		element := typeOf(f.IndirectType.Elem())
		if element == "" {
			return ""
		}
		return element + "[]"
	}
	if f.DiscoveredSQLType == "BLOB" {
		return "bytea"
	}
	return typeOf(f.IndirectType)
}

func isArray(f *bunschema.Field) bool {
	kind := f.IndirectType.Kind()
	return f.Tag.HasOption("array") && (kind == reflect.Slice || kind == reflect.Array)
}

// typeOf is the SQL type of a Go type; empty when there is none.
func typeOf(t reflect.Type) string {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t {
	case reflect.TypeFor[net.IP]():
		return "inet"
	case reflect.TypeFor[net.IPNet]():
		return "cidr"
	case reflect.TypeFor[json.RawMessage]():
		return "jsonb"
	}
	// What Bun makes of a type before its dialects do.
	discovered := bunschema.DiscoverSQLType(t)
	switch t.Kind() {
	case reflect.Struct:
		// The structs that Bun knows are times and the nullable types of database/sql.
		if discovered == "VARCHAR" && t != reflect.TypeFor[sql.NullString]() {
			return "jsonb"
		}
	case reflect.Map:
		return "jsonb"
	case reflect.Slice, reflect.Array:
		switch {
		case discovered == "VARCHAR" && t.Kind() == reflect.Array:
			// The standard library's uuid.UUID is the one array that Bun knows.
			return "varchar"
		case t.Elem().Kind() == reflect.Uint8:
			return "bytea"
		}
		return "jsonb"
	}
	if discovered == "TIMESTAMP" {
		return "timestamptz"
	}
	return schema.TypeName(discovered)
}
