package diff_test

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/diff"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// uncompared are the fields of a schema that make no difference between a database and its models, each with the reason.
var uncompared = map[string]string{
	"Enum.Comment":      "models say none",
	"Schema.TablesOnly": "it is about the database",
	"Index.Columns":     "Index.Elements takes their place",
	"Trigger.Name":      "triggers are read for the sake of tables that are rebuilt: no model says any",
	"Trigger.SQL":       "likewise",
	"Table.Options":     "no operation changes them",
}

// TestEveryFieldIsCompared gives each field of a schema another value in turn, which the comparison must find, or
// refuse, in one direction at least.
func TestEveryFieldIsCompared(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range fieldsOf(reflect.TypeFor[schema.Schema](), nil) {
		seen[f.name] = true
		one, other := full(), full()
		f.in(other).Set(sample(f.in(other).Type(), "other"))
		there, back := noticed(one, other), noticed(other, one)
		reason, listed := uncompared[f.name]
		switch {
		case there+back == "" && !listed:
			t.Errorf("%s: another value is no difference: compare it, or say in uncompared why not", f.name)
		case there+back != "" && listed:
			t.Errorf("%s is compared, though it is listed as %q: %s%s", f.name, reason, there, back)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(uncompared)) {
		if !seen[name] {
			t.Errorf("%s is listed as not compared, and is no field of a schema", name)
		}
	}
}

// noticed is what a comparison says of the difference of two schemas, both as a database gives them back that has nothing to add:
// the operations from the one to the other, or why there are none. It is empty where it sees no difference.
func noticed(actual, desired *schema.Schema) string {
	plain := onPaper{canonical: schema.Table.Clone}
	found, err := diff.Diff(plain, diff.Input{Actual: actual.Clone(), Desired: desired.Clone(), History: actual.Clone(), Exact: true})
	if err != nil {
		return err.Error()
	}
	return details(found.Upgrade)
}

// field is a field that holds no structs.
type field struct {
	// name is the field's with that of its struct, such as Column.Type.
	name string
	// path leads from a schema to the field through structs and the first elements of lists.
	path []int
}

// fieldsOf lists the fields of a struct and of the structs in it.
func fieldsOf(t reflect.Type, path []int) (list []field) {
	for i := range t.NumField() {
		f := field{name: t.Name() + "." + t.Field(i).Name, path: append(path[:len(path):len(path)], i)}
		if inner := structIn(t.Field(i).Type); inner != nil {
			list = append(list, fieldsOf(inner, f.path)...)
		} else {
			list = append(list, f)
		}
	}
	return list
}

// structIn is the struct that a type is, or is a list of; nil where it is neither.
func structIn(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() == reflect.Struct {
		return t
	}
	return nil
}

// in is the field in a schema, whose lists get a first element where they have none.
func (f field) in(s *schema.Schema) reflect.Value {
	v := reflect.ValueOf(s).Elem()
	for _, i := range f.path {
		if v.Kind() == reflect.Slice {
			if v.Len() == 0 {
				v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			}
			v = v.Index(0)
		}
		v = v.Field(i)
	}
	return v
}

// full is a schema in which every field says something, but for those that say yes or no.
func full() *schema.Schema {
	s := &schema.Schema{}
	for _, f := range fieldsOf(reflect.TypeFor[schema.Schema](), nil) {
		if v := f.in(s); v.Kind() != reflect.Bool {
			v.Set(sample(v.Type(), strings.ToLower(strings.ReplaceAll(f.name, ".", "_"))))
		}
	}
	return s
}

// sample is a value that is not zero: the text, a list of it, or true.
func sample(t reflect.Type, text string) reflect.Value {
	v := reflect.New(t).Elem()
	switch t.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Slice:
		v.Set(reflect.Append(v, sample(t.Elem(), text)))
	default:
		panic("no sample of " + t.String())
	}
	return v
}
