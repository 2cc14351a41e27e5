package diff_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/echomigrate/echo-migrate/echomigrate/diff"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// t is a table with a column of each name.
func t(name string, columns ...string) schema.Table {
	table := schema.Table{Name: name}
	for _, c := range columns {
		table.Columns = append(table.Columns, column(c, "text"))
	}
	return table
}

func TestAnOldNameMayBeGivenAway(test *testing.T) {
	for _, c := range []struct {
		says     string
		from, to []schema.Table
		renames  []op.Operation
		up       []string
	}{
		{
			"a column's name goes to a new one", list(t("t", "x")), list(t("t", "x_old", "x")),
			[]op.Operation{op.RenameColumn{Table: "t", From: "x", To: "x_old"}},
			[]string{"RenameColumn t.x to x_old", "AddColumn t.x"},
		},
		{
			"a chain", list(t("t", "a", "b")), list(t("t", "b", "c")),
			[]op.Operation{op.RenameColumn{Table: "t", From: "a", To: "b"}, op.RenameColumn{Table: "t", From: "b", To: "c"}},
			[]string{"RenameColumn t.b to c", "RenameColumn t.a to b"},
		},
		{
			"a table's name goes to a new one", list(t("a", "x")), list(t("a", "y"), t("a_old", "x")),
			[]op.Operation{op.RenameTable{From: "a", To: "a_old"}},
			[]string{"RenameTable a to a_old", "CreateTable a"},
		},
	} {
		test.Run(c.says, func(test *testing.T) {
			d := databases["postgres"]
			in := diff.Input{
				Actual: d.stored(c.from...), Desired: &schema.Schema{Tables: c.to}, History: &schema.Schema{Tables: c.from}, Exact: true, Renames: c.renames,
			}
			found, err := diff.Diff(d, in)
			if err != nil {
				test.Fatal(err)
			}
			if diff := cmp.Diff(c.up, lines(found.Upgrade)); diff != "" {
				test.Error(diff)
			}
			leads(test, d, in.Actual, found, d.stored(c.to...))
			in.Actual, in.History = d.stored(c.to...), &schema.Schema{Tables: c.to}
			if again, err := diff.Diff(d, in); err != nil || len(again.Upgrade) > 0 {
				test.Errorf("done again: %v, %v", lines(again.Upgrade), err)
			}
		})
	}
}

// A revision runs on every database, so it cannot change what revisions made on none.
func TestWhatNoRevisionMadeIsNotChanged(test *testing.T) {
	d := databases["postgres"]
	indexed := t("t", "a", "b")
	indexed.Indexes = []schema.Index{{Name: "by_hand", Columns: []string{"a", "b"}}}
	computed := t("t", "a")
	computed.Columns = append(computed.Columns, schema.Column{Name: "g", Type: "text", Generated: "a || 'x'"})
	retyped := t("t")
	retyped.Columns = []schema.Column{column("a", "varchar(9)")}
	for _, c := range []struct {
		says           string
		actual, model  []schema.Table
		history        []schema.Table
		up             []string
		fails, mention string
	}{
		{says: "the database is all there is", actual: list(t("t", "a")), model: list(t("t", "a")), mention: "table t was made by other means"},
		{says: "a column for a table that no revision makes", actual: list(t("t", "a")), model: list(t("t", "a", "b")), fails: "stamp that one here"},
		{
			says: "an index that goes with a column", actual: list(indexed), model: list(t("t", "a")), history: list(t("t", "a", "b")),
			up: []string{"DropColumn t.b"},
		},
		{says: "a computed column that is in the way", actual: list(computed), model: list(retyped), history: list(t("t", "a")), fails: "column g"},
		{says: "a stamped database without its tables", model: list(t("t", "a")), history: list(t("t", "a")), fails: "changed by hand or stamped"},
	} {
		test.Run(c.says, func(test *testing.T) {
			found, err := diff.Diff(d, diff.Input{
				Actual: d.stored(c.actual...), Desired: &schema.Schema{Tables: c.model}, History: &schema.Schema{Tables: c.history}, Exact: true,
			})
			if c.fails != "" && err == nil {
				err = found.Drift
			}
			if c.fails != "" {
				if err == nil || !strings.Contains(err.Error(), c.fails) {
					test.Errorf("got %v, want an error that says %q", err, c.fails)
				}
				return
			}
			if err != nil {
				test.Fatal(err)
			}
			if diff := cmp.Diff(c.up, lines(found.Upgrade)); diff != "" {
				test.Error(diff)
			}
			if c.mention != "" && (len(found.Warnings) != 1 || !strings.Contains(found.Warnings[0], c.mention)) {
				test.Errorf("warnings %v, want %q", found.Warnings, c.mention)
			}
		})
	}
}

func TestLossesAreNoted(test *testing.T) {
	d := databases["postgres"]
	computed := t("t", "a")
	computed.Columns = append(computed.Columns, schema.Column{Name: "b", Type: "text", Generated: "a || 'x'"})
	for _, c := range []struct {
		says     string
		from, to schema.Table
		lost     bool
	}{
		{"a column becomes computed", t("t", "a", "b"), computed, true},
		{"a computed column is computed anew", computed, func() schema.Table {
			other := computed.Clone()
			other.Columns[1].Generated = "a || 'y'"
			return other
		}(), false},
	} {
		found, err := diff.Diff(d, diff.Input{
			Actual: d.stored(c.from), Desired: &schema.Schema{Tables: list(c.to)}, History: &schema.Schema{Tables: list(c.from)}, Exact: true,
		})
		if err != nil {
			test.Fatal(err)
		}
		lost := false
		for _, notes := range found.UpgradeNotes {
			lost = lost || strings.Contains(strings.Join(notes, " "), "values of b are lost")
		}
		if lost != c.lost {
			test.Errorf("%s: the notes are %v", c.says, found.UpgradeNotes)
		}
	}
}

func TestADefaultIsWrittenAsItWasGivenWhenTheTypeChanges(test *testing.T) {
	d := databases["postgres"]
	with := func(columnType string) schema.Table {
		return schema.Table{Name: "t", Columns: []schema.Column{{Name: "w", Type: columnType, Default: "'2020-01-01'"}}}
	}
	found, err := diff.Diff(d, diff.Input{
		Actual: d.stored(with("date")), Desired: &schema.Schema{Tables: list(with("timestamptz"))},
		History: &schema.Schema{Tables: list(with("date"))}, Exact: true,
	})
	want := []op.Operation{op.AlterColumn{
		Table: "t", Column: "w",
		From: schema.Column{Type: "date", Default: "'2020-01-01'"}, To: schema.Column{Type: "timestamptz", Default: "'2020-01-01'"},
	}}
	if diff := cmp.Diff(want, found.Upgrade); err != nil || diff != "" {
		test.Errorf("%v %s", err, diff)
	}
}
