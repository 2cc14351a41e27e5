package proof

import (
	"reflect"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// carry writes what is in the scratch place as the database itself has it, wherever the operations did there what they were
// predicted to do: a copy of an expression may be spelled otherwise than its original, and a copy has not everything. read is
// what was read there, base what was predicted for it, and actual what was predicted for the database.
func carry(read, base, actual *schema.Schema) *schema.Schema {
	for _, s := range []*schema.Schema{read, base, actual} {
		s.Sort()
	}
	carried := carried(reflect.ValueOf(*read.Clone()), reflect.ValueOf(*base.Clone()), reflect.ValueOf(*actual.Clone())).Interface().(schema.Schema)
	carried.Sort()
	return &carried
}

func carried(read, base, actual reflect.Value) reflect.Value {
	switch {
	case reflect.DeepEqual(read.Interface(), base.Interface()) && !hasParts(read.Type()):
		return actual
	case read.Kind() == reflect.Struct:
		out := reflect.New(read.Type()).Elem()
		for i := range read.NumField() {
			out.Field(i).Set(carried(read.Field(i), base.Field(i), actual.Field(i)))
		}
		return out
	case hasParts(read.Type()):
		return carriedParts(read, base, actual)
	}
	return read
}

// carriedParts goes through a list of things that have names. What was predicted for the database alone is there.
func carriedParts(read, base, actual reflect.Value) reflect.Value {
	out := reflect.MakeSlice(read.Type(), 0, read.Len())
	for i := range read.Len() {
		part := read.Index(i)
		there, copied := find(actual, part), find(base, part)
		if there.IsValid() && copied.IsValid() {
			part = carried(part, copied, there)
		}
		out = reflect.Append(out, part)
	}
	for i := range actual.Len() {
		part := actual.Index(i)
		if !find(base, part).IsValid() && !find(read, part).IsValid() {
			out = reflect.Append(out, part)
		}
	}
	if out.Len() == 0 {
		return reflect.Zero(read.Type())
	}
	return out
}

// hasParts reports whether a type is a list of things that have names.
func hasParts(t reflect.Type) bool {
	if t.Kind() != reflect.Slice || t.Elem().Kind() != reflect.Struct {
		return false
	}
	_, named := t.Elem().FieldByName("Name")
	return named
}

// find looks for the thing of the same name, and the same schema where it has one.
func find(list, like reflect.Value) reflect.Value {
	for i := range list.Len() {
		if same(list.Index(i), like, "Name") && same(list.Index(i), like, "Schema") {
			return list.Index(i)
		}
	}
	return reflect.Value{}
}

func same(a, b reflect.Value, field string) bool {
	v := a.FieldByName(field)
	return !v.IsValid() || v.Interface() == b.FieldByName(field).Interface()
}
