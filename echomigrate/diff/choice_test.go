package diff_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/echomigrate/echo-migrate/echomigrate/diff"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// without is an Include that leaves out the objects of these names, such as "index users_age_idx of table users".
func without(left ...string) func(diff.Pair) bool {
	return func(p diff.Pair) bool { return !slices.Contains(left, p.String()) }
}

func TestWhatIsLeftOutStaysAsItIs(t *testing.T) {
	indexed := users(func(t *schema.Table) { t.Indexes = []schema.Index{{Name: "by_age", Columns: []string{"age"}}} })
	checked := users(func(t *schema.Table) { t.Checks = []schema.Check{{Name: "adult", Expression: "age > 17"}} })
	recheck := users(func(t *schema.Table) { t.Checks = []schema.Check{{Name: "adult", Expression: "age > 20"}} })
	unique := users(func(t *schema.Table) { t.Uniques = []schema.Key{{Columns: []string{"name"}}} })
	long := users(func(t *schema.Table) { t.Columns[1].Type, t.Columns[1].NotNull = "text", true })
	shorter := users(func(t *schema.Table) { t.Columns = t.Columns[:2] })
	keyed := users(func(t *schema.Table) {
		t.PrimaryKey, t.Columns[1].NotNull = schema.Key{Columns: []string{"id", "name"}}, true
	})
	named := users(func(t *schema.Table) { t.Columns[1].NotNull = true })
	loose := posts(func(t *schema.Table) { t.ForeignKeys = nil })
	computed := users(func(t *schema.Table) {
		t.Columns = append(t.Columns, schema.Column{Name: "next", Type: "integer", Generated: "age + 1"})
		t.Checks = []schema.Check{{Expression: "next > 0"}}
	})
	for _, c := range []struct {
		says     string
		from, to []schema.Table
		out      []string
		up, down []string
		warnings int
	}{
		{says: "a new table", to: list(users()), out: []string{"table users"}},
		{says: "a table that goes", from: list(users()), out: []string{"table users"}},
		{says: "a table that changes", from: list(users()), to: list(long), out: []string{"table users"}},
		{says: "a new column", from: list(shorter), to: list(users()), out: []string{"column age of table users"}},
		{says: "a column that goes", from: list(users()), to: list(shorter), out: []string{"column age of table users"}},
		{says: "a column that changes", from: list(users()), to: list(long), out: []string{"column name of table users"}},
		{says: "a new index", from: list(users()), to: list(indexed), out: []string{"index by_age of table users"}},
		{says: "an index that goes", from: list(indexed), to: list(users()), out: []string{"index by_age of table users"}},
		{says: "a check that changes", from: list(checked), to: list(recheck), out: []string{"check constraint adult of table users"}},
		{says: "a unique constraint without a name", from: list(users()), to: list(unique), out: []string{"unique constraint users_name_key of table users"}},
		{says: "a unique constraint that goes", from: list(unique), to: list(users()), out: []string{"unique constraint users_name_key of table users"}},
		{says: "a primary key that changes", from: list(named), to: list(keyed), out: []string{"primary key users_pkey of table users"}},
		{says: "a foreign key that goes", from: list(users(), posts()), to: list(users(), loose), out: []string{"foreign key posts_author_id_fkey of table posts"}},
		{
			says: "a new table that another one refers to", to: list(users(), posts()), out: []string{"table users"}, warnings: 1,
			up: []string{"CreateTable posts"}, down: []string{"DropTable posts"},
		},
		{
			says: "a table that is there and that a new one refers to", from: list(users()), to: list(long, posts()), out: []string{"table users"},
			up: []string{"CreateTable posts"}, down: []string{"DropTable posts"},
		},
		{
			says: "a new column that others need", from: list(shorter), to: list(computed), out: []string{"column age of table users"}, warnings: 2,
		},
		{
			says: "an index on a column that goes", from: list(indexed), to: list(shorter), out: []string{"index by_age of table users"},
			up: []string{"DropColumn users.age"}, down: []string{"AddColumn users.age"},
		},
		{
			says: "one of two", from: list(users()), out: []string{"column age of table users", "index by_age of table users"},
			to: list(users(func(t *schema.Table) {
				t.Columns[1].Type, t.Columns[2].Type = "text", "bigint"
				t.Indexes = []schema.Index{{Name: "by_age", Columns: []string{"age"}}, {Columns: []string{"age"}}}
			})),
			up:   []string{"AlterColumn users.name", "CreateIndex users users_age_idx"},
			down: []string{"DropIndex users users_age_idx", "AlterColumn users.name"},
		},
	} {
		for name, d := range databases {
			t.Run(name+"/"+c.says, func(t *testing.T) {
				var history []schema.Table
				for _, table := range c.from {
					history = append(history, table.WithDefaultNames())
				}
				found, err := diff.Diff(d, diff.Input{
					Actual: d.stored(c.from...), Desired: &schema.Schema{Tables: c.to}, History: &schema.Schema{Tables: history}, Exact: true,
					Include: without(c.out...),
				})
				if err != nil || found.Drift != nil {
					t.Fatal(err, found.Drift)
				}
				if diff := cmp.Diff(c.up, lines(found.Upgrade)); diff != "" {
					t.Error("upgrade", diff)
				}
				if diff := cmp.Diff(c.down, lines(found.Downgrade)); diff != "" {
					t.Error("downgrade", diff)
				}
				if len(found.Warnings) != c.warnings || len(found.Unmanaged) > 0 {
					t.Errorf("warnings %q, unmanaged %v", found.Warnings, found.Unmanaged)
				}
			})
		}
	}
}

func TestEachObjectIsAskedAboutOnceWithItsCounterpart(t *testing.T) {
	there := users(func(t *schema.Table) {
		t.Uniques = []schema.Key{{Name: "old_name", Columns: []string{"name"}}}
		t.Checks = []schema.Check{{Name: "adult", Expression: "age > 17"}}
	})
	model := users(func(t *schema.Table) {
		t.Columns = append(t.Columns, column("email", "text"))
		t.Uniques = []schema.Key{{Columns: []string{"name"}}}
		t.Indexes = []schema.Index{{Columns: []string{"email"}}}
	})
	for name, d := range databases {
		var asked []string
		_, err := diff.Diff(d, diff.Input{
			Actual: d.stored(there), Desired: &schema.Schema{Tables: list(model, posts())}, History: &schema.Schema{Tables: list(there)}, Exact: true,
			Include: func(p diff.Pair) bool {
				asked = append(asked, fmt.Sprintf("%s: %s, %s", p, strings.TrimPrefix(fmt.Sprintf("%T", p.Actual), "schema."), strings.TrimPrefix(fmt.Sprintf("%T", p.Desired), "schema.")))
				return p.Table.Table != "posts"
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(asked)
		want := []string{
			"check constraint adult of table users: Check, <nil>",
			"column age of table users: Column, Column",
			"column email of table users: <nil>, Column",
			"column id of table users: Column, Column",
			"column name of table users: Column, Column",
			"index users_email_idx of table users: <nil>, Index",
			"primary key users_pkey of table users: Key, Key",
			"table posts: <nil>, Table",
			"table users: Table, Table",
			"unique constraint old_name of table users: Key, Key",
		}
		if diff := cmp.Diff(want, asked); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestWhatIsLeftOutKeepsItsName(t *testing.T) {
	d := databases["postgres"]
	older := users(func(t *schema.Table) { t.Columns[1].Name = "fullname" })
	for _, c := range []struct {
		out    string
		rename op.Operation
		from   schema.Table
	}{
		{"column name of table users", op.RenameColumn{Table: "users", From: "fullname", To: "name"}, older},
		{"table users", op.RenameTable{From: "people", To: "users"}, users(func(t *schema.Table) { t.Name = "people" })},
	} {
		found, err := diff.Diff(d, diff.Input{
			Actual: d.stored(c.from), Desired: &schema.Schema{Tables: list(users())}, History: &schema.Schema{Tables: list(c.from)}, Exact: true,
			Renames: []op.Operation{c.rename}, Include: without(c.out),
		})
		if err != nil || len(found.Upgrade) > 0 || len(found.Downgrade) > 0 {
			t.Errorf("%s: %v, %v, %v", c.out, lines(found.Upgrade), lines(found.Downgrade), err)
		}
	}
}

func TestALossSaysWhy(t *testing.T) {
	d := databases["postgres"]
	there := users(func(t *schema.Table) { t.Indexes = []schema.Index{{Name: "by_age", Columns: []string{"age"}}} })
	found, err := diff.Diff(d, diff.Input{
		Actual: d.stored(there), Desired: &schema.Schema{Tables: list(users(func(t *schema.Table) { t.Columns = t.Columns[:2] }))},
		History: &schema.Schema{Tables: list(there)}, Exact: true, Include: without("index by_age of table users"),
	})
	want := []string{"The values of age are lost.", "It takes index by_age of table users along, which takes no part in comparisons."}
	if diff := cmp.Diff(map[int][]string{0: want}, found.UpgradeNotes); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
}
