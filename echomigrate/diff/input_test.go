package diff_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/echomigrate/echo-migrate/echomigrate/diff"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// TestTheInputStaysAsItIs holds for what a later proof compares again.
func TestTheInputStaysAsItIs(test *testing.T) {
	d := databases["postgres"]
	input := func() diff.Input {
		return diff.Input{
			Actual:  d.stored(users(), posts(), t("gone", "z", "a"), t("other", "a")),
			Desired: &schema.Schema{Tables: list(posts(), users(func(t *schema.Table) { t.Columns[1].Type = "text" }), t("renamed", "a", "z"), t("new", "b"))},
			History: &schema.Schema{Tables: list(users(), posts(), t("gone", "z", "a"))},
			Renames: []op.Operation{op.RenameTable{From: "gone", To: "renamed"}},
		}
	}
	in := input()
	if _, err := diff.Diff(d, in); err != nil {
		test.Fatal(err)
	}
	want := input()
	for name, pair := range map[string][2]*schema.Schema{
		"Actual": {want.Actual, in.Actual}, "Desired": {want.Desired, in.Desired}, "History": {want.History, in.History},
	} {
		if diff := cmp.Diff(pair[0], pair[1]); diff != "" {
			test.Errorf("%s (-before +after):\n%s", name, diff)
		}
	}
}
