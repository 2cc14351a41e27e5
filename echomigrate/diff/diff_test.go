package diff_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect/postgres"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/sqlite"
	"github.com/echomigrate/echo-migrate/echomigrate/diff"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// onPaper is a database that spells everything as its dialect does without being asked.
type onPaper struct {
	canonical func(schema.Table) schema.Table
	// dialect says what the database does not have.
	dialect op.Dialect
}

func (d onPaper) Canonical(t schema.Table) schema.Table { return d.canonical(t) }

func (d onPaper) Spell(tables []schema.Table, enums ...schema.Enum) ([]schema.Table, error) {
	spelled := make([]schema.Table, len(tables))
	for i, t := range tables {
		spelled[i] = d.canonical(t)
	}
	return spelled, nil
}

var databases = map[string]onPaper{
	"postgres": {postgres.New().Canonical, postgres.New()}, "sqlite": {sqlite.New().Canonical, sqlite.New()},
}

// stored is a schema as a database has it.
func (d onPaper) stored(tables ...schema.Table) *schema.Schema {
	s := &schema.Schema{}
	for _, t := range tables {
		s.Tables = append(s.Tables, d.canonical(t))
	}
	s.Sort()
	return s
}

func column(name, columnType string) schema.Column {
	return schema.Column{Name: name, Type: columnType}
}

// users is a table to change.
func users(change ...func(*schema.Table)) schema.Table {
	t := schema.Table{
		Name: "users",
		Columns: []schema.Column{
			{Name: "id", Type: "bigserial", NotNull: true}, column("name", "varchar"), column("age", "integer"),
		},
		PrimaryKey: schema.Key{Columns: []string{"id"}},
	}
	for _, c := range change {
		c(&t)
	}
	return t
}

func posts(change ...func(*schema.Table)) schema.Table {
	t := schema.Table{
		Name:        "posts",
		Columns:     []schema.Column{{Name: "id", Type: "bigint", NotNull: true}, column("author_id", "bigint")},
		PrimaryKey:  schema.Key{Columns: []string{"id"}},
		ForeignKeys: []schema.ForeignKey{{Columns: []string{"author_id"}, RefTable: "users", RefColumns: []string{"id"}}},
	}
	for _, c := range change {
		c(&t)
	}
	return t
}

// once are the elements of a constraint that lets each value occur once.
func once(column string) []schema.ExclusionElement {
	return []schema.ExclusionElement{{Column: column, Operator: "="}}
}

func lines(ops []op.Operation) []string {
	var list []string
	for _, o := range ops {
		list = append(list, o.String())
	}
	return list
}

func list(tables ...schema.Table) []schema.Table { return tables }

func TestOperations(t *testing.T) {
	for _, c := range []struct {
		says     string
		from, to []schema.Table
		up, down []string
		// downOn is the way back on one kind of database that does it otherwise.
		downOn map[string][]string
	}{
		{says: "nothing", from: list(users(), posts()), to: list(posts(), users())},
		{
			says: "new tables stand behind those that they refer to",
			to:   list(posts(), users()),
			up:   []string{"CreateTable users", "CreateTable posts"},
			down: []string{"DropTable posts", "DropTable users"},
		},
		{
			says: "a cycle of new tables is closed behind them",
			to: list(posts(), users(func(t *schema.Table) {
				t.Columns = append(t.Columns, column("best_id", "bigint"))
				t.ForeignKeys = []schema.ForeignKey{{Columns: []string{"best_id"}, RefTable: "posts", RefColumns: []string{"id"}}}
			})),
			up:   []string{"CreateTable posts", "CreateTable users", "AddForeignKey posts posts_author_id_fkey"},
			down: []string{"DropForeignKey posts posts_author_id_fkey", "DropTable users", "DropTable posts"},
		},
		{
			says: "columns and what belongs to them",
			from: list(users(), posts()),
			to: list(posts(), users(func(t *schema.Table) {
				t.Columns = []schema.Column{t.Columns[0], {Name: "name", Type: "text", NotNull: true}, column("email", "text")}
				t.Uniques = []schema.Key{{Columns: []string{"email"}}}
				t.Indexes = []schema.Index{{Columns: []string{"name"}}}
				t.Comment = "who writes"
			})),
			up: []string{
				"DropColumn users.age", "AlterColumn users.name", "AddColumn users.email", "AddUnique users users_email_key",
				"CreateIndex users users_name_idx", "SetTableComment users",
			},
			down: []string{
				"DropUnique users users_email_key", "DropIndex users users_name_idx", "DropColumn users.email", "AlterColumn users.name",
				"AddColumn users.age", "SetTableComment users",
			},
		},
		{
			says: "a foreign key makes way for another type of the column that it refers to",
			from: list(users(), posts()),
			to: list(
				users(func(t *schema.Table) { t.Columns[0].Type = "text" }),
				posts(func(t *schema.Table) { t.Columns[1].Type = "text" }),
			),
			up: []string{
				"DropForeignKey posts posts_author_id_fkey", "AlterColumn posts.author_id", "AlterColumn users.id", "AddForeignKey posts posts_author_id_fkey",
			},
			down: []string{
				"DropForeignKey posts posts_author_id_fkey", "AlterColumn posts.author_id", "AlterColumn users.id", "AddForeignKey posts posts_author_id_fkey",
			},
		},
		{
			says: "a foreign key makes way for another spelling of the key that it refers to",
			from: list(users(func(t *schema.Table) {
				t.PrimaryKey = schema.Key{Name: "old", Columns: []string{"id"}}
			}), posts()),
			to: list(users(func(t *schema.Table) {
				t.PrimaryKey, t.Uniques = schema.Key{}, []schema.Key{{Name: "new", Columns: []string{"id"}}}
			}), posts()),
			up: []string{
				"DropForeignKey posts posts_author_id_fkey", "DropPrimaryKey users old", "AddUnique users new", "AddForeignKey posts posts_author_id_fkey",
			},
			down: []string{
				"DropForeignKey posts posts_author_id_fkey", "DropUnique users new", "AddPrimaryKey users old", "AddForeignKey posts posts_author_id_fkey",
			},
			downOn: map[string][]string{op.SQLite: { // where the column numbers itself again with the key
				"DropForeignKey posts posts_author_id_fkey", "DropUnique users new", "AlterColumn users.id (only sqlite)", "AddPrimaryKey users old",
				"AddForeignKey posts posts_author_id_fkey",
			}},
		},
		{
			says: "what says the same gets its new name, and foreign keys to it stay",
			from: list(users(func(t *schema.Table) {
				t.PrimaryKey.Name, t.Indexes = "old", []schema.Index{{Name: "by_age", Columns: []string{"age"}}}
			}), posts()),
			to: list(users(func(t *schema.Table) {
				t.PrimaryKey.Name, t.Indexes = "new", []schema.Index{{Name: "by_years", Columns: []string{"age"}}}
			}), posts()),
			up:   []string{"RenameConstraint users old to new", "RenameIndex users by_age to by_years"},
			down: []string{"RenameConstraint users new to old", "RenameIndex users by_years to by_age"},
		},
		{
			says: "a foreign key makes way for another type of a column that the key carries along",
			from: list(users(func(t *schema.Table) {
				t.PrimaryKey, t.Uniques = schema.Key{}, []schema.Key{{Columns: []string{"id"}, Include: []string{"age"}}}
			}), posts()),
			to: list(users(func(t *schema.Table) {
				t.Columns[2].Type = "bigint"
				t.PrimaryKey, t.Uniques = schema.Key{}, []schema.Key{{Columns: []string{"id"}, Include: []string{"age"}}}
			}), posts()),
			up: []string{
				"DropForeignKey posts posts_author_id_fkey", "AlterColumn users.age", "AddForeignKey posts posts_author_id_fkey",
			},
			down: []string{
				"DropForeignKey posts posts_author_id_fkey", "AlterColumn users.age", "AddForeignKey posts posts_author_id_fkey",
			},
		},
		{
			says: "expressions make way for another type of a column",
			from: list(users(func(t *schema.Table) {
				t.Checks = []schema.Check{{Expression: "name <> ''"}, {Expression: "age > 0"}}
				t.Indexes = []schema.Index{{Columns: []string{"name"}}, {Columns: []string{"age"}, Where: "name <> ''"}}
			})),
			to: list(users(func(t *schema.Table) {
				t.Columns[1].Type = "text"
				t.Checks = []schema.Check{{Expression: "name <> ''"}, {Expression: "age > 0"}}
				t.Indexes = []schema.Index{{Columns: []string{"name"}}, {Columns: []string{"age"}, Where: "name <> ''"}}
			})),
			up: []string{
				"DropCheck users users_name_check", "DropIndex users users_age_idx", "AlterColumn users.name",
				"AddCheck users users_name_check", "CreateIndex users users_age_idx",
			},
			down: []string{
				"DropCheck users users_name_check", "DropIndex users users_age_idx", "AlterColumn users.name",
				"AddCheck users users_name_check", "CreateIndex users users_age_idx",
			},
		},
		{
			says: "an action of a foreign key",
			from: list(users(), posts()),
			to:   list(users(), posts(func(t *schema.Table) { t.ForeignKeys[0].OnDelete = schema.Cascade })),
			up:   []string{"DropForeignKey posts posts_author_id_fkey", "AddForeignKey posts posts_author_id_fkey"},
			down: []string{"DropForeignKey posts posts_author_id_fkey", "AddForeignKey posts posts_author_id_fkey"},
		},
		{
			says: "a computed column is made anew with what involves it",
			from: list(users(func(t *schema.Table) {
				t.Columns = append(t.Columns, schema.Column{Name: "next", Type: "integer", Generated: "age + 1"})
				t.Indexes = []schema.Index{{Columns: []string{"next"}}}
			})),
			to: list(users(func(t *schema.Table) {
				t.Columns[2].Type = "bigint"
				t.Columns = append(t.Columns, schema.Column{Name: "next", Type: "integer", Generated: "age + 1"})
				t.Indexes = []schema.Index{{Columns: []string{"next"}}}
			})),
			up: []string{
				"DropIndex users users_next_idx", "DropColumn users.next", "AlterColumn users.age", "AddColumn users.next", "CreateIndex users users_next_idx",
			},
			down: []string{
				"DropIndex users users_next_idx", "DropColumn users.next", "AlterColumn users.age", "AddColumn users.next", "CreateIndex users users_next_idx",
			},
		},
		{
			says: "a column is no longer computed from one that goes",
			from: list(users(func(t *schema.Table) {
				t.Columns = append(t.Columns, schema.Column{Name: "next", Type: "integer", Generated: "age + 1"})
			})),
			to: list(users(func(t *schema.Table) {
				t.Columns[2] = column("next", "integer")
			})),
			up:   []string{"AlterColumn users.next", "DropColumn users.age"},
			down: []string{"DropColumn users.next", "AddColumn users.age", "AddColumn users.next"},
		},
		{
			says: "a column stops numbering itself",
			from: list(users()),
			to:   list(users(func(t *schema.Table) { t.Columns[0].Type = "bigint" })),
			up:   []string{"AlterColumn users.id"},
			down: []string{"AlterColumn users.id"},
		},
		{
			says: "an exclusion constraint, also where the database has none",
			from: list(users(func(t *schema.Table) { t.Exclusions = []schema.Exclusion{{Elements: once("name"), Using: "hash"}} })),
			to:   list(users(func(t *schema.Table) { t.Exclusions = []schema.Exclusion{{Elements: once("age"), Using: "hash"}} })),
			up:   []string{"DropExclusion users users_name_excl", "AddExclusion users users_age_excl"},
			down: []string{"DropExclusion users users_age_excl", "AddExclusion users users_name_excl"},
		},
		{
			says: "what is not valid is validated",
			from: list(users(func(t *schema.Table) {
				t.Checks = []schema.Check{{Name: "grown", Expression: "age > 17", NotValid: true}}
			})),
			to:   list(users(func(t *schema.Table) { t.Checks = []schema.Check{{Name: "grown", Expression: "age > 17"}} })),
			up:   []string{"ValidateConstraint users grown"},
			down: []string{"DropCheck users grown", "AddCheck users grown"},
		},
		{
			says: "an exclusion constraint is another one under the same name",
			from: list(users(func(t *schema.Table) {
				t.Exclusions = []schema.Exclusion{{Name: "x", Elements: once("name"), Using: "hash"}}
			})),
			to: list(users(func(t *schema.Table) {
				t.Exclusions = []schema.Exclusion{{Name: "x", Elements: once("name"), Using: "btree"}}
			})),
			up:   []string{"DropExclusion users x", "AddExclusion users x"},
			down: []string{"DropExclusion users x", "AddExclusion users x"},
		},
		{
			says: "a table that keeps no column is another table",
			from: list(schema.Table{Name: "t", Columns: []schema.Column{column("a", "text")}}),
			to:   list(schema.Table{Name: "t", Columns: []schema.Column{column("b", "text")}}),
			up:   []string{"DropTable t", "CreateTable t"},
			down: []string{"DropTable t", "CreateTable t"},
		},
	} {
		for name, d := range databases {
			t.Run(name+"/"+c.says, func(t *testing.T) {
				history := &schema.Schema{Tables: c.from}
				found, err := diff.Diff(d, diff.Input{Actual: d.stored(c.from...), Desired: &schema.Schema{Tables: c.to}, History: history})
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(c.up, lines(found.Upgrade)); diff != "" {
					t.Errorf("upgrade (-want +got):\n%s", diff)
				}
				down := c.down
				if other, is := c.downOn[name]; is {
					down = other
				}
				if diff := cmp.Diff(down, lines(found.Downgrade)); diff != "" {
					t.Errorf("downgrade (-want +got):\n%s", diff)
				}
				leads(t, d, d.stored(c.from...), found, d.stored(c.to...))
			})
		}
	}
}

// leads checks that the operations lead from one schema to the other and back.
func leads(t *testing.T, d onPaper, from *schema.Schema, found diff.Result, to *schema.Schema) {
	t.Helper()
	at := from.Clone()
	for _, leg := range []struct {
		ops  []op.Operation
		want *schema.Schema
	}{{found.Upgrade, to}, {found.Downgrade, from}} {
		if err := op.Apply(at, op.Held(d.dialect, leg.ops)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(unordered(leg.want), unordered(d.stored(at.Tables...))); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	}
}

// unordered leaves the order of columns aside.
func unordered(s *schema.Schema) *schema.Schema {
	s = s.Clone()
	for i := range s.Tables {
		slices.SortFunc(s.Tables[i].Columns, func(a, b schema.Column) int { return strings.Compare(a.Name, b.Name) })
	}
	s.Sort()
	return s
}

func TestWhatIsValidStaysSo(t *testing.T) {
	check := func(notValid bool) schema.Table {
		return users(func(t *schema.Table) {
			t.Checks = []schema.Check{{Name: "grown", Expression: "age > 17", NotValid: notValid}}
		})
	}
	for name, d := range databases {
		t.Run(name, func(t *testing.T) {
			model := &schema.Schema{Tables: list(check(true))}
			for _, history := range []schema.Table{check(true), check(false)} {
				found, err := diff.Diff(d, diff.Input{Actual: d.stored(check(false)), Desired: model, History: &schema.Schema{Tables: list(history)}})
				if err != nil {
					t.Fatal(err)
				}
				if ops := append(lines(found.Upgrade), lines(found.Downgrade)...); len(ops) > 0 {
					t.Errorf("a history of %v: %q", history.Checks, ops)
				}
			}
		})
	}
}

func TestStorageParametersStayWhereNobodySaysAny(t *testing.T) {
	indexed := func(with ...string) schema.Table {
		return users(func(t *schema.Table) { t.Indexes = []schema.Index{{Columns: []string{"age"}, With: with}} })
	}
	for _, c := range []struct {
		actual, history, model schema.Table
		up                     []string
	}{
		{actual: indexed("fillfactor=70"), history: indexed(), model: indexed()},
		{actual: indexed("fillfactor=70"), history: indexed("fillfactor=70"), model: indexed("fillfactor = 70")},
		{indexed("fillfactor=70"), indexed("fillfactor=70"), indexed(), []string{"DropIndex users users_age_idx", "CreateIndex users users_age_idx"}},
		{indexed(), indexed(), indexed("fillfactor=70"), []string{"DropIndex users users_age_idx", "CreateIndex users users_age_idx"}},
	} {
		d := databases["postgres"]
		in := diff.Input{Actual: d.stored(c.actual), Desired: &schema.Schema{Tables: list(c.model)}, History: &schema.Schema{Tables: list(c.history)}}
		found, err := diff.Diff(d, in)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.up, lines(found.Upgrade)); diff != "" {
			t.Errorf("%v, %v, %v (-want +got):\n%s", c.actual.Indexes, c.history.Indexes, c.model.Indexes, diff)
		}
	}
}

func TestAnInvalidIndexIsWarnedOf(t *testing.T) {
	indexed := users(func(t *schema.Table) { t.Indexes = []schema.Index{{Columns: []string{"age"}}} })
	d := databases["postgres"]
	actual := d.stored(indexed)
	actual.Tables[0].Indexes[0].Invalid = true
	model := &schema.Schema{Tables: list(indexed)}
	found, err := diff.Diff(d, diff.Input{Actual: actual, Desired: model, History: model})
	if err != nil {
		t.Fatal(err)
	}
	if len(found.Upgrade) > 0 || len(found.Warnings) != 1 || !strings.Contains(found.Warnings[0], "REINDEX INDEX CONCURRENTLY users_age_idx") {
		t.Errorf("%q, %q", lines(found.Upgrade), found.Warnings)
	}
}

func TestPartitioningIsKept(t *testing.T) {
	partitioned := func(by string) schema.Table { return users(func(t *schema.Table) { t.PartitionBy = by }) }
	d := databases["postgres"]
	for by, says := range map[string]string{"": "", "hash (id)": "", "range (id)": `partitioned by "HASH (id)"`} {
		_, err := diff.Diff(d, diff.Input{
			Actual: d.stored(partitioned("HASH (id)")), Desired: &schema.Schema{Tables: list(partitioned(by))}, History: &schema.Schema{},
		})
		if (err != nil) != (says != "") || err != nil && !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", by, err)
		}
	}
}

// A model that says nothing of it leaves a table unlogged that somebody made so, and takes back what a revision said.
func TestUnloggedIsComparedWhereSomebodySaysIt(t *testing.T) {
	table := func(unlogged bool) []schema.Table {
		return list(users(func(t *schema.Table) { t.Unlogged = unlogged }))
	}
	for name, d := range databases {
		for _, c := range []struct {
			actual, model, history bool
			up                     []string
		}{
			{},
			{actual: true},
			{model: true, up: []string{"SetUnlogged users"}},
			{actual: true, model: true},
			{actual: true, model: true, history: true},
			{actual: true, history: true, up: []string{"SetUnlogged users"}},
		} {
			if c.actual != c.history && name == "sqlite" {
				continue // which knows it from the history alone
			}
			found, err := diff.Diff(d, diff.Input{
				Actual: d.stored(table(c.actual)...), Desired: &schema.Schema{Tables: table(c.model)}, History: &schema.Schema{Tables: table(c.history)}, Exact: true,
			})
			if err != nil || !slices.Equal(c.up, lines(found.Upgrade)) || len(found.Upgrade) != len(found.Downgrade) {
				t.Errorf("%s: %+v: %v, %v, back %v", name, c, err, lines(found.Upgrade), lines(found.Downgrade))
			}
		}
	}
}

func TestIdentityOptionsAreComparedWhereSomebodySaysThem(t *testing.T) {
	from := func(start string) *schema.Schema {
		return &schema.Schema{Tables: list(users(func(t *schema.Table) {
			t.Columns[0] = schema.Column{Name: "id", Type: "bigint", Identity: schema.IdentityAlways, IdentityOptions: schema.SequenceOptions{Start: start}}
		}))}
	}
	d := databases["postgres"]
	for _, c := range []struct {
		actual, model, history string
		up                     []string
	}{
		{actual: "100"},
		{actual: "100", model: "100", history: "100"},
		{actual: "100", history: "100", up: []string{"AlterColumn users.id"}},
		{actual: "100", model: "1", up: []string{"AlterColumn users.id"}},
		{model: "100", up: []string{"AlterColumn users.id"}},
		{model: "1"},
	} {
		found, err := diff.Diff(d, diff.Input{Actual: d.stored(from(c.actual).Tables...), Desired: from(c.model), History: from(c.history), Exact: true})
		if err != nil || !slices.Equal(c.up, lines(found.Upgrade)) || len(found.Upgrade) != len(found.Downgrade) {
			t.Errorf("%+v: %v, %v, back %v", c, err, lines(found.Upgrade), lines(found.Downgrade))
		}
	}
}

// Parameters are compared one by one: somebody may have set others by hand.
func TestTableParametersAreComparedWhereSomebodyNamesThem(t *testing.T) {
	from := func(parameters ...string) []schema.Table {
		return list(users(func(t *schema.Table) { t.With = parameters }))
	}
	d := databases["postgres"]
	for says, c := range map[string]struct {
		actual, model, history []schema.Table
		up                     []string
	}{
		"by hand":                  {actual: from("fillfactor=70"), model: from(), history: from()},
		"by hand beside a model's": {actual: from("autovacuum_enabled=false", "fillfactor=70"), model: from("fillfactor = '70'"), history: from("fillfactor = '70'")},
		"a revision's":             {actual: from("fillfactor=70"), model: from(), history: from("fillfactor=70"), up: []string{"SetTableParameters users"}},
		"a model's":                {actual: from("autovacuum_enabled=false"), model: from("fillfactor=70"), history: from(), up: []string{"SetTableParameters users"}},
	} {
		found, err := diff.Diff(d, diff.Input{Actual: d.stored(c.actual...), Desired: &schema.Schema{Tables: c.model}, History: &schema.Schema{Tables: c.history}, Exact: true})
		if err != nil || !slices.Equal(c.up, lines(found.Upgrade)) || len(found.Upgrade) != len(found.Downgrade) {
			t.Errorf("%s: %v, %v, back %v", says, err, details(found.Upgrade), details(found.Downgrade))
		}
	}
}

func TestOnlyWhatIsOursIsDropped(t *testing.T) {
	d := databases["postgres"]
	actual := d.stored(
		users(func(t *schema.Table) {
			t.Columns = append(t.Columns, column("ours", "text"), column("theirs", "text"))
			t.Indexes = []schema.Index{{Name: "ours_idx", Columns: []string{"name"}}, {Name: "theirs_idx", Columns: []string{"age"}}}
			t.Checks = []schema.Check{{Name: "their_check", Expression: "age > 0"}}
		}),
		schema.Table{Name: "gone", Columns: []schema.Column{column("a", "text")}},
		schema.Table{Name: "visitors", Columns: []schema.Column{column("a", "text")}},
	)
	history := &schema.Schema{Tables: []schema.Table{
		users(func(t *schema.Table) {
			t.Columns = append(t.Columns, column("ours", "text"))
			t.Indexes = []schema.Index{{Name: "ours_idx", Columns: []string{"name"}}}
		}),
		{Name: "gone", Columns: []schema.Column{column("a", "text")}},
	}}
	found, err := diff.Diff(d, diff.Input{Actual: actual, Desired: &schema.Schema{Tables: []schema.Table{users()}}, History: history})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"DropIndex users ours_idx", "DropColumn users.ours", "DropTable gone"}
	if diff := cmp.Diff(want, lines(found.Upgrade)); diff != "" {
		t.Errorf("upgrade (-want +got):\n%s", diff)
	}
	left := []string{
		"column theirs of table users", "check constraint their_check of table users", "index theirs_idx of table users", "table visitors",
	}
	if diff := cmp.Diff(left, strings.Split(strings.Trim(fmt.Sprint(found.Unmanaged), "[]"), " column")); len(found.Unmanaged) != len(left) {
		t.Errorf("unmanaged: %v %s", found.Unmanaged, diff)
	}
	for _, o := range found.Unmanaged {
		if !slices.Contains(left, o.String()) {
			t.Errorf("%s is unmanaged", o)
		}
	}
}

func TestNamesAreComparedOnlyWhereTheyAreGiven(t *testing.T) {
	d := databases["postgres"]
	named := func(unique, index string) schema.Table {
		return users(func(t *schema.Table) {
			t.Uniques = []schema.Key{{Name: unique, Columns: []string{"name"}}}
			t.Indexes = []schema.Index{{Name: index, Columns: []string{"age"}}}
		})
	}
	for _, c := range []struct {
		says  string
		there schema.Table
		model schema.Table
		want  []string
	}{
		{"no names", named("by_hand", "also_by_hand"), named("", ""), nil},
		{"the same names", named("a", "b"), named("a", "b"), nil},
		{"another name", named("a", "b"), named("c", ""), []string{"RenameConstraint users a to c"}},
	} {
		found, err := diff.Diff(d, diff.Input{Actual: d.stored(c.there), Desired: &schema.Schema{Tables: list(c.model)}, History: d.stored(c.there)})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, lines(found.Upgrade)); diff != "" {
			t.Errorf("%s: %s", c.says, diff)
		}
	}
}

func TestDefaultNamesMakeWay(t *testing.T) {
	d := databases["postgres"]
	there := users(func(t *schema.Table) {
		t.Indexes = []schema.Index{{Name: "users_name_idx", Columns: []string{"name"}, Unique: true}}
	})
	model := users(func(t *schema.Table) { t.Indexes = []schema.Index{{Columns: []string{"name"}}} })
	found, err := diff.Diff(d, diff.Input{Actual: d.stored(there), Desired: &schema.Schema{Tables: list(model)}, History: d.stored(users())})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"CreateIndex users users_name_idx1"}, lines(found.Upgrade)); diff != "" {
		t.Error(diff)
	}
}

func TestRenames(t *testing.T) {
	d := databases["sqlite"]
	renames := []op.Operation{op.RenameColumn{Table: "people", From: "name", To: "full_name"}, op.RenameTable{From: "users", To: "people"}}
	model := users(func(t *schema.Table) {
		t.Name, t.Columns[1].Name = "people", "full_name"
		t.Uniques = []schema.Key{{Columns: []string{"full_name"}}}
	})
	there := users(func(t *schema.Table) { t.Uniques = []schema.Key{{Columns: []string{"name"}}} })
	in := diff.Input{Actual: d.stored(there), Desired: &schema.Schema{Tables: list(model)}, History: &schema.Schema{Tables: list(there)}, Renames: renames}
	found, err := diff.Diff(d, in)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"RenameTable users to people", "RenameColumn people.name to full_name"}, lines(found.Upgrade)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"RenameColumn people.full_name to name", "RenameTable people to users"}, lines(found.Downgrade)); diff != "" {
		t.Error(diff)
	}
	after := in.Actual.Clone()
	if err := op.Apply(after, found.Upgrade); err != nil {
		t.Fatal(err)
	}
	again, err := diff.Diff(d, diff.Input{Actual: after, Desired: in.Desired, History: &schema.Schema{}, Renames: renames})
	if err != nil || len(again.Upgrade) > 0 {
		t.Errorf("a rename that was done is not inert: %v, %v", lines(again.Upgrade), err)
	}
}

// TestAKeyThatCarriesAComputedColumnIsMadeAgain compares on a database whose keys carry no columns along: elsewhere the key goes with
// the column.
func TestAKeyThatCarriesAComputedColumnIsMadeAgain(t *testing.T) {
	d := databases["sqlite"]
	table := func(computed string) schema.Table {
		return users(func(t *schema.Table) {
			t.Columns = append(t.Columns, schema.Column{Name: "label", Type: "text", Generated: computed})
			t.Uniques = []schema.Key{{Columns: []string{"name"}, Include: []string{"label"}}}
		})
	}
	there := table("lower(name)")
	found, err := diff.Diff(d, diff.Input{Actual: d.stored(there), Desired: &schema.Schema{Tables: list(table("upper(name)"))}, History: &schema.Schema{Tables: list(there)}, Exact: true})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"DropUnique users users_name_key", "DropColumn users.label", "AddColumn users.label", "AddUnique users users_name_key"}
	if diff := cmp.Diff(want, lines(found.Upgrade)); diff != "" {
		t.Error(diff)
	}
}

func TestWhatTheDatabaseCannotHoldIsComparedByTheHistory(t *testing.T) {
	d := databases["sqlite"]
	model := users(func(t *schema.Table) { t.Comment, t.Columns[2].Type, t.Columns[1].Comment = "who", "bigint", "in full" })
	history := &schema.Schema{Tables: list(users())}
	in := diff.Input{Actual: d.stored(users()), Desired: &schema.Schema{Tables: list(model)}, History: history}
	found, err := diff.Diff(d, in)
	if err != nil {
		t.Fatal(err)
	}
	want := []op.Operation{
		op.AlterColumn{Table: "users", Column: "name", To: schema.Column{Comment: "in full"}},
		op.AlterColumn{Table: "users", Column: "age", From: schema.Column{Type: "integer"}, To: schema.Column{Type: "bigint"}},
		op.SetTableComment{Table: "users", Comment: "who"},
	}
	if diff := cmp.Diff(want, found.Upgrade); diff != "" {
		t.Error(diff)
	}
	if err := op.Apply(history, found.Upgrade); err != nil {
		t.Fatal(err)
	}
	again, err := diff.Diff(d, in)
	if err != nil || len(again.Upgrade) > 0 {
		t.Errorf("again: %v, %v", lines(again.Upgrade), err)
	}
}
