package echomigrate_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/labstack/echo/v4"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/sqlfile"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

type guest struct {
	bun.BaseModel `bun:"table:guests"`

	ID   int64  `bun:"id,pk,autoincrement"`
	Name string `bun:"name,notnull"`
}

func guests() schema.Table {
	return schema.Table{
		Name:       "guests",
		Columns:    []schema.Column{{Name: "id", Type: "bigserial", NotNull: true}, {Name: "name", Type: "varchar", NotNull: true}},
		PrimaryKey: schema.Key{Columns: []string{"id"}},
	}
}

func repository(revisions ...revision.Revision) *revision.Repository {
	r := revision.NewRepository()
	for _, one := range revisions {
		r.Register(one)
	}
	return r
}

func createGuests() revision.Revision {
	return revision.Revision{
		ID: "a1", Message: "Create guests",
		Upgrade: []op.Operation{op.CreateTable{Table: guests()}}, Downgrade: []op.Operation{op.DropTable{Table: "guests"}},
	}
}

// queries counts what a database is asked.
type queries struct{ n atomic.Int64 }

func (q *queries) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context {
	q.n.Add(1)
	return ctx
}

func (q *queries) AfterQuery(context.Context, *bun.QueryEvent) {}

// during counts the queries of a call.
func (q *queries) during(call func()) int64 {
	before := q.n.Load()
	call()
	return q.n.Load() - before
}

func TestInitIsFoundAgainAndReplaced(t *testing.T) {
	db := testdb.SQLite(t)
	app := echo.New()
	if echomigrate.From(app) != nil {
		t.Error("an app without Init has a Migrator")
	}
	first, err := echomigrate.Init(app, db)
	if err != nil || echomigrate.From(app) != first {
		t.Errorf("From after Init: %v", err)
	}
	second, err := echomigrate.Init(app, db, echomigrate.Config{Directory: "elsewhere"})
	if err != nil || echomigrate.From(app) != second || first == second {
		t.Errorf("From after a second Init: %v", err)
	}
	runtime.KeepAlive(app)
	for says, call := range map[string]func() error{
		"no app":      func() error { _, err := echomigrate.Init(nil, db); return err },
		"no database": func() error { _, err := echomigrate.Init(app, nil); return err },
		"two configs": func() error {
			_, err := echomigrate.Init(app, db, echomigrate.Config{}, echomigrate.Config{})
			return err
		},
	} {
		if call() == nil {
			t.Errorf("%s: Init takes it", says)
		}
	}
}

func TestSeveralRepositoriesAreNotGuessedAt(t *testing.T) {
	repository()
	repository()
	m, err := echomigrate.New(testdb.SQLite(t), echomigrate.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Upgrade(t.Context(), "head"); err == nil || !strings.Contains(err.Error(), "Config.Repository") {
		t.Errorf("got %v", err)
	}
}

func TestAtTheHeadOneQueryIsEnough(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		counted := &queries{}
		m := migrator(t, db.WithQueryHook(counted), echomigrate.Config{Repository: repository(createGuests())})
		if _, err := m.Upgrade(t.Context(), "head"); err != nil {
			t.Fatal(err)
		}
		for what, call := range map[string]func() error{
			"upgrade": func() error { _, err := m.Upgrade(t.Context(), "head"); return err },
			"pending": func() error { _, err := m.Pending(t.Context()); return err },
			"current": func() error { _, err := m.Current(t.Context()); return err },
		} {
			if n := counted.during(func() {
				if err := call(); err != nil {
					t.Errorf("%s: %v", what, err)
				}
			}); n != 1 {
				t.Errorf("%s takes %d queries", what, n)
			}
		}
	})
}

func migrator(t *testing.T, db *bun.DB, c echomigrate.Config) *echomigrate.Migrator {
	t.Helper()
	if c.Directory == "" {
		c.Directory = filepath.Join(t.TempDir(), "migrations")
	}
	m, err := echomigrate.New(db, c)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestCheckAsksTheSameNumberOfQueriesForAnyNumberOfTables(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		counted := &queries{}
		db = db.WithQueryHook(counted)
		var counts []int64
		for _, tables := range []int{10, 500} {
			create := revision.Revision{ID: fmt.Sprintf("r%d", tables)}
			for i := range tables {
				table := guests()
				table.Name = fmt.Sprintf("t%d_%d", tables, i)
				create.Upgrade = append(create.Upgrade, op.CreateTable{Table: table})
			}
			m := migrator(t, db, echomigrate.Config{
				Repository: repository(create), Models: []any{(*guest)(nil)},
				VersionTable: schema.Name{Table: fmt.Sprintf("version_%d", tables)},
			})
			if _, err := m.Upgrade(t.Context(), "head"); err != nil {
				t.Fatal(err)
			}
			var found echomigrate.Comparison
			counts = append(counts, counted.during(func() {
				var err error
				if found, err = m.Check(t.Context()); err != nil {
					t.Fatal(err)
				}
			}))
			if len(found.Upgrade) != tables+1 {
				t.Errorf("%d operations for %d tables that are gone and a new one", len(found.Upgrade), tables)
			}
		}
		if counts[0] != counts[1] {
			t.Errorf("%d queries for 10 tables, %d for 500", counts[0], counts[1])
		}
	})
}

func TestMigrateWritesARevisionThatLeadsToTheModels(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		directory := filepath.Join(t.TempDir(), "migrations")
		if err := os.MkdirAll(filepath.Join(directory, "versions"), 0o755); err != nil {
			t.Fatal(err)
		}
		config := echomigrate.Config{Repository: repository(), Models: []any{(*guest)(nil)}, Directory: directory}
		generated, err := migrator(t, db, config).Migrate(t.Context(), echomigrate.RevisionOptions{Message: "Create guests"})
		if err != nil {
			t.Fatal(err)
		}
		source, err := os.ReadFile(generated.Path)
		if err != nil || !strings.Contains(string(source), "op.CreateTable{") {
			t.Errorf("%v\n%s", err, source)
		}
		if err := os.Remove(generated.Path); err != nil {
			t.Fatal(err)
		}
		config.Repository = repository(generated.Revision)
		m := migrator(t, db, config)
		if _, err := m.Upgrade(t.Context(), "head"); err != nil {
			t.Fatal(err)
		}
		again, err := m.Migrate(t.Context(), echomigrate.RevisionOptions{Message: "Nothing"})
		if err != nil || again.Path != "" {
			t.Errorf("a second Migrate: %v, %s", err, again.Path)
		}
		if left, err := os.ReadDir(filepath.Join(directory, "versions")); err != nil || len(left) > 0 {
			t.Errorf("left in the directory: %v, %v", left, err)
		}
	})
}

func TestBehindTheHeadNothingIsCompared(t *testing.T) {
	m := migrator(t, testdb.SQLite(t), echomigrate.Config{Repository: repository(createGuests()), Models: []any{(*guest)(nil)}})
	if _, err := m.Check(t.Context()); err == nil || err.Error() != echomigrate.ErrNotUpToDate.Error() {
		t.Errorf("got %v", err)
	}
	pending, err := m.Pending(t.Context())
	if err != nil || len(pending) != 1 {
		t.Errorf("pending: %v, %v", pending, err)
	}
}

func TestIncludeLeavesTablesOut(t *testing.T) {
	db := testdb.SQLite(t)
	if _, err := db.Exec("CREATE TABLE visitors (id integer)"); err != nil {
		t.Fatal(err)
	}
	config := echomigrate.Config{Repository: repository(createGuests()), Models: []any{(*guest)(nil)}}
	m := migrator(t, db, config)
	if _, err := m.Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	found, err := m.Check(t.Context())
	if err != nil || len(found.Unmanaged) != 1 || found.Unmanaged[0].String() != "table visitors" {
		t.Errorf("unmanaged: %v, %v", found.Unmanaged, err)
	}
	config.Include = func(name schema.Name) bool { return name.Table != "visitors" }
	found, err = migrator(t, db, config).Check(t.Context())
	if diff := cmp.Diff(echomigrate.Comparison{Tables: 1}, found); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
}

func TestDriftIsToldAndCanBeMended(t *testing.T) {
	type guest struct {
		bun.BaseModel `bun:"table:guests"`

		ID   int64  `bun:"id,pk,autoincrement"`
		Name string `bun:"name,notnull"`
		Bio  string `bun:"bio"`
	}
	bio := revision.Revision{
		ID: "b2", Message: "Add bio", Revises: []string{"a1"},
		Upgrade:   []op.Operation{op.AddColumn{Table: "guests", Column: schema.Column{Name: "bio", Type: "varchar"}}},
		Downgrade: []op.Operation{op.DropColumn{Table: "guests", Column: "bio"}},
	}
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		m := migrator(t, db, echomigrate.Config{Repository: repository(createGuests(), bio), Models: []any{(*guest)(nil)}})
		if _, err := m.Upgrade(t.Context(), "head"); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec("ALTER TABLE guests DROP COLUMN bio"); err != nil {
			t.Fatal(err)
		}
		found, err := m.Check(t.Context())
		if err != nil || !errors.Is(found.Drift, echomigrate.ErrDrift) || len(found.Upgrade) != 1 {
			t.Fatalf("check found %v, drift %v, error %v", found.Upgrade, found.Drift, err)
		}
		if _, err := m.Migrate(t.Context(), echomigrate.RevisionOptions{}); !errors.Is(err, echomigrate.ErrDrift) {
			t.Errorf("migrate gives the error %v", err)
		}
		var script strings.Builder
		if err := m.CheckSQL(t.Context(), &script); err != nil {
			t.Fatal(err)
		}
		statements, err := sqlfile.Split(script.String())
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range statements {
			if _, err := db.Exec(s.SQL); err != nil {
				t.Fatalf("%s: %v", s.SQL, err)
			}
		}
		if found, err := m.Check(t.Context()); err != nil || found.Drift != nil || len(found.Upgrade) > 0 {
			t.Errorf("mended, check found %v, drift %v, error %v", found.Upgrade, found.Drift, err)
		}
	})
}
