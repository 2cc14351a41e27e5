package diff_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/echomigrate/echo-migrate/echomigrate/diff"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// asked compares as it was told to and remembers what it was asked.
type asked struct {
	verdict diff.Verdict
	columns []string
}

func (a *asked) compare(table schema.Name, actual, desired schema.Column) diff.Verdict {
	a.columns = append(a.columns, table.String()+"."+desired.Name+": "+actual.Type+" "+actual.Default+", "+desired.Type+" "+desired.Default)
	return a.verdict
}

func TestTheCallerComparesTypes(t *testing.T) {
	model := users(func(t *schema.Table) { t.Columns[1].Type, t.Columns[1].NotNull = "text", true })
	narrow := op.AlterColumn{Table: "users", Column: "name", From: schema.Column{}, To: schema.Column{NotNull: true}}
	whole := op.AlterColumn{Table: "users", Column: "name", From: schema.Column{Type: "varchar"}, To: schema.Column{Type: "text", NotNull: true}}
	for name, d := range databases {
		for verdict, want := range map[diff.Verdict]op.Operation{diff.Undecided: whole, diff.Same: narrow, diff.Different: whole} {
			a := &asked{verdict: verdict}
			found, err := diff.Diff(d, diff.Input{
				Actual: d.stored(users()), Desired: &schema.Schema{Tables: list(model)}, History: &schema.Schema{Tables: list(users())}, Exact: true,
				CompareType: a.compare,
			})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]op.Operation{want}, found.Upgrade); diff != "" {
				t.Errorf("%s, verdict %d: %s", name, verdict, diff)
			}
			leads(t, d, d.stored(users()), found, func() *schema.Schema {
				to := model
				if verdict == diff.Same {
					to = users(func(t *schema.Table) { t.Columns[1].NotNull = true })
				}
				return d.stored(to)
			}())
			if diff := cmp.Diff([]string{"users.name: varchar , text "}, a.columns); diff != "" {
				t.Errorf("%s: asked %s", name, diff)
			}
		}
	}
}

func TestTheCallerComparesDefaults(t *testing.T) {
	there := users(func(t *schema.Table) { t.Columns[2].Default = "1" })
	model := users(func(t *schema.Table) { t.Columns[2].Default = "2" })
	change := op.AlterColumn{Table: "users", Column: "age", From: schema.Column{Default: "1"}, To: schema.Column{Default: "2"}}
	for name, d := range databases {
		for verdict, want := range map[diff.Verdict][]op.Operation{diff.Undecided: {change}, diff.Same: nil, diff.Different: {change}} {
			found, err := diff.Diff(d, diff.Input{
				Actual: d.stored(there), Desired: &schema.Schema{Tables: list(model)}, History: &schema.Schema{Tables: list(there)}, Exact: true,
				CompareDefault: (&asked{verdict: verdict}).compare,
			})
			if diff := cmp.Diff(want, found.Upgrade); err != nil || diff != "" {
				t.Errorf("%s, verdict %d: %v %s", name, verdict, err, diff)
			}
		}
	}
}

// plain is a database to which text and varchar are the same, and so are all defaults.
var plain = onPaper{canonical: func(t schema.Table) schema.Table {
	t = t.WithDefaultNames()
	for i := range t.Columns {
		if t.Columns[i].Type == "varchar" {
			t.Columns[i].Type = "text"
		}
		t.Columns[i].Default = ""
	}
	return t
}}

func TestTheCallerFindsWhatTheDatabaseTakesForTheSame(t *testing.T) {
	typed := func(name, byDefault string) schema.Table {
		return users(func(t *schema.Table) { t.Columns[1].Type, t.Columns[1].Default = name, byDefault })
	}
	there, model := typed("varchar", "'a'"), typed("text", "'b'")
	in := diff.Input{Actual: plain.stored(there), Desired: &schema.Schema{Tables: list(model)}, History: &schema.Schema{Tables: list(there)}, Exact: true}
	different := &asked{verdict: diff.Different}
	in.CompareDefault = different.compare
	in.CompareType = func(schema.Name, schema.Column, schema.Column) diff.Verdict { return diff.Same }
	found, err := diff.Diff(plain, in)
	if err != nil {
		t.Fatal(err)
	}
	want := []op.Operation{op.AlterColumn{Table: "users", Column: "name", From: schema.Column{Default: "'a'"}, To: schema.Column{Default: "'b'"}}}
	if diff := cmp.Diff(want, found.Upgrade); diff != "" {
		t.Error(diff)
	}
}

func TestNamesGoByTheNaming(t *testing.T) {
	naming := schema.Naming{PrimaryKey: "pk_{table}", Unique: "uq_{table}_{columns}", Index: "ix_{table}_{columns}"}
	model := users(func(t *schema.Table) {
		t.Uniques = []schema.Key{{Columns: []string{"name"}}}
		t.Indexes = []schema.Index{{Columns: []string{"age"}}}
	})
	for name, d := range databases {
		there := users(func(t *schema.Table) { t.Uniques = []schema.Key{{Name: "older", Columns: []string{"name"}}} })
		found, err := diff.Diff(d, diff.Input{
			Actual: d.stored(there), Desired: &schema.Schema{Tables: list(model)}, History: &schema.Schema{Tables: list(there.WithDefaultNames())}, Exact: true, Naming: naming,
		})
		if diff := cmp.Diff([]string{"CreateIndex users ix_users_age"}, lines(found.Upgrade)); err != nil || diff != "" {
			t.Errorf("%s, other names: %v %s", name, err, diff)
		}
		found, err = diff.Diff(d, diff.Input{Actual: d.stored(), Desired: &schema.Schema{Tables: list(model)}, History: &schema.Schema{}, Exact: true, Naming: naming})
		if err != nil {
			t.Fatal(err)
		}
		created := found.Upgrade[0].(op.CreateTable).Table
		if got := []string{created.PrimaryKey.Name, created.Uniques[0].Name, created.Indexes[0].Name}; !cmp.Equal(got, []string{"pk_users", "uq_users_name", "ix_users_age"}) {
			t.Errorf("%s: a new table has the names %v", name, got)
		}
	}
}
