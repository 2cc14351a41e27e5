package revision

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestPendingIsWhatAnUpgradeToTheHeadsRuns(t *testing.T) {
	for _, c := range []struct{ text, rows, want string }{
		{"a b<a c<b", "", "a b c"},
		{"a b<a c<b", "b", "c"},
		{"a b<a c<b", "c", ""},
		{"a b<a c<b", "c a", ""},
		{"a b<a c<a d<b,c", "b", "c d"},
		{"a b<a c", "a", "c b"},
		{"a b<a c~b", "a", "b c"},
	} {
		g, err := NewGraph(written(strings.Fields(c.text)))
		if err != nil {
			t.Fatal(err)
		}
		pending, err := g.Pending(strings.Fields(c.rows))
		if got := strings.Trim(fmt.Sprint(ids(pending)), "[]"); err != nil || got != c.want {
			t.Errorf("%s at %q: %s, %v, want %s", c.text, c.rows, got, err, c.want)
		}
		if c.rows == "c a" {
			continue // which an upgrade refuses
		}
		plan, err := g.Upgrade(strings.Fields(c.rows), "heads")
		if err != nil || len(plan.Steps) != len(pending) {
			t.Fatalf("%s at %q: the upgrade has %d steps, %v", c.text, c.rows, len(plan.Steps), err)
		}
		for i, step := range plan.Steps {
			if step.Revision.ID != pending[i].ID {
				t.Errorf("%s at %q: step %d is %s, want %s", c.text, c.rows, i+1, step.Revision.ID, pending[i].ID)
			}
		}
	}
	g, err := NewGraph(written([]string{"a"}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.Pending([]string{"x"}); !errors.Is(err, NoSuchRevision) {
		t.Errorf("a row that is not there: %v", err)
	}
}
