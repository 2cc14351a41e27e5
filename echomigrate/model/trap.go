package model

import (
	"database/sql/driver"
	"encoding"
	"fmt"
	"reflect"
	"strings"

	bunschema "github.com/uptrace/bun/schema"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

var (
	valuer        = reflect.TypeFor[driver.Valuer]()
	textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()
)

// trap warns of a Go type that becomes an SQL type which does not hold its values, or not as one would think. numbered says
// that the database, or another table, numbers the column.
func trap(f *bunschema.Field, c schema.Column, numbered bool) string {
	for _, said := range []string{"type", "composite", "hstore", "multirange"} {
		if f.Tag.HasOption(said) {
			return ""
		}
	}
	if f.Tag.HasOption("msgpack") && c.Type != "bytea" {
		return fmt.Sprintf("msgpack is no JSON, but the column becomes %s: give it type:bytea", c.Type)
	}
	if wider, isUnsigned := unsigned[f.IndirectType.Kind()]; isUnsigned && !numbered {
		return fmt.Sprintf("the upper half of %s does not fit into %s: give it type:%s if you need it", f.IndirectType, c.Type, wider)
	}
	t := f.IndirectType
	if isArray(f) {
		t = t.Elem()
	}
	element := strings.TrimSuffix(c.Type, "[]")
	if element != "jsonb" && element != "bytea" || !writesItself(t) {
		return ""
	}
	array := strings.TrimPrefix(c.Type, element)
	return fmt.Sprintf("Go type %s becomes %s: say what its values are, %s", f.IndirectType, c.Type, likely(t)+array)
}

// unsigned are the types whose upper half the signed type of the same width cannot hold, and types that can.
var unsigned = map[reflect.Kind]string{
	reflect.Uint16: "integer", reflect.Uint32: "bigint", reflect.Uint: "numeric(20)", reflect.Uint64: "numeric(20)",
}

// writesItself reports whether a type has a form of its own for databases or for text.
func writesItself(t reflect.Type) bool {
	pointer := reflect.PointerTo(t)
	return t.Kind() != reflect.Pointer && (pointer.Implements(valuer) || pointer.Implements(textMarshaler)) ||
		t.Implements(valuer) || t.Implements(textMarshaler)
}

// likely is the type: that a Go type is likely to want.
func likely(t reflect.Type) string {
	name := strings.ToLower(t.String())
	switch {
	case strings.Contains(name, "uuid"):
		return "as in type:uuid"
	case strings.Contains(name, "decimal"), strings.Contains(name, "numeric"), strings.HasPrefix(name, "big."), strings.HasPrefix(name, "*big."):
		return "as in type:numeric"
	case t.PkgPath() == "net" || t.PkgPath() == "net/netip":
		return "as in type:inet"
	case t.PkgPath() == "database/sql" && typeOf(t.Field(0).Type) != "":
		return "as in type:" + typeOf(t.Field(0).Type)
	}
	return "such as type:text"
}
