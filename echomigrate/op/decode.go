package op

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
)

// ErrNotData says that a stored operation cannot be read back, since what it did is not in its data: a Func without SQL, or rows
// of values whose types JSON does not keep.
var ErrNotData = errors.New("it is no data")

// Unmarshal reads what Marshal wrote. A Func that has SQL becomes an Exec of that. The error names the operation: it wraps
// ErrNotData for a Func without SQL and a BulkInsert, and is another one for a kind or a field that is not known here.
func Unmarshal(data []byte) ([]Operation, error) {
	var list []map[string]json.RawMessage
	if err := json.Unmarshal(data, &list); err != nil {
		return nil, fmt.Errorf("read operations: %w", err)
	}
	return decodeList(list)
}

func decodeList(list []map[string]json.RawMessage) ([]Operation, error) {
	ops := make([]Operation, len(list))
	for i, object := range list {
		o, err := decodeOperation(object)
		if err != nil {
			return nil, fmt.Errorf("step %d: %w", i+1, err)
		}
		ops[i] = o
	}
	return ops, nil
}

func decodeOperation(object map[string]json.RawMessage) (Operation, error) {
	var name string
	if err := json.Unmarshal(object["op"], &name); err != nil {
		return nil, fmt.Errorf("the kind of an operation: %w", err)
	}
	t, known := kinds[name]
	if !known {
		return nil, fmt.Errorf("there is no operation %s", name)
	}
	delete(object, "op")
	v := reflect.New(t).Elem()
	if err := decodeFields(v, object); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	switch o := v.Interface().(type) {
	case Func:
		if o.SQL == "" {
			return nil, fmt.Errorf("Func %s: %w", o.Name, ErrNotData)
		}
		return Exec{SQL: o.SQL}, nil
	case BulkInsert:
		return nil, fmt.Errorf("%s: %w", o, ErrNotData)
	case Operation:
		return o, nil
	}
	return nil, fmt.Errorf("%s is no operation", name)
}

// decode turns JSON into a value, as encode made it.
func decode(v reflect.Value, data json.RawMessage) error {
	switch {
	case v.Type() == reflect.TypeFor[List]():
		var list []map[string]json.RawMessage
		if err := json.Unmarshal(data, &list); err != nil {
			return err
		}
		ops, err := decodeList(list)
		v.Set(reflect.ValueOf(List(ops)))
		return err
	case v.Kind() == reflect.Struct:
		if v.CanAddr() {
			if u, ok := v.Addr().Interface().(json.Unmarshaler); ok {
				return u.UnmarshalJSON(data)
			}
		}
		var object map[string]json.RawMessage
		if err := json.Unmarshal(data, &object); err != nil {
			return err
		}
		return decodeFields(v, object)
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8:
		var text string
		if err := json.Unmarshal(data, &text); err != nil {
			return err
		}
		content, err := base64.StdEncoding.DecodeString(text)
		v.SetBytes(content)
		return err
	case v.Kind() == reflect.Slice:
		var list []json.RawMessage
		if err := json.Unmarshal(data, &list); err != nil {
			return err
		}
		v.Set(reflect.MakeSlice(v.Type(), len(list), len(list)))
		for i, element := range list {
			if err := decode(v.Index(i), element); err != nil {
				return err
			}
		}
		return nil
	default:
		return json.Unmarshal(data, v.Addr().Interface())
	}
}

// decodeFields refuses a field that there is not: leaving it out would run another operation than the one that was stored.
func decodeFields(v reflect.Value, object map[string]json.RawMessage) error {
	for name, data := range object {
		field := v.FieldByName(name)
		if !field.IsValid() || !field.CanSet() {
			return fmt.Errorf("there is no field %s", name)
		}
		if err := decode(field, data); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}
