package postgres

import (
	"reflect"

	"github.com/uptrace/bun"
)

// backend is the number of the server's process as the driver was told when it connected: that of the process itself, or one that
// a pooler made up. It is zero where the driver does not say: pgx has a method for it, pgdriver and pq a field.
func backend(conn bun.Conn) (pid int64) {
	_ = conn.Raw(func(raw any) error {
		v := reflect.ValueOf(raw)
		for _, name := range []string{"Conn", "PgConn", "PID"} {
			if v = result(v, name); !v.IsValid() {
				pid = integer(structField(reflect.ValueOf(raw), "processID"))
				return nil
			}
		}
		pid = integer(v)
		return nil
	})
	return pid
}

// result calls a method that takes nothing and gives one value; the result is not valid where there is none.
func result(v reflect.Value, name string) reflect.Value {
	method := v.MethodByName(name)
	if !method.IsValid() || method.Type().NumIn() != 0 || method.Type().NumOut() != 1 {
		return reflect.Value{}
	}
	value := method.Call(nil)[0]
	if value.Kind() == reflect.Interface || value.Kind() == reflect.Pointer {
		if value.IsNil() {
			return reflect.Value{}
		}
	}
	return value
}

func structField(v reflect.Value, name string) reflect.Value {
	if v = reflect.Indirect(v); v.Kind() != reflect.Struct {
		return reflect.Value{}
	}
	return v.FieldByName(name)
}

func integer(v reflect.Value) int64 {
	switch {
	case v.CanInt():
		return v.Int()
	case v.CanUint():
		return int64(v.Uint())
	}
	return 0
}

// IsReading asks pgx, which breaks the connection off when it is used meanwhile.
func (Dialect) IsReading(conn bun.Conn) (reading bool) {
	_ = conn.Raw(func(raw any) error {
		v := reflect.ValueOf(raw)
		for _, name := range []string{"Conn", "PgConn", "IsBusy"} {
			if v = result(v, name); !v.IsValid() {
				return nil
			}
		}
		reading = v.Kind() == reflect.Bool && v.Bool()
		return nil
	})
	return reading
}
