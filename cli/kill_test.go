package cli_test

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/revisionfile"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// manyTables is how many tables differ from their models, so that a comparison and a proof take a while.
const manyTables = 25

// manyModels have a column and an index more than createMany, and a check that PostgreSQL spells in its own way.
func manyModels() (models []any) {
	for i := range manyTables {
		models = append(models, reflect.New(reflect.StructOf([]reflect.StructField{
			{Name: "BaseModel", Type: reflect.TypeFor[bun.BaseModel](), Anonymous: true, Tag: reflect.StructTag(fmt.Sprintf(`bun:"table:t%d"`, i))},
			{Name: "ID", Type: reflect.TypeFor[int64](), Tag: `bun:"id,pk"`},
			{Name: "Name", Type: reflect.TypeFor[string](), Tag: `bun:"name,notnull" migrate:"index,check:length(name) BETWEEN 1 AND 20"`},
			{Name: "Size", Type: reflect.TypeFor[int64](), Tag: `bun:"size"`},
		})).Interface())
	}
	return models
}

func createMany() revision.Revision {
	create := revision.Revision{ID: "a1"}
	for i := range manyTables {
		create.Upgrade = append(create.Upgrade, op.CreateTable{Table: schema.Table{
			Name:       fmt.Sprintf("t%d", i),
			Columns:    []schema.Column{{Name: "id", Type: "bigint", NotNull: true}, {Name: "name", Type: "varchar", NotNull: true}},
			PrimaryKey: schema.Key{Columns: []string{"id"}},
		}})
	}
	return create
}

// victim is the program in a directory of its own.
type victim struct {
	directory, address string
}

func (v victim) command(args ...string) *exec.Cmd {
	command := exec.Command("shop", append([]string{"db"}, args...)...)
	command.Dir = v.directory
	command.Env = append(os.Environ(), "DATABASE_URL="+v.address, "MODELS=many", "REVISIONS=many")
	return command
}

// takeFiles checks that each file that was written is whole, and takes them away.
func (v victim) takeFiles(t *testing.T) (taken int) {
	t.Helper()
	versions := filepath.Join(v.directory, "migrations", "versions")
	files, err := revisionfile.Scan(os.DirFS(versions))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.Err != nil || len(f.IDs) != 1 {
			t.Errorf("%s is not whole: %v", f.Name, f.Err)
		}
		if err := os.Remove(filepath.Join(versions, f.Name)); err != nil {
			t.Fatal(err)
		}
	}
	return len(files)
}

// age makes files that were begun old.
func (v victim) age(t *testing.T) {
	t.Helper()
	begun, err := filepath.Glob(filepath.Join(v.directory, "migrations", "versions", ".new-*"))
	for _, name := range begun {
		err = errors.Join(err, os.Chtimes(name, time.Time{}, time.Now().Add(-time.Hour)))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// nothingLeft checks that a killed program left nothing in the database, once its connections are gone.
func (v victim) nothingLeft(t *testing.T) {
	t.Helper()
	if !strings.HasPrefix(v.address, "postgres://") {
		return
	}
	db, err := open(v.address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for {
		others, err := rows(db, "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'")
		if err != nil {
			t.Fatal(err)
		}
		if len(others) == 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	left, err := rows(db, `SELECT nspname FROM pg_namespace WHERE nspname LIKE 'echomigrate\_%'`)
	if err != nil || len(left) > 0 {
		t.Errorf("schemas %v are left: %v", left, err)
	}
}

// TestAKilledCommandLeavesNothingBehind kills db migrate and db check at random instants.
func TestAKilledCommandLeavesNothingBehind(t *testing.T) {
	kills := 50
	if testing.Short() {
		kills = 10
	}
	for name, address := range map[string]func(testing.TB) string{"postgres": testdb.PostgresURL, "sqlite": testdb.SQLitePath} {
		t.Run(name, func(t *testing.T) {
			v := victim{directory: t.TempDir(), address: address(t)}
			if err := os.MkdirAll(filepath.Join(v.directory, "migrations", "versions"), 0o755); err != nil {
				t.Fatal(err)
			}
			if out, err := v.command("upgrade").CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			before := testdb.DumpAt(t, v.address)
			began := time.Now()
			if out, err := v.command("migrate").CombinedOutput(); err != nil || v.takeFiles(t) != 1 {
				t.Fatalf("%v\n%s", err, out)
			}
			whole := time.Since(began)

			random := rand.New(rand.NewPCG(1, 2))
			for i := range kills {
				command := v.command([]string{"migrate", "check"}[i%2])
				if err := command.Start(); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Duration(random.Int64N(int64(whole))))
				if err := command.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
					t.Fatal(err)
				}
				_ = command.Wait() // it was killed, or check found what there is to find
				v.nothingLeft(t)
				v.takeFiles(t)
			}

			v.age(t)
			if out, err := v.command("migrate").CombinedOutput(); err != nil || v.takeFiles(t) != 1 {
				t.Errorf("after that: %v\n%s", err, out)
			}
			entries, err := fs.ReadDir(os.DirFS(v.directory), "migrations/versions")
			if err != nil || len(entries) > 0 {
				t.Errorf("%v is left: %v", entries, err)
			}
			if after := testdb.DumpAt(t, v.address); after != before {
				t.Errorf("the database was changed:\n%s\n%s", before, after)
			}
		})
	}
}
