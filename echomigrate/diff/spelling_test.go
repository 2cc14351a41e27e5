package diff_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/echomigrate/echo-migrate/echomigrate/diff"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// A database spells a default anew when it converts it, so the operation says it though it stays.
func TestADefaultIsSetAgainWithTheType(t *testing.T) {
	there := users(func(t *schema.Table) { t.Columns[1].Default = "'it''s'" })
	model := users(func(t *schema.Table) { t.Columns[1].Type, t.Columns[1].Default = "text", "'it''s'" })
	for name, d := range databases {
		found, err := diff.Diff(d, diff.Input{Actual: d.stored(there), Desired: &schema.Schema{Tables: list(model)}, History: &schema.Schema{Tables: list(there)}})
		if err != nil {
			t.Fatal(err)
		}
		want := []op.Operation{op.AlterColumn{
			Table: "users", Column: "name", From: schema.Column{Type: "varchar", Default: "'it''s'"}, To: schema.Column{Type: "text", Default: "'it''s'"},
		}}
		if diff := cmp.Diff(want, found.Upgrade); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// SQLite numbers no column that is not the key; the history knows that the model did not change.
func TestANumberedColumnLeavesTheKey(t *testing.T) {
	d := databases["sqlite"]
	model := users(func(t *schema.Table) {
		t.PrimaryKey, t.Columns[1].NotNull = schema.Key{Columns: []string{"name"}}, true
	})
	in := diff.Input{Actual: d.stored(users()), Desired: &schema.Schema{Tables: list(model)}, History: &schema.Schema{Tables: list(users().WithDefaultNames())}}
	found, err := diff.Diff(d, in)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"DropPrimaryKey users users_pkey", "AlterColumn users.name", "AddPrimaryKey users users_pkey"}
	if diff := cmp.Diff(want, lines(found.Upgrade)); diff != "" {
		t.Error(diff)
	}
	if err := op.Apply(in.History, found.Upgrade); err != nil {
		t.Fatal(err)
	}
	in.Actual = d.stored(in.History.Tables...)
	again, err := diff.Diff(d, in)
	if err != nil || len(again.Upgrade) > 0 {
		t.Errorf("again: %v, %v", lines(again.Upgrade), err)
	}
}

// spaced is a database that puts spaces into checks, which nobody foresees, and has no two relations of one name.
type spaced struct{ onPaper }

func (d spaced) Spell(tables []schema.Table, enums ...schema.Enum) ([]schema.Table, error) {
	spelled, err := d.onPaper.Spell(tables, enums...)
	taken := map[string]bool{}
	for _, t := range spelled {
		for i := range t.Checks {
			t.Checks[i].Expression = strings.ReplaceAll(t.Checks[i].Expression, ">", " > ")
		}
		for _, i := range t.Indexes {
			if taken[i.Name] {
				return nil, fmt.Errorf("index %s exists", i.Name)
			}
			taken[i.Name] = true
		}
	}
	return spelled, err
}

var asWritten = onPaper{canonical: func(t schema.Table) schema.Table { return t.WithDefaultNames() }}

func TestTheWayBackIsWrittenAsTheHistorySays(t *testing.T) {
	there := users(func(t *schema.Table) { t.Checks = []schema.Check{{Name: "adult", Expression: "age>17"}} })
	stored := there.Clone().WithDefaultNames()
	stored.Checks[0].Expression = "age > 17"
	found, err := diff.Diff(spaced{asWritten}, diff.Input{
		Actual: &schema.Schema{Tables: list(stored)}, Desired: &schema.Schema{Tables: list(users())}, History: &schema.Schema{Tables: list(there)},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []op.Operation{op.AddCheck{Table: "users", Check: schema.Check{Name: "adult", Expression: "age>17"}}}
	if diff := cmp.Diff(want, found.Downgrade); diff != "" {
		t.Error(diff)
	}
}

func TestDefaultNamesOfSeveralTablesAreSetApart(t *testing.T) {
	long := strings.Repeat("x", 62)
	indexed := func(end string) schema.Table {
		return schema.Table{Name: long + end, Columns: []schema.Column{column("a", "text")}, Indexes: []schema.Index{{Columns: []string{"a"}}}}
	}
	none := &schema.Schema{}
	found, err := diff.Diff(spaced{asWritten}, diff.Input{Actual: none, Desired: &schema.Schema{Tables: list(indexed("b"), indexed("a"))}, History: none})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, o := range found.Upgrade {
		names = append(names, o.(op.CreateTable).Table.Indexes[0].Name)
	}
	short := strings.Repeat("x", 57)
	if diff := cmp.Diff([]string{short + "_a_idx", short + "_a_id1"}, names); diff != "" {
		t.Error(diff)
	}
}
