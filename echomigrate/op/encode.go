package op

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Marshal writes operations as JSON: a list of objects, each with the operation's kind under "op" and its fields that are
// neither zero nor an empty list. Of a Func only the name is written.
func Marshal(ops []Operation) ([]byte, error) {
	return appendList(nil, ops)
}

// Checksum is the SHA-256 of Marshal in hexadecimal: equal for equal operations, whatever the file that holds them looks like.
func Checksum(ops []Operation) string {
	sum := sha256.New()
	b := []byte("[")
	for i, o := range ops { // each for itself, as the text of all is long
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = appendOperation(b, o); err != nil {
			// A value that JSON cannot say (in BulkInsert) still has a text.
			whole := sha256.Sum256(fmt.Appendf(nil, "%#v", ops))
			return hex.EncodeToString(whole[:])
		}
		sum.Write(b)
		b = b[:0]
	}
	sum.Write(append(b, ']'))
	return hex.EncodeToString(sum.Sum(nil))
}

func appendList(b []byte, ops []Operation) (_ []byte, err error) {
	b = append(b, '[')
	for i, o := range ops {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = appendOperation(b, o); err != nil {
			return nil, err
		}
	}
	return append(b, ']'), nil
}

func appendOperation(b []byte, o Operation) (_ []byte, err error) {
	b = append(b, '{')
	start := len(b)
	if b, err = appendFields(b, reflect.ValueOf(o)); err != nil {
		return nil, err
	}
	if len(b) > start {
		b = append(b, ',')
	}
	b = append(b, `"op":"`...)
	return append(append(b, Kind(o)...), `"}`...), nil
}

// appendValue writes a value as encoding/json does, but structs as their fields that are not empty, in the order of their names.
func appendValue(b []byte, v reflect.Value) ([]byte, error) {
	t := v.Type()
	switch kind := v.Kind(); {
	case t == reflect.TypeFor[List]():
		return appendList(b, v.Interface().(List))
	case kind == reflect.Struct && !shapeOf(t).marshals:
		b, err := appendFields(append(b, '{'), v)
		return append(b, '}'), err
	case kind == reflect.Slice && t.Elem().Kind() != reflect.Uint8:
		return appendSlice(b, v)
	case kind == reflect.Interface && v.IsNil():
		return append(b, "null"...), nil
	case kind == reflect.Interface:
		return appendValue(b, v.Elem())
	case kind == reflect.String && t.NumMethod() == 0 && isPlain(v.String()):
		return append(append(append(b, '"'), v.String()...), '"'), nil
	case kind == reflect.Bool && t.NumMethod() == 0:
		return strconv.AppendBool(b, v.Bool()), nil
	}
	data, err := json.Marshal(v.Interface())
	return append(b, data...), err
}

func appendSlice(b []byte, v reflect.Value) (_ []byte, err error) {
	b = append(b, '[')
	for i := range v.Len() {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = appendValue(b, v.Index(i)); err != nil {
			return nil, err
		}
	}
	return append(b, ']'), nil
}

func appendFields(b []byte, v reflect.Value) (_ []byte, err error) {
	start := len(b)
	for _, f := range shapeOf(v.Type()).fields {
		value := v.Field(f.index)
		if IsEmpty(value) {
			continue
		}
		if len(b) > start {
			b = append(b, ',')
		}
		b = append(b, f.key...)
		if b, err = appendValue(b, value); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// shape is how structs of a type are written.
type shape struct {
	// marshals says that the type writes itself.
	marshals bool
	// fields are in the order of their names.
	fields []field
}

// field is a field of a struct that is written: its name as it stands before the value, and its place in the struct.
type field struct {
	key   string
	index int
}

// shapes are those of the types that were written.
var shapes sync.Map

func shapeOf(t reflect.Type) *shape {
	if known, is := shapes.Load(t); is {
		return known.(*shape)
	}
	s := &shape{marshals: t.Implements(reflect.TypeFor[json.Marshaler]())}
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() && f.Type.Kind() != reflect.Func {
			s.fields = append(s.fields, field{`"` + f.Name + `":`, i})
		}
	}
	slices.SortFunc(s.fields, func(a, b field) int { return strings.Compare(a.key, b.key) })
	shapes.Store(t, s)
	return s
}

// isPlain reports whether encoding/json writes a text as it is.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return false
		}
	}
	return true
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
