package proof

import (
	"fmt"
	"reflect"
	"strings"
	"unicode"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// differences lists what is not the same in two schemas, each with both spellings. The order of lists of things that have names
// does not count. Where says of each schema when, or by what, it is so.
func differences(a, b *schema.Schema, whereA, whereB string) []string {
	d := differing{whereA: whereA, whereB: whereB}
	d.compare(nil, reflect.ValueOf(*a.Clone()), reflect.ValueOf(*b.Clone()))
	return d.lines
}

type differing struct {
	whereA, whereB string
	lines          []string
}

func (d *differing) compare(path []string, a, b reflect.Value) {
	switch {
	case reflect.DeepEqual(a.Interface(), b.Interface()):
	case a.Kind() == reflect.Struct:
		for i := range a.NumField() {
			name := a.Type().Field(i).Name
			if hasParts(a.Field(i).Type()) {
				d.parts(path, singular(name), a.Field(i), b.Field(i))
			} else {
				d.compare(append(path[:len(path):len(path)], words(name)), a.Field(i), b.Field(i))
			}
		}
	default:
		d.lines = append(d.lines, fmt.Sprintf("%s is %s %s and %s %s", strings.Join(path, ", "), written(a), d.whereA, written(b), d.whereB))
	}
}

func (d *differing) parts(path []string, kind string, a, b reflect.Value) {
	at := func(part reflect.Value) []string { return append(path[:len(path):len(path)], kind+" "+nameOf(part)) }
	for i := range a.Len() {
		part := a.Index(i)
		if other := find(b, part); other.IsValid() {
			d.compare(at(part), part, other)
		} else {
			d.only(at(part), part, d.whereA, d.whereB)
		}
	}
	for i := range b.Len() {
		if part := b.Index(i); !find(a, part).IsValid() {
			d.only(at(part), part, d.whereB, d.whereA)
		}
	}
}

func (d *differing) only(path []string, part reflect.Value, where, but string) {
	d.lines = append(d.lines, fmt.Sprintf("%s is there %s, %s, and not %s", strings.Join(path, ", "), where, written(part), but))
}

func nameOf(part reflect.Value) string {
	name := schema.Name{Table: part.FieldByName("Name").String()}
	if in := part.FieldByName("Schema"); in.IsValid() {
		name.Schema = in.String()
	}
	return name.String()
}

// written is a value on one line; fields that say nothing are left out.
func written(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Struct:
		var fields []string
		for i := range v.NumField() {
			if f := v.Field(i); !f.IsZero() {
				fields = append(fields, v.Type().Field(i).Name+": "+written(f))
			}
		}
		return "{" + strings.Join(fields, ", ") + "}"
	case reflect.Slice:
		var elements []string
		for i := range v.Len() {
			elements = append(elements, written(v.Index(i)))
		}
		return "[" + strings.Join(elements, ", ") + "]"
	case reflect.String:
		return fmt.Sprintf("%q", v.String())
	}
	return fmt.Sprint(v.Interface())
}

// words is the name of a field in small letters: "foreign keys" for ForeignKeys.
func words(field string) string {
	var b strings.Builder
	for i, r := range field {
		if i > 0 && unicode.IsUpper(r) {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// singular is what one of the elements of a field is called: "foreign key" for ForeignKeys.
func singular(field string) string {
	name := words(field)
	if strings.HasSuffix(name, "xes") {
		return strings.TrimSuffix(name, "es")
	}
	return strings.TrimSuffix(name, "s")
}
