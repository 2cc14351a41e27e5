package diff_test

import (
	"hash/fnv"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/echomigrate/echo-migrate/echomigrate/diff"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// some leaves out a quarter of the objects of some kinds, always the same ones.
func some(seed uint32, kinds map[string]bool, left *[]diff.Pair) func(diff.Pair) bool {
	return func(p diff.Pair) bool {
		h := fnv.New32()
		h.Write([]byte(p.String()))
		out := kinds[p.Kind] && (h.Sum32()^seed)%4 == 0
		if out {
			*left = append(*left, p)
		}
		return !out
	}
}

// object finds what a pair is about in a schema; nil when it is not there.
func object(s *schema.Schema, o diff.Object) any {
	t := s.Table(o.Table)
	if t == nil {
		return nil
	}
	var found any
	switch o.Kind {
	case diff.KindTable:
		found = t
	case diff.KindColumn:
		found = t.Column(o.Name)
	case diff.KindUnique:
		found = t.Unique(o.Name)
	case diff.KindCheck:
		found = t.Check(o.Name)
	case diff.KindIndex:
		found = t.Index(o.Name)
	case diff.KindForeignKey:
		found = t.ForeignKey(o.Name)
	}
	if v := reflect.ValueOf(found); v.IsNil() {
		return nil
	}
	if c, is := found.(*schema.Column); is { // SQLite numbers a column only as long as it is the key
		c = &schema.Column{Name: c.Name, Type: c.Type, Default: c.Default, Generated: c.Generated, Collation: c.Collation}
		found = c
	}
	return reflect.ValueOf(found).Elem().Interface()
}

// goesAlong reports whether an object goes together with a column.
func goesAlong(found diff.Result, o diff.Object) bool {
	for _, notes := range found.UpgradeNotes {
		if slices.Contains(notes, "It takes "+o.String()+" along, which takes no part in comparisons.") {
			return true
		}
	}
	return false
}

func TestWhatIsLeftOutIsLeftAloneOnTheWayThereAndBack(t *testing.T) {
	plain := map[string]bool{diff.KindTable: true, diff.KindColumn: true, diff.KindCheck: true, diff.KindIndex: true, diff.KindUnique: true, diff.KindForeignKey: true}
	for name, d := range databases {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				p := drawPair(t)
				history := apply(t, &schema.Schema{}, find(t, d, &schema.Schema{}, p.before, &schema.Schema{}).Upgrade)
				actual := d.stored(history.Tables...)
				var left []diff.Pair
				in := diff.Input{Actual: actual, Desired: p.after, History: history, Include: some(rapid.Uint32().Draw(t, "seed"), plain, &left)}
				found, err := diff.Diff(d, in)
				if err != nil && strings.Contains(err.Error(), "which stays, needs it") {
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				if found.Drift != nil { // a foreign key goes along with its column, too late for what it refers to
					return
				}
				there := d.apply(t, actual, found.Upgrade)
				lossless := true
				for _, o := range left {
					if goesAlong(found, o.Object) {
						lossless = false
						continue
					}
					before, after := object(actual, o.Object), object(d.stored(there.Tables...), o.Object)
					if !reflect.DeepEqual(before, after) {
						t.Errorf("%s was %+v and is %+v%s", o.Object, before, after, details(found.Upgrade))
					}
				}
				if !lossless {
					return
				}
				same(t, "there and back", actual, d.stored(d.apply(t, there, found.Downgrade).Tables...))
				in.Actual, in.History = d.stored(there.Tables...), apply(t, history, found.Upgrade)
				again, err := diff.Diff(d, in)
				if err != nil || len(again.Upgrade)+len(again.Downgrade) > 0 {
					t.Errorf("again: %v%s\nback%s", err, details(again.Upgrade), details(again.Downgrade))
				}
			})
		})
	}
}
