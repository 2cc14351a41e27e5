package fill

import (
	"fmt"
	"math"
	"reflect"
	"time"
)

// Differ says where two values differ; empty when they are equal, types and all. Functions are equal when they are the same,
// floats when their bits are or both are no number, times when they show the same clock, and a field's empty list is none.
func Differ(a, b any) string { return differ("value", reflect.ValueOf(a), reflect.ValueOf(b)) }

func differ(path string, a, b reflect.Value) string {
	if a.IsValid() != b.IsValid() || a.IsValid() && a.Type() != b.Type() {
		return fmt.Sprintf("%s: %#v and %#v", path, a, b)
	}
	if !a.IsValid() {
		return ""
	}
	switch a.Kind() {
	case reflect.Interface:
		return differ(path, a.Elem(), b.Elem())
	case reflect.Struct:
		if at, is := a.Interface().(time.Time); is {
			other := b.Interface().(time.Time)
			return unless(at.Equal(other) && at.Format(time.RFC3339Nano) == other.Format(time.RFC3339Nano), path, a, b)
		}
		for i := range a.NumField() {
			if d := differ(path+"."+a.Type().Field(i).Name, a.Field(i), b.Field(i)); d != "" {
				return d
			}
		}
	case reflect.Slice:
		isCell := a.Type().Elem().Kind() == reflect.Uint8
		if a.Len() != b.Len() || isCell && a.IsNil() != b.IsNil() {
			return unless(false, path, a, b)
		}
		for i := range a.Len() {
			if d := differ(fmt.Sprintf("%s[%d]", path, i), a.Index(i), b.Index(i)); d != "" {
				return d
			}
		}
	case reflect.Func:
		return unless(a.Pointer() == b.Pointer(), path, a, b)
	case reflect.Float32, reflect.Float64:
		same := math.Float64bits(a.Float()) == math.Float64bits(b.Float())
		return unless(same || math.IsNaN(a.Float()) && math.IsNaN(b.Float()), path, a, b)
	default:
		return unless(a.Equal(b), path, a, b)
	}
	return ""
}

func unless(equal bool, path string, a, b reflect.Value) string {
	if equal {
		return ""
	}
	return fmt.Sprintf("%s: %#v and %#v", path, a, b)
}
