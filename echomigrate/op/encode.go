package op

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
)

// Marshal writes operations as JSON: a list of objects, each with the operation's kind under "op" and its fields that are
// neither zero nor an empty list. Of a Func only the name is written.
func Marshal(ops []Operation) ([]byte, error) {
	return json.Marshal(encodeList(ops))
}

// Checksum is the SHA-256 of Marshal in hexadecimal: equal for equal operations, whatever the file that holds them looks like.
func Checksum(ops []Operation) string {
	data, err := Marshal(ops)
	if err != nil {
		// A value that JSON cannot say (in BulkInsert) still has a text.
		data = fmt.Appendf(nil, "%#v", ops)
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func encodeList(ops []Operation) []any {
	list := make([]any, len(ops))
	for i, o := range ops {
		object := encode(reflect.ValueOf(o)).(map[string]any)
		object["op"] = Kind(o)
		list[i] = object
	}
	return list
}

// encode turns a value into what encoding/json writes, structs as maps of the fields that are not zero
// (the encoder sorts a map's keys).
func encode(v reflect.Value) any {
	switch {
	case v.Type() == reflect.TypeFor[List]():
		return encodeList(v.Interface().(List))
	case v.Kind() == reflect.Struct:
		if v.CanInterface() {
			if m, ok := v.Interface().(json.Marshaler); ok {
				return m
			}
		}
		object := map[string]any{}
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if f.IsExported() && f.Type.Kind() != reflect.Func && !IsEmpty(v.Field(i)) {
				object[f.Name] = encode(v.Field(i))
			}
		}
		return object
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() != reflect.Uint8:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = encode(v.Index(i))
		}
		return list
	case v.Kind() == reflect.Interface && v.IsNil():
		return nil
	case v.Kind() == reflect.Interface:
		return encode(v.Elem())
	default:
		return v.Interface()
	}
}

// IsEmpty reports whether a field of an operation, or of a revision, says nothing. An empty list says the same as none, and a file says neither.
func IsEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map:
		return v.Len() == 0
	case reflect.Struct:
		for i := range v.NumField() {
			if !IsEmpty(v.Field(i)) {
				return false
			}
		}
		return true
	default:
		return v.IsZero()
	}
}
