// Package autogenerate_test takes changes of Bun models through their whole life on real databases: found, written, applied, not
// found again, taken back and applied once more. docs/autogenerate.md lists them.
package autogenerate_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/postgres"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/sqlite"
	"github.com/echomigrate/echo-migrate/echomigrate/diff"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// The kinds of databases.
const (
	onPostgres = "postgres"
	onSQLite   = "sqlite"
)

// change is one change of models, on a database with rows.
type change struct {
	says string
	// on is the one kind of database that has such a thing; empty where all do.
	on string
	// since is the first major version of PostgreSQL that has it; older ones refuse what the model says.
	since int
	// setup is SQL that runs before anything else.
	setup         []string
	before, after []any
	// rows is SQL that fills the tables of before.
	rows    []string
	answers diff.Answers
	// finds are the operations of the upgrade.
	finds []string
	// findsOn are those on one kind of database that does it otherwise, or has no such thing.
	findsOn map[string][]string
	// asks are the renames that a person is asked about, each as "from: to, to".
	asks []string
	// unmanaged are the objects that are listed as nobody's, before and after.
	unmanaged []string
	// unmanagedOn are those on one kind of database that has others.
	unmanagedOn map[string][]string
	// holds are queries, and what each gives after the upgrade, rows by lines.
	holds map[string]string
	// moved are the tables ("books") and columns ("books.title") that hold something else after the upgrade.
	moved []string
	// lost are the tables ("books") and columns ("books.title") whose values do not come back with the downgrade.
	lost []string
	// emptied are tables that must hold no rows before the downgrade, since a value is needed that nothing knows.
	emptied []string
}

// model is a model of type T.
func model[T any]() any { return (*T)(nil) }

// unchanged is a model that each program has, beside those that change.
type unchanged struct {
	bun.BaseModel `bun:"table:unchanged"`

	ID int64 `bun:"id,pk,autoincrement"`
}

// TestChanges takes each change through its life.
func TestChanges(t *testing.T) {
	for _, c := range changes() {
		t.Run(c.says, func(t *testing.T) {
			t.Parallel()
			for kind, address := range map[string]func(testing.TB) string{onPostgres: testdb.PostgresURL, onSQLite: testdb.SQLitePath} {
				if c.on == "" || c.on == kind {
					t.Run(kind, func(t *testing.T) { c.live(t, open(t, kind, address(t))) })
				}
			}
		})
	}
}

// place is a database that changes happen on.
type place struct {
	kind, address string
	db            *bun.DB
	dialect       dialect.Dialect
}

func open(t *testing.T, kind, address string) place {
	if kind == onPostgres {
		return place{kind, address, testdb.OpenPostgres(t, address), postgres.New()}
	}
	return place{kind, address, testdb.OpenSQLite(t, address), sqlite.New()}
}

func (p place) exec(t *testing.T, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if _, err := p.db.ExecContext(t.Context(), "?", bun.Safe(s)); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// query is the first column of the rows as text, by lines.
func (p place) query(t *testing.T, text string) string {
	t.Helper()
	var lines []string
	if err := p.db.NewRaw("?", bun.Safe(text)).Scan(t.Context(), &lines); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return strings.Join(lines, "\n")
}

// contents are the values of all columns by table and column, each as sorted text, with the columns' types.
func (p place) contents(t *testing.T) map[string][]string {
	t.Helper()
	scope := dialect.Scope{Schemas: []string{"audit"}, Exclude: []schema.Name{{Table: "echomigrate_version"}, {Table: "echomigrate_history"}}}
	s, err := p.dialect.Inspect(t.Context(), p.db, scope)
	if err != nil {
		t.Fatal(err)
	}
	values := map[string][]string{}
	for _, table := range s.Tables {
		stored := table.ID()
		if p.kind == onSQLite {
			stored = schema.Name{Table: stored.String()}
		}
		for _, c := range table.Columns {
			text := "SELECT coalesce(CAST(" + p.dialect.Quote(c.Name) + " AS text), 'NULL') FROM " + p.dialect.QuoteTable(stored) + " ORDER BY 1"
			values[table.ID().String()+"."+c.Name] = append([]string{c.Type}, p.query(t, text))
		}
	}
	return values
}

// config is the configuration of a program with these models and revisions, in a directory of its own.
func config(t *testing.T, models []any, revisions ...revision.Revision) echomigrate.Config {
	t.Helper()
	repository := revision.NewRepository()
	for _, r := range revisions {
		repository.Register(r)
	}
	directory := t.TempDir()
	if err := os.Mkdir(filepath.Join(directory, "versions"), 0o755); err != nil {
		t.Fatal(err)
	}
	return echomigrate.Config{
		Repository: repository, Models: models, Directory: directory, Schemas: []string{"audit"},
		Clock: func() time.Time { return time.Date(2026, 11, 24, 7, 54, 0, 0, time.UTC) },
	}
}

func (p place) migrator(t *testing.T, c echomigrate.Config) *echomigrate.Migrator {
	t.Helper()
	m, err := echomigrate.New(p.db, c)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// generate writes the revision that leads to the models, and gives it with its source, which must be Go.
func (p place) generate(t *testing.T, c echomigrate.Config, options echomigrate.RevisionOptions) (echomigrate.Generated, string) {
	t.Helper()
	generated, err := p.migrator(t, c).Migrate(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	if generated.Path == "" {
		t.Fatal("there is nothing to migrate")
	}
	source, err := os.ReadFile(generated.Path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.ParseFile(token.NewFileSet(), generated.Path, source, parser.SkipObjectResolution); err != nil {
		t.Fatalf("%v\n%s", err, source)
	}
	return generated, string(source)
}

func (p place) upgrade(t *testing.T, c echomigrate.Config) {
	t.Helper()
	if _, err := p.migrator(t, c).Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
}

// clean finds that models and database agree, and gives the objects in the database that are nobody's.
func (p place) clean(t *testing.T, c echomigrate.Config, when string) []string {
	t.Helper()
	found, err := p.migrator(t, c).Check(t.Context())
	if err != nil {
		t.Fatalf("%s: %v", when, err)
	}
	if found.Drift != nil || found.Upgrade != nil || found.Downgrade != nil || found.RenameQuestions != nil || found.FillQuestions != nil {
		t.Fatalf("%s: found %v, and back %v; asked %v, %v", when, lines(found.Upgrade), lines(found.Downgrade), found.RenameQuestions, found.FillQuestions)
	}
	return objects(found.Unmanaged)
}

func objects(list []diff.Object) []string {
	var names []string
	for _, o := range list {
		names = append(names, o.String())
	}
	return names
}

func lines(ops []op.Operation) []string {
	list := make([]string, len(ops))
	for i, o := range ops {
		list[i] = o.String()
	}
	return list
}

// live takes the change through its life.
func (c change) live(t *testing.T, p place) {
	if c.since > 0 && p.query(t, fmt.Sprintf("SELECT (current_setting('server_version_num')::integer < %d)::text", c.since*10000)) == "true" {
		if _, err := p.migrator(t, config(t, c.after)).Migrate(t.Context(), echomigrate.RevisionOptions{}); err == nil {
			t.Error("this PostgreSQL takes it")
		}
		return
	}
	p.exec(t, c.setup...)
	c.before, c.after = append(c.before, model[unchanged]()), append(c.after, model[unchanged]())
	first, _ := p.generate(t, config(t, c.before), echomigrate.RevisionOptions{ID: "a1"})
	made := []revision.Revision{first.Revision}
	p.upgrade(t, config(t, c.before, made...))
	p.clean(t, config(t, c.before, made...), "before the change")
	p.exec(t, c.rows...)
	contents, dump := p.contents(t), testdb.DumpAt(t, p.address)

	generated, source := c.generate(t, p, made)
	made = append(made, generated.Revision)
	p.upgrade(t, config(t, c.after, made...))
	c.leaves(t, p, p.clean(t, config(t, c.after, made...), "after the upgrade"))
	c.keeps(t, p, contents)
	upgraded := testdb.DumpAt(t, p.address)

	for _, table := range c.emptied {
		p.exec(t, "DELETE FROM "+table)
	}
	if _, err := p.migrator(t, config(t, c.after, made...)).Downgrade(t.Context(), "-1"); err != nil {
		t.Fatalf("%v\n%s", err, source)
	}
	if d := cmp.Diff(dump, testdb.DumpAt(t, p.address)); d != "" {
		t.Fatalf("there and back (-before +after):\n%s\n%s", d, source)
	}
	c.returns(t, p, contents)
	p.upgrade(t, config(t, c.after, made...))
	p.clean(t, config(t, c.after, made...), "after the second upgrade")
	if d := cmp.Diff(upgraded, testdb.DumpAt(t, p.address)); d != "" {
		t.Fatalf("the second upgrade leads elsewhere:\n%s", d)
	}
}

// generate writes the revision twice, with the models in another order, and holds what it finds against what it should.
func (c change) generate(t *testing.T, p place, made []revision.Revision) (echomigrate.Generated, string) {
	t.Helper()
	options := echomigrate.RevisionOptions{ID: "b2", Message: c.says, Answers: c.answers}
	generated, source := p.generate(t, config(t, c.after, made...), options)
	reversed := slices.Clone(c.after)
	slices.Reverse(reversed)
	if _, again := p.generate(t, config(t, reversed, made...), options); again != source {
		t.Errorf("written again it is another one:\n%s", cmp.Diff(source, again))
	}
	want := c.finds
	if other, is := c.findsOn[p.kind]; is {
		want = other
	}
	if d := cmp.Diff(want, lines(generated.Revision.Upgrade)); d != "" {
		t.Errorf("found (-want +got):\n%s\n%s", d, source)
	}
	var asks []string
	for _, q := range generated.Comparison.RenameQuestions {
		asks = append(asks, q.From+": "+strings.Join(q.To, ", "))
	}
	if d := cmp.Diff(c.asks, asks); d != "" {
		t.Errorf("asked (-want +got):\n%s", d)
	}
	c.leaves(t, p, objects(generated.Comparison.Unmanaged))
	return generated, source
}

// leaves holds what is listed as nobody's against what it should be.
func (c change) leaves(t *testing.T, p place, listed []string) {
	t.Helper()
	want := c.unmanaged
	if other, is := c.unmanagedOn[p.kind]; is {
		want = other
	}
	if d := cmp.Diff(want, listed); d != "" {
		t.Errorf("listed (-want +got):\n%s", d)
	}
}

// keeps finds that columns of the same type hold after the upgrade what they held before.
func (c change) keeps(t *testing.T, p place, before map[string][]string) {
	t.Helper()
	after := p.contents(t)
	for _, name := range slices.Sorted(maps.Keys(before)) {
		now, there := after[name]
		if there && now[0] == before[name][0] && !named(name, c.moved) {
			if d := cmp.Diff(before[name], now); d != "" {
				t.Errorf("%s changed (-before +after):\n%s", name, d)
			}
		}
	}
	for _, text := range slices.Sorted(maps.Keys(c.holds)) {
		if got := p.query(t, text); got != c.holds[text] {
			t.Errorf("%s gives %q, want %q", text, got, c.holds[text])
		}
	}
}

// returns finds that all values are back after the downgrade but those that the upgrade dropped.
func (c change) returns(t *testing.T, p place, before map[string][]string) {
	t.Helper()
	after := p.contents(t)
	for _, name := range slices.Sorted(maps.Keys(before)) {
		if named(name, c.lost) || named(name, c.emptied) {
			continue
		}
		if d := cmp.Diff(before[name], after[name]); d != "" {
			t.Errorf("%s changed there and back (-before +after):\n%s", name, d)
		}
	}
}

// named reports whether a list has a column, or its table.
func named(column string, list []string) bool {
	return slices.ContainsFunc(list, func(l string) bool { return column == l || strings.HasPrefix(column, l+".") })
}
