package revision

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// A revision declares one that it follows, over however many others, or one of another branch.
func TestCompatibleWithIsOlder(t *testing.T) {
	for _, c := range []struct {
		text, id, with string
		kind           Kind
		says           string
	}{
		{"a b<a c<b", "c", "a", "", ""},
		{"a b<a c<b", "c", "b", "", ""},
		{"a b<a c<a d<b,c", "d", "a", "", ""},
		{"a b c<b~a", "c", "a", "", ""},
		{"a b<a c<a", "c", "b", "", ""},
		{"a b<a c", "c", "b", "", ""},
		{"a b<a c<b", "c", "c", NotOlder, `revision "c": it says that it stays compatible with c, which is no older revision: name one that programs without it have, or none`},
		{"a b<a c<b d<c", "b", "c", NotOlder, `revision "b": it says that it stays compatible with c, which is no older revision`},
		{"a b<a c<b d<c", "a", "d", NotOlder, "which is no older revision"},
		{"a b c<b~a", "a", "c", NotOlder, "which is no older revision"},
		{"a b<a c<b", "c", "x", Missing, `revision "c": it says that it stays compatible with x, which is not there (did you mean a or b or c?): add that revision`},
	} {
		list := written(strings.Fields(c.text))
		list[slices.IndexFunc(list, func(r Revision) bool { return r.ID == c.id })].CompatibleWith = c.with
		_, err := NewGraph(list)
		if c.kind == "" && err != nil || c.kind != "" && (!errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s, %s with %s: %v, want %s", c.text, c.id, c.with, err, c.says)
		}
	}
}

// BenchmarkCompatible puts a long history together whose every revision declares one a while before it.
func BenchmarkCompatible(b *testing.B) {
	list := []Revision{{ID: "r0"}}
	for i := 1; i < 10000; i++ {
		list = append(list, Revision{ID: fmt.Sprint("r", i), Revises: []string{fmt.Sprint("r", i-1)}, CompatibleWith: fmt.Sprint("r", max(0, i-20))})
	}
	for b.Loop() {
		if _, err := NewGraph(list); err != nil {
			b.Fatal(err)
		}
	}
}
