package modelsource

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"
)

// kind is a Go type for values of an SQL type.
type kind struct {
	goType reflect.Type
	// sql is the type that Bun takes for it where the tag gives none.
	sql string
}

var (
	asString = kind{reflect.TypeFor[string](), "varchar"}
	asInt64  = kind{reflect.TypeFor[int64](), "bigint"}
	asTime   = kind{reflect.TypeFor[time.Time](), "timestamptz"}
	asJSON   = kind{reflect.TypeFor[json.RawMessage](), "jsonb"}
	asBytes  = kind{reflect.TypeFor[[]byte](), "bytea"}
	asBool   = kind{reflect.TypeFor[bool](), "boolean"}
	asFloat  = kind{reflect.TypeFor[float64](), "double precision"}
)

// kinds are the Go types of PostgreSQL's types; everything else is a string.
var kinds = map[string]kind{
	"smallint": {reflect.TypeFor[int16](), "smallint"}, "integer": {reflect.TypeFor[int32](), "integer"}, "bigint": asInt64,
	"boolean": asBool, "real": {reflect.TypeFor[float32](), "real"}, "double precision": asFloat,
	"timestamptz": asTime, "timestamp": asTime, "date": asTime,
	"bytea": asBytes, "json": asJSON, "jsonb": asJSON,
}

// sqliteKinds are the Go types of SQLite's, by a word in the type, in the order in which they count.
var sqliteKinds = []struct {
	word string
	kind kind
}{
	{"BOOL", asBool}, {"JSON", asJSON}, {"INT", asInt64}, {"TIMESTAMP", asTime}, {"DATE", asTime},
	{"CHAR", asString}, {"TEXT", asString}, {"CLOB", asString}, {"BLOB", asBytes}, {"REAL", asFloat}, {"FLOA", asFloat}, {"DOUB", asFloat},
}

// kindOf is the Go type for a column of an SQL type, and whether that is an array.
func kindOf(sql string) (k kind, array bool) {
	if sql != "" && sql == strings.ToUpper(sql) {
		for _, known := range sqliteKinds {
			if strings.Contains(sql, known.word) {
				return known.kind, false
			}
		}
		return asString, false
	}
	element, array := strings.CutSuffix(sql, "[]")
	base, _, _ := strings.Cut(element, "(")
	k, known := kinds[base]
	if !known || array && (k == asBytes || k == asJSON) {
		k = asString
	}
	if array {
		k = kind{reflect.SliceOf(k.goType), k.sql + "[]"}
	}
	return k, array
}

// nullable is the type that also holds NULL; one that has nil stays.
func nullable(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Slice {
		return t
	}
	return reflect.PointerTo(t)
}
