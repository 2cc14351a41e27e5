package bench_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"

	"ariga.io/atlas/sql/migrate"
	atlaspostgres "ariga.io/atlas/sql/postgres"
	atlas "ariga.io/atlas/sql/schema"
	atlassqlite "ariga.io/atlas/sql/sqlite"
	"github.com/uptrace/bun"
	bunmigrate "github.com/uptrace/bun/migrate"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// contender compares a database with models.
type contender struct {
	name string
	// differs says whether there is something to find, where it looks for differences at all.
	differs bool
	// find gives the number of differences, as it counts them.
	find func() (differences int, err error)
}

// compare fails when there are differences and none should be, or the other way round.
func (c contender) compare() error {
	found, err := c.find()
	if err == nil && (found > 0) != c.differs {
		err = fmt.Errorf("%s: %d differences", c.name, found)
	}
	return err
}

// ours is a Migrator for the models. Its repository makes what other models say, with one revision.
func ours(t testing.TB, db *bun.DB, models []any, made *revision.Repository) *echomigrate.Migrator {
	t.Helper()
	m, err := echomigrate.New(db, echomigrate.Config{Models: models, Repository: made, Directory: filepath.Join(t.TempDir(), "migrations")})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// create brings a database to what the models say, and gives the repository that did.
func create(t testing.TB, db *bun.DB, models []any) *revision.Repository {
	t.Helper()
	found, err := ours(t, db, models, revision.NewRepository()).Check(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	made := revision.NewRepository()
	made.Register(revision.Revision{ID: "a1", Upgrade: found.Upgrade, Downgrade: found.Downgrade})
	if _, err := ours(t, db, models, made).Upgrade(context.Background(), "head"); err != nil {
		t.Fatal(err)
	}
	return made
}

func check(m *echomigrate.Migrator) func() (int, error) {
	return func() (int, error) {
		found, err := m.Check(context.Background())
		return len(found.Upgrade), err
	}
}

// recorded are the queries that a check sends.
func recorded(t testing.TB, db *bun.DB, models []any, made *revision.Repository) []string {
	t.Helper()
	seen := &recorder{}
	if _, err := check(ours(t, db.WithQueryHook(seen), models, made))(); err != nil {
		t.Fatal(err)
	}
	return seen.queries
}

type recorder struct{ queries []string }

func (r *recorder) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }
func (r *recorder) AfterQuery(_ context.Context, e *bun.QueryEvent) {
	r.queries = append(r.queries, e.Query)
}

// bare sends queries and reads their rows into memory.
func bare(db through, queries []string) func() (int, error) {
	return func() (int, error) {
		for _, q := range queries {
			if _, err := read(db, q); err != nil {
				return 0, err
			}
		}
		return 0, nil
	}
}

func read(db through, query string) (all [][]sql.NullString, err error) {
	rows, err := db.QueryContext(context.Background(), query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	into := make([]any, len(columns))
	for rows.Next() {
		row := make([]sql.NullString, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, rows.Err()
}

// autoMigrate is Bun's AutoMigrator, which writes what it finds into files, as there is no other way to ask it.
func autoMigrate(t testing.TB, db *bun.DB, models []any) func() (int, error) {
	t.Helper()
	m, err := bunmigrate.NewAutoMigrator(db, bunmigrate.WithModel(models...), bunmigrate.WithExcludeTable("echomigrate%"),
		bunmigrate.WithMigrationsDirectoryAuto(t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	return func() (int, error) {
		files, err := m.CreateSQLMigrations(context.Background())
		return len(files), err
	}
}

// inspectAndDiff is Atlas: it inspects the database and compares it with a schema that was inspected before, so that there is
// nothing to spell anew.
func inspectAndDiff(t testing.TB, db, desired database) func() (int, error) {
	t.Helper()
	want, err := atlasSchema(desired)
	if err != nil {
		t.Fatal(err)
	}
	return func() (int, error) {
		there, err := atlasSchema(db)
		if err != nil {
			return 0, err
		}
		driver, err := atlasDriver(db)
		if err != nil {
			return 0, err
		}
		changes, err := driver.SchemaDiff(there, want)
		return len(changes), err
	}
}

func atlasDriver(db database) (migrate.Driver, error) {
	if isPostgres(db) {
		return atlaspostgres.Open(through{db})
	}
	return atlassqlite.Open(through{db})
}

func atlasSchema(db database) (*atlas.Schema, error) {
	driver, err := atlasDriver(db)
	if err != nil {
		return nil, err
	}
	return driver.InspectSchema(context.Background(), "", &atlas.InspectOptions{Exclude: []string{"echomigrate*"}})
}
