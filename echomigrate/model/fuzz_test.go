package model

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func FuzzTag(f *testing.F) {
	for _, tag := range []string{
		"index", "index,check:'a > 0',comment:it's", "check:b in ('x', \"y\"),was:z", "index:x(a, b desc) where c = 'd'",
		"unique:(a, b) nulls not distinct", "fk:(a) references b(c) on delete set null", "((((", "''''", "a:b:c", ",,", "check:a: b",
		"index:(a collate \"C\" ops(x=1) desc nulls first) using gin include (b)", "index:(lower(a) || b)", "index:(é, \xff)", strings.Repeat("\x80", 50),
	} {
		f.Add(tag)
	}
	anyColumn := func(name string) (string, error) { return name, nil }
	f.Fuzz(func(t *testing.T, tag string) {
		parts, err := split(tag)
		if err == nil && strings.Join(parts, ",") != tag {
			t.Errorf("%q was cut into %q", tag, parts)
		}
		for _, of := range []carrier{ofColumn, ofRelation, ofTable} {
			options, err := parseTag(tag, of)
			if err != nil && strings.Contains(err.Error(), "\n") {
				t.Errorf("%q gave an error of more than one line: %v", tag, err)
			}
			for _, o := range options {
				if _, known := rules[of][o.name]; !known {
					t.Errorf("%q has the option %q, which there is not", tag, o.name)
				}
			}
		}
		if i, err := parseIndex(tag, anyColumn); err == nil && len(i.Key()) == 0 {
			t.Errorf("index %q has no elements", tag)
		}
		if k, err := parseUnique(tag); err == nil && len(k.Columns) == 0 {
			t.Errorf("unique constraint %q has no columns", tag)
		}
		if k, err := parseForeignKey(tag); err == nil && (len(k.Columns) == 0 || len(k.Columns) != len(k.RefColumns) || k.RefTable == "") {
			t.Errorf("foreign key %q became %+v", tag, k)
		}
		if strings.TrimSpace(tag) == "" {
			return
		}
		// Whatever a value is, it can be said in quotes.
		quoted := "comment:'" + strings.ReplaceAll(tag, "'", "''") + "',was:x"
		options, err := parseTag(quoted, ofColumn)
		if err != nil {
			t.Fatalf("%s: %v", quoted, err)
		}
		if d := cmp.Diff([]option{{"comment", tag}, {"was", "x"}}, options, cmp.AllowUnexported(option{})); d != "" {
			t.Error(d)
		}
	})
}
