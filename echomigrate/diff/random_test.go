package diff_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/echomigrate/echo-migrate/echomigrate/diff"
	"github.com/echomigrate/echo-migrate/echomigrate/internal/schemagen"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// pair is a database's schema and one that it is to become, both as models say them.
type pair struct {
	before, after *schema.Schema
	// dumped says that dumps are compared too, which takes long.
	dumped bool
}

var everything = schemagen.Options{Audit: true, Extras: true, Colliding: true}

func drawPair(t *rapid.T) pair {
	before := schemagen.Schema(everything).Draw(t, "before")
	return pair{before: before, after: schemagen.Mutate(before, everything).Draw(t, "after")}
}

// find is the comparison of two schemas.
func find(t *rapid.T, d diff.Database, actual, desired, history *schema.Schema) diff.Result {
	found, err := diff.Diff(d, diff.Input{Actual: actual, Desired: desired, History: history})
	if err != nil {
		t.Fatal(err)
	}
	if len(found.Unmanaged) > 0 {
		t.Fatalf("%v are nobody's", found.Unmanaged)
	}
	return found
}

// agree checks that a comparison finds nothing.
func agree(t *rapid.T, says string, d diff.Database, actual, desired, history *schema.Schema) {
	if found := find(t, d, actual, desired, history); len(found.Upgrade)+len(found.Downgrade) > 0 {
		t.Fatalf("%s: %s\nback: %s", says, details(found.Upgrade), details(found.Downgrade))
	}
}

func details(ops []op.Operation) string {
	var b strings.Builder
	for _, o := range ops {
		fmt.Fprintf(&b, "\n%#v", o)
	}
	return b.String()
}

// apply is what operations make of a schema on paper.
func apply(t *rapid.T, s *schema.Schema, ops []op.Operation) *schema.Schema {
	s = s.Clone()
	if err := op.Apply(s, ops); err != nil {
		t.Fatalf("%v%s", err, details(ops))
	}
	return s
}

// apply is what operations make of what the database has.
func (d onPaper) apply(t *rapid.T, s *schema.Schema, ops []op.Operation) *schema.Schema {
	return apply(t, s, op.Held(d.dialect, ops))
}

// same checks that schemas are the same but for the order of columns.
func same(t *rapid.T, says string, want, got *schema.Schema) {
	if d := gocmp.Diff(unordered(want), unordered(got), cmpopts.EquateEmpty()); d != "" {
		t.Fatalf("%s (-want +got)\n%s", says, d)
	}
}

func TestOperationsLeadThereAndBack(t *testing.T) {
	for name, d := range databases {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				p := drawPair(t)
				history := apply(t, &schema.Schema{}, find(t, d, &schema.Schema{}, p.before, &schema.Schema{}).Upgrade)
				actual := d.stored(history.Tables...)
				meets(t, d, p.before, history)
				agree(t, "at the start", d, actual, p.before, history)

				found := find(t, d, actual, p.after, history)
				there := d.apply(t, actual, found.Upgrade)
				remembered := apply(t, history, found.Upgrade)
				meets(t, d, p.after, there)
				agree(t, "after the upgrade", d, d.stored(there.Tables...), p.after, remembered)
				same(t, "there and back", actual, d.stored(d.apply(t, there, found.Downgrade).Tables...))
				for other, o := range databases {
					meets(t, o, p.after, remembered)
					same(t, "there and back on "+other, o.stored(history.Tables...), o.stored(apply(t, remembered, found.Downgrade).Tables...))
				}
			})
		})
	}
}

// meets checks that a database says what models say, names aside where a model gives none.
func meets(t *rapid.T, d onPaper, models, actual *schema.Schema) {
	want, got := d.stored(models.Tables...), d.stored(actual.Tables...)
	for i := range want.Tables {
		if there := got.Table(want.Tables[i].ID()); there != nil {
			given := namesIn(*models.Table(there.ID()))
			anonymous(&want.Tables[i], given)
			anonymous(there, given)
		}
	}
	same(t, "what the models say", want, got)
}

// anonymous takes away the names of constraints and indexes that were not given, and puts them in an order without names.
func anonymous(t *schema.Table, given map[string]bool) {
	hide := func(kind string, name *string) {
		if !given[kind+*name] {
			*name = ""
		}
	}
	hide("primary key", &t.PrimaryKey.Name)
	hideIn(t.Uniques, func(v *schema.Key) { hide("unique", &v.Name) })
	hideIn(t.ForeignKeys, func(v *schema.ForeignKey) { hide("foreign key", &v.Name) })
	hideIn(t.Checks, func(v *schema.Check) { hide("check", &v.Name) })
	hideIn(t.Exclusions, func(v *schema.Exclusion) { hide("exclusion", &v.Name) })
	hideIn(t.Indexes, func(v *schema.Index) { hide("index", &v.Name) })
}

func hideIn[T any](list []T, hide func(*T)) {
	for i := range list {
		hide(&list[i])
	}
	slices.SortFunc(list, func(a, b T) int { return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
}

// namesIn are the names that a model gives, each behind its kind.
func namesIn(t schema.Table) map[string]bool {
	given := map[string]bool{"primary key" + t.PrimaryKey.Name: true}
	for _, v := range t.Uniques {
		given["unique"+v.Name] = true
	}
	for _, v := range t.ForeignKeys {
		given["foreign key"+v.Name] = true
	}
	for _, v := range t.Checks {
		given["check"+v.Name] = true
	}
	for _, v := range t.Exclusions {
		given["exclusion"+v.Name] = true
	}
	for _, v := range t.Indexes {
		given["index"+v.Name] = true
	}
	return given
}

func TestTheOrderOfTheInputDoesNotCount(t *testing.T) {
	for name, d := range databases {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				p := drawPair(t)
				history := apply(t, &schema.Schema{}, find(t, d, &schema.Schema{}, p.before, &schema.Schema{}).Upgrade)
				first := find(t, d, d.stored(history.Tables...), p.after, history)
				actual, desired := shuffled(t, d.stored(history.Tables...)), p.after.Clone()
				desired.Tables = shuffle(t, desired.Tables)
				second := find(t, d, actual, desired, shuffled(t, history))
				if diff := gocmp.Diff(first, second, cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("(-first +second)\n%s", diff)
				}
			})
		})
	}
}

// shuffled puts all in another order that has one.
func shuffled(t *rapid.T, s *schema.Schema) *schema.Schema {
	s = s.Clone()
	s.Tables = shuffle(t, s.Tables)
	for i := range s.Tables {
		table := &s.Tables[i]
		table.Uniques, table.ForeignKeys = shuffle(t, table.Uniques), shuffle(t, table.ForeignKeys)
		table.Checks, table.Indexes = shuffle(t, table.Checks), shuffle(t, table.Indexes)
		table.Exclusions = shuffle(t, table.Exclusions)
	}
	return s
}

func shuffle[T any](t *rapid.T, list []T) []T {
	if len(list) < 2 {
		return list
	}
	return rapid.Permutation(list).Draw(t, "order")
}
