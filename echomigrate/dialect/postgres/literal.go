package postgres

import (
	"encoding/hex"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// Literal writes a Go value as SQL.
func (Dialect) Literal(v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "NULL", nil
	case time.Time:
		return "'" + v.Format("2006-01-02 15:04:05.999999999Z07:00") + "'", nil
	case []byte:
		if v == nil {
			return "NULL", nil
		}
		return `'\x` + hex.EncodeToString(v) + "'", nil
	}
	value := reflect.ValueOf(v)
	switch {
	case value.Kind() == reflect.Bool:
		return strings.ToUpper(strconv.FormatBool(value.Bool())), nil
	case value.CanInt():
		return strconv.FormatInt(value.Int(), 10), nil
	case value.CanUint():
		return strconv.FormatUint(value.Uint(), 10), nil
	case value.CanFloat():
		return float(value.Float(), value.Type().Bits()), nil
	case value.Kind() == reflect.String:
		return text(value.String())
	}
	return "", fmt.Errorf("a value of type %T cannot be written as SQL: give nil, a bool, a number, a string, []byte or time.Time", v)
}

// LiteralOf quotes the value's text: a literal in quotes has no type until it is compared.
func (Dialect) LiteralOf(expression string) string {
	return "quote_literal(CAST(" + expression + " AS text))"
}

func float(f float64, bits int) string {
	switch {
	case math.IsNaN(f):
		return "'NaN'"
	case math.IsInf(f, 1):
		return "'Infinity'"
	case math.IsInf(f, -1):
		return "'-Infinity'"
	}
	return strconv.FormatFloat(f, 'g', -1, bits)
}

// text is a string constant that means the same whatever standard_conforming_strings says.
func text(s string) (string, error) {
	if strings.ContainsRune(s, 0) {
		return "", fmt.Errorf("the text %q has a zero byte, which PostgreSQL cannot store", s)
	}
	s = strings.ReplaceAll(s, "'", "''")
	if strings.Contains(s, `\`) {
		return "E'" + strings.ReplaceAll(s, `\`, `\\`) + "'", nil
	}
	return "'" + s + "'", nil
}

// quoted is text for what has no zero byte, such as a name that the database gave.
func quoted(s string) string {
	literal, err := text(strings.ReplaceAll(s, "\x00", ""))
	if err != nil {
		panic(err)
	}
	return literal
}
