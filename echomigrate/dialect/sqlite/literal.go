package sqlite

import (
	"encoding/hex"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// timeLayout is how Bun writes a time.Time to SQLite, in UTC.
const timeLayout = "2006-01-02 15:04:05.999999-07:00"

// Literal writes a Go value as SQL, as Bun would write it.
func (Dialect) Literal(v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "NULL", nil
	case time.Time:
		return text(v.UTC().Format(timeLayout)), nil
	case []byte:
		if v == nil {
			return "NULL", nil
		}
		return "x'" + hex.EncodeToString(v) + "'", nil
	}
	value := reflect.ValueOf(v)
	switch {
	case value.Kind() == reflect.Bool:
		return strings.ToUpper(strconv.FormatBool(value.Bool())), nil
	case value.CanInt():
		return strconv.FormatInt(value.Int(), 10), nil
	case value.CanUint():
		return unsigned(value.Uint())
	case value.CanFloat():
		return float(value.Float(), value.Type().Bits())
	case value.Kind() == reflect.String:
		if strings.Contains(value.String(), "\x00") {
			return "", fmt.Errorf("the string %q has a NUL in it: give it as []byte", value.String())
		}
		return text(value.String()), nil
	case value.Kind() == reflect.Slice && value.Type().Elem().Kind() == reflect.Uint8:
		return New().Literal(value.Bytes())
	}
	return "", fmt.Errorf("a %T cannot be written as SQL: use nil, bool, a number, string, []byte or time.Time", v)
}

// LiteralOf is SQLite's own function, exact for numbers too.
func (Dialect) LiteralOf(expression string) string { return "quote(" + expression + ")" }

func unsigned(v uint64) (string, error) {
	if v > math.MaxInt64 {
		return "", fmt.Errorf("%d is more than SQLite's largest integer", v)
	}
	return strconv.FormatUint(v, 10), nil
}

func float(v float64, bits int) (string, error) {
	switch {
	case math.IsNaN(v):
		return "", fmt.Errorf("SQLite has no NaN: use nil or a string")
	case math.IsInf(v, 1):
		return "9e999", nil
	case math.IsInf(v, -1):
		return "-9e999", nil
	}
	s := strconv.FormatFloat(v, 'g', -1, bits)
	if !strings.ContainsAny(s, ".e") {
		s += ".0"
	}
	return s, nil
}
