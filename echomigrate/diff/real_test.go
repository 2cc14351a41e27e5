package diff_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"
	"pgregory.net/rapid"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/dialecttest"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/postgres"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/sqlite"
	"github.com/echomigrate/echo-migrate/echomigrate/diff"
	"github.com/echomigrate/echo-migrate/echomigrate/internal/schemagen"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

var ctx = context.Background()

// live is a database that operations run on.
type live struct {
	dialect.Dialect
	db *bun.DB
	// dump is what the database's own program says of its schema.
	dump func() string
}

var _ diff.Database = live{}

func (d live) Spell(tables []schema.Table, enums ...schema.Enum) ([]schema.Table, error) {
	return d.Dialect.Spell(ctx, d.db, tables, enums...)
}

func (d live) inspect(t *rapid.T) *schema.Schema {
	s, err := d.Inspect(ctx, d.db, dialect.Scope{Schemas: []string{schemagen.Audit}})
	if err != nil {
		t.Fatalf("inspect: %v", err)
	}
	return s
}

func (d live) run(t *rapid.T, says string, ops []op.Operation) {
	if err := (dialecttest.Target{Dialect: d.Dialect}).Migrate(d.db, op.For(op.Target{Dialect: d.Dialect.Name()}, ops)); err != nil {
		t.Fatalf("%s on %s: %v%s", says, d.Dialect.Name(), err, details(ops))
	}
}

func (d live) exec(t *rapid.T, statements ...string) {
	for _, s := range statements {
		if _, err := d.db.ExecContext(ctx, "?", bun.Safe(s)); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// stored is a table's name in a query. SQLite keeps a table of a further schema under both names together.
func (d live) stored(n schema.Name) string {
	if n.Schema != "" && d.Dialect.Name() == "sqlite" {
		n = schema.Name{Table: n.String()}
	}
	return d.QuoteTable(n)
}

// empty deletes all rows: the way back adds columns that are NOT NULL.
func (d live) empty(t *rapid.T, s *schema.Schema) {
	var tables []string
	for _, n := range s.Names() {
		tables = append(tables, d.stored(n))
	}
	switch {
	case tables == nil:
	case d.Dialect.Name() == "postgres":
		d.exec(t, "TRUNCATE "+strings.Join(tables, ", "))
	default:
		d.exec(t, "PRAGMA foreign_keys = 0; DELETE FROM "+strings.Join(tables, "; DELETE FROM ")+"; PRAGMA foreign_keys = 1")
	}
}

// values are what each column of each table holds, as text, sorted.
func (d live) values(t *rapid.T, s *schema.Schema) map[string][]string {
	values := map[string][]string{}
	for _, table := range s.Tables {
		texts := make([]string, len(table.Columns))
		for i, c := range table.Columns {
			texts[i] = "coalesce(CAST(" + d.Quote(c.Name) + " AS text), 'NULL')"
		}
		rows, err := d.db.QueryContext(ctx, "?", bun.Safe("SELECT "+strings.Join(texts, ", ")+" FROM "+d.stored(table.ID())))
		if err != nil {
			t.Fatal(err)
		}
		columns, row := make([][]string, len(texts)), make([]any, len(texts))
		for rows.Next() {
			for i := range row {
				row[i] = new(string)
			}
			if err := rows.Scan(row...); err != nil {
				t.Fatal(err)
			}
			for i := range row {
				columns[i] = append(columns[i], *row[i].(*string))
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		rows.Close()
		for i, c := range table.Columns {
			slices.Sort(columns[i])
			values[table.ID().String()+" "+c.Name] = columns[i]
		}
	}
	return values
}

// fresh gives a database of each kind, to be cleared before use. One PostgreSQL database serves all checks, since creating one takes long.
func fresh(t *testing.T) func(*rapid.T) map[string]live {
	address := testdb.PostgresURL(t)
	pg := testdb.OpenPostgres(t, address)
	directory, count := t.TempDir(), 0
	return func(r *rapid.T) map[string]live {
		count++
		if count%20 == 0 {
			// What was dropped is in the way of all that looks into the catalog, and what connections remember of it.
			if _, err := pg.ExecContext(ctx, "VACUUM pg_class, pg_attribute, pg_type, pg_depend, pg_constraint, pg_index, pg_attrdef, pg_description, "+
				"pg_trigger, pg_enum, pg_sequence, pg_namespace, pg_shdepend"); err != nil {
				r.Fatal(err)
			}
			pg.SetMaxIdleConns(0)
			pg.SetMaxIdleConns(1)
		}
		path := filepath.Join(directory, strconv.Itoa(count)+".db")
		lite := testdb.OpenSQLite(t, path)
		lite.SetMaxOpenConns(1)
		r.Cleanup(func() {
			lite.Close()
			os.Remove(path)
		})
		return map[string]live{
			"postgres": {postgres.New(), pg, func() string { return testdb.Dump(t, address) }},
			"sqlite":   {sqlite.New(), lite, func() string { return testdb.DumpSQLite(t, path) }},
		}
	}
}

// clear drops all that is there.
func (d live) clear(t *rapid.T) {
	if d.Dialect.Name() == "postgres" {
		d.exec(t, "SET client_min_messages = warning", "DROP SCHEMA IF EXISTS public, audit CASCADE", "CREATE SCHEMA public", "CREATE SCHEMA audit")
		return
	}
	d.exec(t, "PRAGMA foreign_keys = 0")
	for _, n := range d.inspect(t).Names() {
		d.exec(t, "DROP TABLE "+d.stored(n))
	}
	d.exec(t, "PRAGMA foreign_keys = 1")
}

// journey is what was generated on one database.
type journey struct {
	build, upgrade, downgrade []op.Operation
	// start and end are what the history says before and after the upgrade.
	start, end *schema.Schema
}

// words are those of a dump in the order of the alphabet: a column that is dropped and added again stands elsewhere.
func words(dump string) string {
	list := strings.FieldsFunc(dump, func(r rune) bool { return strings.ContainsRune(" \n,;()", r) })
	slices.Sort(list)
	return strings.Join(list, "\n")
}

// On a real database a comparison finds operations that lead from any schema to any other and back, with the rows that are
// there; then it finds nothing. What was generated on one kind of database does the same on another.
func TestRealDatabases(t *testing.T) {
	databases := fresh(t)
	checks := 300
	if testing.Short() {
		checks = 60
	}
	check(t, checks, func(t *rapid.T) {
		p, all := drawPair(t), databases(t)
		p.dumped = rapid.IntRange(1, 10).Draw(t, "dumped") == 10
		for _, way := range [][2]string{{"postgres", "sqlite"}, {"sqlite", "postgres"}} {
			here, elsewhere := all[way[0]], all[way[1]]
			here.clear(t)
			j := generate(t, here, p)
			elsewhere.clear(t)
			repeat(t, elsewhere, p, j)
		}
	})
}

// generate makes the whole journey, and checks each leg.
func generate(t *rapid.T, d live, p pair) (j journey) {
	on := " on " + d.Dialect.Name()
	j.build = find(t, d, d.inspect(t), p.before, &schema.Schema{}).Upgrade
	d.run(t, "build", j.build)
	d.run(t, "insert", schemagen.Rows(p.before))
	j.start = apply(t, &schema.Schema{}, j.build)
	before := d.inspect(t)
	agree(t, "at the start"+on, d, before, p.before, j.start)

	found := find(t, d, before, p.after, j.start)
	j.upgrade, j.downgrade = found.Upgrade, found.Downgrade
	j.end = apply(t, j.start, j.upgrade)
	d.travel(t, p, j, before)
	return j
}

// repeat carries out on one database what was generated on another.
func repeat(t *rapid.T, d live, p pair, j journey) {
	d.run(t, "build elsewhere", j.build)
	d.run(t, "insert", schemagen.Rows(p.before))
	before := d.inspect(t)
	agree(t, "at the start, generated elsewhere, on "+d.Dialect.Name(), d, before, p.before, j.start)
	d.travel(t, p, j, before)
}

// travel upgrades, and finds the models and the rows; then it downgrades, and finds what was there.
func (d live) travel(t *rapid.T, p pair, j journey, before *schema.Schema) {
	rows, dump := d.values(t, before), ""
	if p.dumped {
		dump = d.dump()
	}
	d.run(t, "upgrade", j.upgrade)
	after := d.inspect(t)
	agree(t, "after the upgrade"+details(j.upgrade)+"\non "+d.Dialect.Name(), d, after, p.after, j.end)
	d.keeps(t, j.upgrade, before, after, rows)

	d.empty(t, after)
	d.run(t, "downgrade", j.downgrade)
	back := d.inspect(t)
	same(t, "there and back on "+d.Dialect.Name()+details(j.downgrade), before, back)
	if p.dumped {
		if diff := gocmp.Diff(words(dump), words(d.dump())); diff != "" {
			t.Fatalf("dumps there and back on %s (-before +after)\n%s%s", d.Dialect.Name(), diff, details(j.downgrade))
		}
	}
	agree(t, "after the downgrade on "+d.Dialect.Name(), d, back, p.before, apply(t, j.end, j.downgrade))
}

// keeps checks that columns which are of the same type before and after hold the same.
func (d live) keeps(t *rapid.T, ops []op.Operation, before, after *schema.Schema, rows map[string][]string) {
	now := d.values(t, after)
	for _, table := range before.Tables {
		there := after.Table(table.ID())
		if there == nil || slices.ContainsFunc(ops, func(o op.Operation) bool {
			drop, is := o.(op.DropTable)
			return is && drop.Target() == table.ID()
		}) {
			continue
		}
		for _, c := range table.Columns {
			name, is := table.ID().String()+" "+c.Name, there.Column(c.Name)
			if is == nil || c.Generated != "" || is.Generated != "" || is.Type != c.Type {
				continue
			}
			if diff := gocmp.Diff(rows[name], now[name]); diff != "" {
				t.Fatalf("%s changed (-before +after)\n%s%s", name, diff, details(ops))
			}
		}
	}
}

// checksGiven is whether the command line says how many schemas to try.
var checksGiven = slices.ContainsFunc(os.Args, func(a string) bool { return strings.HasPrefix(strings.TrimLeft(a, "-"), "rapid.checks") })

// check tries a property n times, or as often as the command line says.
func check(t *testing.T, n int, property func(*rapid.T)) {
	t.Helper()
	if checks := flag.Lookup("rapid.checks").Value; !checksGiven {
		before := checks.String()
		if err := checks.Set(strconv.Itoa(n)); err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := checks.Set(before); err != nil {
				t.Fatal(err)
			}
		}()
	}
	rapid.Check(t, property)
}
