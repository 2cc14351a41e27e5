package revision

import (
	"errors"
	"strings"
	"testing"
)

// FuzzNames asks for anything whatever. An error is of a kind that callers know, and one line.
func FuzzNames(f *testing.F) {
	for _, seed := range []string{"head", "b@head", "left@-1", "c1+2", "-1", "base+1", "a:c1", "@", "x@", "+", "c1+99999999999999999999", "left@a@b", "a\nb", "\xff@b"} {
		f.Add(seed)
	}
	g, err := NewGraph(written([]string{"a", "b<a", "c1<b=left", "c2<b", "m1000<c1", "m1001<c2~c1"}))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, name string) {
		rows := []string{"m1000"}
		_, resolve := g.Resolve(name)
		_, upgrade := g.Upgrade(rows, name)
		_, downgrade := g.Downgrade(rows, name)
		_, stamp := g.Stamp(rows, []string{name})
		_, history := g.History(name+":", rows)
		_, next := g.Next(NextOptions{ID: "d", Heads: []string{name}, DependsOn: []string{name}})
		for _, err := range []error{resolve, upgrade, downgrade, stamp, history, next} {
			if err == nil {
				continue
			}
			var known *Error
			if !errors.As(err, &known) || known.Kind == "" || known.Reason == "" || strings.Contains(err.Error(), "\n") {
				t.Errorf("%q: %T %v", name, err, err)
			}
		}
	})
}
