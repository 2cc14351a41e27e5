package page

import (
	"fmt"
	"html/template"
	"reflect"
	"strconv"
	"unicode/utf8"
)

// What a page may hold, so that it stays below half a megabyte whatever the content is.
const (
	restBytes    = 30_000 // what has no tag "bytes" of its own
	elementBytes = 300    // what stands around an element of a list
	textBytes    = 400
	codeBytes    = 16_000
)

// bound is a copy of a content that can be shown: what is hidden in its texts made visible, long texts and lists cut. It goes through
// the fields in their order, so what stands first is kept. How many elements a list lost is added to the field that has its name with
// More behind. A field's tag "bytes" gives it a share of the page.
func bound(c Content) Content {
	b := budget{left: restBytes}
	return b.copied(reflect.ValueOf(c)).Interface().(Content)
}

type budget struct{ left int }

func (b *budget) copied(v reflect.Value) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	switch v.Kind() {
	case reflect.String:
		limit := textBytes
		if v.Type() == reflect.TypeFor[Code]() {
			limit = codeBytes
		}
		out.SetString(b.text(v.String(), limit))
	case reflect.Pointer:
		if !v.IsNil() {
			out.Set(reflect.New(v.Type().Elem()))
			out.Elem().Set(b.copied(v.Elem()))
		}
	case reflect.Slice:
		out.SetZero()
		for i := 0; i < v.Len() && b.left > elementBytes; i++ {
			b.left -= elementBytes
			out.Set(reflect.Append(out, b.copied(v.Index(i))))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				b.field(out, v, v.Type().Field(i))
			}
		}
	}
	return out
}

// field copies a field of a struct.
func (b *budget) field(out, v reflect.Value, f reflect.StructField) {
	if share, err := strconv.Atoi(f.Tag.Get("bytes")); err == nil {
		b = &budget{left: share}
	}
	switch f.Type.Kind() {
	case reflect.String, reflect.Pointer, reflect.Struct:
		out.FieldByIndex(f.Index).Set(b.copied(v.FieldByIndex(f.Index)))
	case reflect.Slice:
		kept := b.copied(v.FieldByIndex(f.Index))
		out.FieldByIndex(f.Index).Set(kept)
		if more := out.FieldByName(f.Name + "More"); more.IsValid() {
			more.SetInt(more.Int() + int64(v.FieldByIndex(f.Index).Len()-kept.Len()))
		}
	}
}

// text is a text of which at most so many bytes are left, as they are in the page.
func (b *budget) text(s string, limit int) string {
	limit = max(0, min(limit, b.left))
	kept, cost := 0, 0
	for kept < len(s) {
		_, size := utf8.DecodeRuneInString(s[kept:])
		price := len(template.HTMLEscapeString(visible(s[kept : kept+size])))
		if cost+price > limit {
			break
		}
		kept, cost = kept+size, cost+price
	}
	b.left -= cost
	if kept == len(s) {
		return visible(s)
	}
	return fmt.Sprintf("%s… (%d more characters)", visible(s[:kept]), utf8.RuneCountInString(s[kept:]))
}
