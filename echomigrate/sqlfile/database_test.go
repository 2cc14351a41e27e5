package sqlfile_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/sqlfile"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb/pgserver"
)

// scripts are the SQL scripts for one kind of database: our own, and those in the folder that the environment names.
func scripts(t *testing.T, database string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", database, "*.sql"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no scripts for %s: %v", database, err)
	}
	if corpus := os.Getenv("CORPUS"); corpus != "" {
		more, err := filepath.Glob(filepath.Join(corpus, database, "*.sql"))
		if err != nil || len(more) == 0 {
			t.Fatalf("no scripts for %s in CORPUS=%s: %v", database, corpus, err)
		}
		paths = append(paths, more...)
	}
	return paths
}

var (
	commands    = regexp.MustCompile(`(?m)^\\.*$`)
	transaction = regexp.MustCompile(`(?i)^(BEGIN|START|COMMIT)\b`)
	rows        = regexp.MustCompile(`(?m)^COPY .* FROM stdin;$`)
)

// split is a script without the commands of psql, and its statements.
func split(t *testing.T, path string) (string, []string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	script := string(content)
	if rows.MatchString(script) {
		t.Fatalf("%s has rows that only psql reads", path)
	}
	script = commands.ReplaceAllString(script, "")
	list, err := sqlfile.Split(script)
	if err != nil {
		t.Fatal(err)
	}
	var statements []string
	for _, s := range list {
		statements = append(statements, s.SQL)
	}
	return script, statements
}

// run sends each text by itself, all on one connection.
func run(t *testing.T, db *bun.DB, texts ...string) {
	t.Helper()
	conn, err := db.DB.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, text := range texts {
		if _, err := conn.ExecContext(context.Background(), text); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
	}
}

// psql runs a script, which it takes apart itself.
func psql(t *testing.T, address, path string) {
	t.Helper()
	bin, err := pgserver.Find()
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(filepath.Join(bin, "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", path, address).CombinedOutput()
	if err != nil {
		t.Fatalf("psql: %v: %s", err, out)
	}
}

func TestStatementsDoWhatTheScriptDoesInPsql(t *testing.T) {
	for _, path := range scripts(t, "postgresql") {
		t.Run(filepath.Base(path), func(t *testing.T) {
			_, statements := split(t, path)
			whole, apart := testdb.PostgresURL(t), testdb.PostgresURL(t)
			psql(t, whole, path)
			run(t, testdb.OpenPostgres(t, apart), statements...)
			if d := cmp.Diff(testdb.Dump(t, whole), testdb.Dump(t, apart)); d != "" {
				t.Errorf("by the script (-), by its statements (+):\n%s", d)
			}
		})
	}
}

// SQLite, which takes a script apart itself, gets the same from the statements.
func TestStatementsDoWhatTheScriptDoesOnSQLite(t *testing.T) {
	for _, path := range scripts(t, "sqlite") {
		t.Run(filepath.Base(path), func(t *testing.T) {
			script, statements := split(t, path)
			whole, apart := testdb.SQLitePath(t), testdb.SQLitePath(t)
			run(t, testdb.OpenSQLite(t, whole), script)
			run(t, testdb.OpenSQLite(t, apart), statements...)
			if d := cmp.Diff(testdb.DumpSQLite(t, whole), testdb.DumpSQLite(t, apart)); d != "" {
				t.Errorf("by the script (-), by its statements (+):\n%s", d)
			}
		})
	}
}

// The same in a revision file: its statements are those of the script, the transactions apart.
func TestScriptsAsRevisions(t *testing.T) {
	for _, path := range append(scripts(t, "postgresql"), scripts(t, "sqlite")...) {
		t.Run(path, func(t *testing.T) {
			_, statements := split(t, path)
			want := revision.Revision{ID: "a1", Source: "a1.sql", Downgrade: []op.Operation{}}
			for _, s := range statements {
				if !transaction.MatchString(s) {
					want.Upgrade = append(want.Upgrade, op.Exec{SQL: strings.ReplaceAll(s, "\r\n", "\n")})
				}
			}
			file, err := sqlfile.Write(want, nil)
			if err != nil {
				t.Fatal(err)
			}
			got, err := sqlfile.Parse("a1.sql", file)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("written (-), read (+):\n%s", d)
			}
		})
	}
}
