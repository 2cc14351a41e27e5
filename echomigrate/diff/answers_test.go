package diff_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/echomigrate/echo-migrate/echomigrate/diff"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

func TestNamesAreSwappedOnce(test *testing.T) {
	d := databases["postgres"]
	table := t("t", "a", "b", "c")
	ring := []op.Operation{
		op.RenameColumn{Table: "t", From: "a", To: "b"}, op.RenameColumn{Table: "t", From: "b", To: "c"}, op.RenameColumn{Table: "t", From: "c", To: "a"},
	}
	in := diff.Input{
		Actual: d.stored(table), Desired: &schema.Schema{Tables: list(table)}, History: &schema.Schema{Tables: list(table)}, Exact: true, Renames: ring,
	}
	found, err := diff.Diff(d, in)
	want := []string{"RenameColumn t.a to a1", "RenameColumn t.c to a", "RenameColumn t.b to c", "RenameColumn t.a1 to b"}
	if diff := cmp.Diff(want, lines(found.Upgrade)); err != nil || diff != "" {
		test.Errorf("%v %s", err, diff)
	}
	if diff := cmp.Diff([]string{"RenameColumn t.b to a1", "RenameColumn t.c to b", "RenameColumn t.a to c", "RenameColumn t.a1 to a"}, lines(found.Downgrade)); diff != "" {
		test.Error(diff)
	}
	in.Applied = [][]op.Operation{{op.CreateTable{Table: table}}, found.Upgrade}
	again, err := diff.Diff(d, in)
	if err != nil || len(again.Upgrade) > 0 {
		test.Errorf("once applied: %v, %v", lines(again.Upgrade), err)
	}
	in.Renames = ring[:2]
	if open, err := diff.Diff(d, in); err != nil || len(open.Upgrade) > 0 {
		test.Errorf("a chain whose last name is taken: %v, %v", lines(open.Upgrade), err)
	}
}

func TestAnswers(test *testing.T) {
	d := databases["postgres"]
	number := func(name string, notNull bool) schema.Column {
		return schema.Column{Name: name, Type: "integer", NotNull: notNull}
	}
	people := func(columns ...schema.Column) schema.Table {
		return schema.Table{Name: "people", Columns: append([]schema.Column{column("id", "bigint")}, columns...)}
	}
	extra := people(number("age", false), column("junk", "text"))
	extra.Indexes = []schema.Index{{Name: "by_hand", Columns: []string{"age"}}}
	visitors := schema.Table{Name: "visitors", Columns: []schema.Column{column("seen", "date")}}
	for _, c := range []struct {
		says                 string
		there, history, want []schema.Table
		answers              diff.Answers
		up                   []string
		fails                string
		renames              []diff.RenameQuestion
		fills                []string
	}{
		{
			says: "unanswered", there: list(people(number("age", true))), want: list(people(number("years", true))),
			up:      []string{"DropColumn people.age", "AddColumn people.years"},
			renames: []diff.RenameQuestion{{From: "people.age", To: []string{"years"}}}, fills: []string{"people.years"},
		},
		{
			says: "a column that is renamed", there: list(people(number("age", true))), want: list(people(number("years", true))),
			answers: diff.Answers{Renames: []diff.Rename{{From: "people.age", To: "years"}}}, up: []string{"RenameColumn people.age to years"},
		},
		{
			says: "a table that is renamed", there: list(people()), want: list(schema.Table{Name: "persons", Columns: people().Columns}),
			answers: diff.Answers{Renames: []diff.Rename{{From: "people", To: "persons"}}}, up: []string{"RenameTable people to persons"},
		},
		{
			says: "names that are swapped", there: list(people(number("a", true), number("b", true))), want: list(people(number("a", true), number("b", true))),
			answers: diff.Answers{Renames: []diff.Rename{{From: "people.a", To: "b"}, {From: "people.b", To: "a"}}},
			up:      []string{"RenameColumn people.a to a1", "RenameColumn people.b to a", "RenameColumn people.a1 to b"},
		},
		{
			says: "a rename of nothing", there: list(people(number("age", true))), want: list(people(number("years", true))),
			answers: diff.Answers{Renames: []diff.Rename{{From: "people.ag", To: "years"}}},
			fails:   "rename people.ag to years: the database has no table or column people.ag (did you mean people.age or people.id or people?)",
		},
		{
			says: "a rename to nothing", there: list(people(number("age", true))), want: list(people(number("years", true))),
			answers: diff.Answers{Renames: []diff.Rename{{From: "people.age", To: "year"}}},
			fails:   "rename people.age to year: no model has the new name, or it is taken",
		},
		{
			says: "a new column for rows that are there", there: list(people()), want: list(people(number("age", true))),
			answers: diff.Answers{Fills: []diff.Fill{{Column: "people.age", Value: "0"}}},
			up:      []string{"AddColumn people.age", "Backfill people.age with 0", "AlterColumn people.age"},
		},
		{
			says: "a column that becomes NOT NULL", there: list(people(number("age", false))), want: list(people(number("age", true))),
			answers: diff.Answers{Fills: []diff.Fill{{Column: "people.age", Value: "0"}}},
			up:      []string{"Backfill people.age with 0", "AlterColumn people.age"},
		},
		{
			says: "a value for no column", there: list(people(number("age", false))), want: list(people(number("age", true))),
			answers: diff.Answers{Fills: []diff.Fill{{Column: "people.aeg", Value: "0"}}},
			fails:   "fill people.aeg: no such column becomes NOT NULL without a default (did you mean people.age?)", fills: []string{"people.age"},
		},
		{
			says: "what is nobody's", there: list(extra, visitors), history: list(people(number("age", false))), want: list(people(number("age", false))),
			answers: diff.Answers{Prune: []string{"visitors", "people.junk", "people.by_hand"}},
			up:      []string{"DropIndex people by_hand", "DropColumn people.junk", "DropTable visitors"},
		},
		{
			says: "what is ours", there: list(people()), want: list(people()), answers: diff.Answers{Prune: []string{"people"}},
			fails: "prune people: nothing of that name is in the database and nobody's",
		},
	} {
		test.Run(c.says, func(test *testing.T) {
			if c.history == nil {
				c.history = c.there
			}
			in := diff.Input{
				Actual: d.stored(c.there...), Desired: &schema.Schema{Tables: c.want}, History: &schema.Schema{Tables: c.history}, Exact: true, Answers: c.answers,
			}
			found, err := diff.Diff(d, in)
			if c.fails != "" {
				if err == nil || err.Error() != c.fails {
					test.Errorf("%v, want %s", err, c.fails)
				}
				return
			}
			if err != nil || found.Drift != nil {
				test.Fatal(err, found.Drift)
			}
			for _, diff := range []string{
				cmp.Diff(c.up, lines(found.Upgrade)), cmp.Diff(c.renames, found.RenameQuestions), cmp.Diff(c.fills, found.FillQuestions),
			} {
				if diff != "" {
					test.Error(diff)
				}
			}
			if len(c.fills) == 0 {
				leads(test, d, in.Actual, found, d.stored(c.want...))
			}
			// A database that never had what is pruned goes the same way.
			if made := d.stored(c.history...); op.Apply(made, found.Upgrade) != nil {
				test.Errorf("on a database that the revisions made: %v", op.Apply(made, found.Upgrade))
			}
		})
	}
}
