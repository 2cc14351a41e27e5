package model

import (
	"reflect"
	"strings"

	"github.com/uptrace/bun"
	bunschema "github.com/uptrace/bun/schema"
)

var baseModel = reflect.TypeFor[bun.BaseModel]()

// modelName is a type's name in messages.
func modelName(t reflect.Type) string {
	if t.Name() == "" {
		return "an anonymous struct"
	}
	return t.Name()
}

// place is a field's name in messages: Model.Field, with the fields that embed it by embed: between.
func place(model reflect.Type, f *bunschema.Field) string {
	if len(f.Index) == 1 {
		return modelName(model) + "." + f.GoName
	}
	parts := []string{modelName(model)}
	for n := 1; n < len(f.Index); n++ {
		if outer := model.FieldByIndex(f.Index[:n]); !outer.Anonymous {
			parts = append(parts, outer.Name)
		}
	}
	return strings.Join(append(parts, f.GoName), ".")
}

// bunOption is the value of an option in a field's bun tag.
func bunOption(f reflect.StructField, name string) (value string, is bool) {
	if !strings.Contains(string(f.Tag), name) {
		return "", false
	}
	for i, part := range strings.Split(f.Tag.Get("bun"), ",") {
		key, v, valued := strings.Cut(part, ":")
		if key == name && (i > 0 || valued) {
			value, is = strings.Trim(v, `"`), true
		}
	}
	return value, is
}

// embedded is the struct whose fields a field brings into its own, and what goes before the columns' names.
func embedded(f reflect.StructField) (t reflect.Type, prefix string, is bool) {
	t = f.Type
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	prefix, byTag := bunOption(f, "embed")
	is = (f.Anonymous || byTag) && t.Kind() == reflect.Struct && t != baseModel && f.Tag.Get("bun") != "-"
	return t, prefix, is
}

// extends reports whether an embedded model lends its table to the struct.
func extends(f reflect.StructField) bool {
	_, extend := bunOption(f, "extend")
	_, inherit := bunOption(f, "inherit")
	return f.Anonymous && (extend || inherit)
}

// walk visits the fields of a struct and of those it embeds, each with the struct that declares it.
func walk(t reflect.Type, visit func(owner reflect.Type, f reflect.StructField)) {
	seen := map[reflect.Type]bool{}
	var in func(reflect.Type)
	in = func(t reflect.Type) {
		if seen[t] {
			return
		}
		seen[t] = true
		for i := range t.NumField() {
			f := t.Field(i)
			visit(t, f)
			if inner, _, is := embedded(f); is {
				in(inner)
			}
		}
	}
	in(t)
}

// tableTag is the migrate tag of a model's bun.BaseModel: its own, or that of the model it extends.
func tableTag(t reflect.Type) string {
	var inherited string
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous && f.Type == baseModel {
			return f.Tag.Get("migrate")
		}
		if inner, _, is := embedded(f); is && extends(f) {
			inherited = tableTag(inner)
		}
	}
	return inherited
}
