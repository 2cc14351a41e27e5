package cli_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// shop is the README's service in a directory of its own, with a database of each kind. Revisions are written by both
// databases and must be the same; those of SQLite are built in.
type shop struct {
	program
	databases []database
	revisions int
}

type database struct {
	name, url, directory string
	db                   *sql.DB
}

// TestQuickstart does what the README says, then changes the models in many ways, one after another.
func TestQuickstart(t *testing.T) {
	if testing.Short() {
		t.Log("the short run builds and changes the service three times instead of each time")
	}
	s := newShop(t)
	s.build()
	s.run(s.databases[0], "db", "init")
	s.write("revisions.go", readmeBlock(t, "`revisions.go`"))
	s.copyRepository()
	s.step("Create products", nil)

	source := base
	s.write("models.go", source)
	s.step("Put authors and books in the place of products", seed)
	steps := changes
	if testing.Short() {
		steps = steps[:3]
	}
	for _, c := range steps {
		if strings.Count(source, c.old) != 1 {
			t.Fatalf("%s: %q occurs %d times in the models", c.name, c.old, strings.Count(source, c.old))
		}
		source = strings.Replace(source, c.old, c.new, 1)
		s.write("models.go", source)
		s.step(c.name, nil)
		if t.Failed() {
			return
		}
	}
	for _, d := range s.databases {
		s.run(d, "db", "downgrade", "base")
		s.run(d, "db", "upgrade")
		s.run(d, "db", "check")
	}
}

func newShop(t *testing.T) *shop {
	s := &shop{program: newProgram(t)}
	s.write("models.go", readmeBlock(t, "`models.go`"))
	s.write("main.go", readmeBlock(t, "`main.go`"))

	url := testdb.PostgresURL(t)
	s.databases = []database{
		{name: "sqlite", url: filepath.Join(s.dir, "shop.db"), directory: "migrations"},
		{name: "postgres", url: url, directory: "pgmigrations"},
	}
	for i, driver := range []string{"sqlite", "pgx"} {
		dsn := s.databases[i].url
		if driver == "sqlite" {
			dsn = "file:" + dsn + "?_pragma=foreign_keys(1)&_pragma=busy_timeout(5000)"
		}
		db, err := sql.Open(driver, dsn)
		if err != nil {
			t.Fatal(err)
		}
		db.SetMaxIdleConns(0)
		t.Cleanup(func() { db.Close() })
		s.databases[i].db = db
	}
	return s
}

// step builds the changed models, lets every database write the revision, builds that, and runs it up, down and up.
func (s *shop) step(message string, seed []string) {
	s.t.Helper()
	s.build()
	s.copyRepository()
	s.revisions++
	id := fmt.Sprintf("%012x", s.revisions)
	var files []string
	for _, d := range s.databases {
		out := s.run(d, "db", "migrate", "-d", d.directory, "-m", message, "--rev-id", id)
		path := regexp.MustCompile(`Generated (\S+)`).FindStringSubmatch(out)
		if path == nil {
			s.t.Fatalf("%s on %s: no revision was written:\n%s", message, d.name, out)
		}
		content, err := os.ReadFile(filepath.Join(s.dir, path[1]))
		if err != nil {
			s.t.Fatal(err)
		}
		files = append(files, regexp.MustCompile(`\d+-\d+-\d+T[0-9:]+Z`).ReplaceAllString(string(content), "…"))
	}
	if d := cmp.Diff(files[0], files[1]); d != "" {
		s.t.Errorf("%s: SQLite (-) and PostgreSQL (+) write different revisions:\n%s", message, d)
	}
	s.build()
	for _, d := range s.databases {
		before := s.rows(d)
		s.upgrade(d, message, files[0])
		for _, statement := range seed {
			if _, err := d.db.Exec(statement); err != nil {
				s.t.Fatalf("%s on %s: %v", message, d.name, err)
			}
		}
		if seed != nil {
			continue
		}
		after := s.rows(d)
		sameRows(s.t, message+" on "+d.name+": upgrade", before, after)
		s.run(d, "db", "downgrade", "-1")
		sameRows(s.t, message+" on "+d.name+": downgrade", before, s.rows(d))
		s.upgrade(d, message, files[0])
		sameRows(s.t, message+" on "+d.name+": second upgrade", after, s.rows(d))
	}
}

func (s *shop) upgrade(d database, message, file string) {
	s.t.Helper()
	if out := s.run(d, "db", "upgrade"); !strings.Contains(out, message) {
		s.t.Errorf("%s on %s: upgrade says:\n%s", message, d.name, out)
	}
	out, err := s.try(d.environment(), "db", "check")
	if err != nil {
		s.t.Fatalf("%s on %s: check is not clean: %v\n%s\n%s", message, d.name, err, out, file)
	}
	if out := s.run(d, "db", "migrate", "-m", "nothing"); !strings.Contains(out, "No changes in schema detected.") {
		s.t.Fatalf("%s on %s: a second migrate says:\n%s", message, d.name, out)
	}
}

func (s *shop) run(d database, arguments ...string) string {
	s.t.Helper()
	return s.program.run(d.environment(), arguments...)
}

func (d database) environment() []string { return []string{"DATABASE_URL=" + d.url} }

// copyRepository gives PostgreSQL the same repository to write its revision into.
func (s *shop) copyRepository() {
	s.t.Helper()
	copied := filepath.Join(s.dir, "pgmigrations")
	if err := os.RemoveAll(copied); err != nil {
		s.t.Fatal(err)
	}
	if err := os.CopyFS(copied, os.DirFS(filepath.Join(s.dir, "migrations"))); err != nil {
		s.t.Fatal(err)
	}
}

// rows are all values of all tables but ours, by table and then by column: each column's values in the order of the rows' text.
func (s *shop) rows(d database) map[string]map[string][]string {
	s.t.Helper()
	tables := map[string]map[string][]string{}
	for _, table := range []string{"authors", "writers", "books", "novels", "shelves"} {
		columns, err := columnValues(d.db, table)
		if err == nil {
			tables[table] = columns
		}
	}
	return tables
}

func columnValues(db *sql.DB, table string) (map[string][]string, error) {
	rows, err := db.QueryContext(context.Background(), "SELECT * FROM "+table)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	values := map[string][]string{}
	for rows.Next() {
		row := make([]any, len(names))
		for i := range row {
			row[i] = new(sql.NullString)
		}
		if err := rows.Scan(row...); err != nil {
			return nil, err
		}
		for i, name := range names {
			v := row[i].(*sql.NullString)
			text := "NULL"
			if v.Valid {
				text = v.String
			}
			values[name] = append(values[name], text)
		}
	}
	for _, v := range values {
		slices.Sort(v)
	}
	return values, rows.Err()
}

// sameRows compares the columns that both have.
func sameRows(t *testing.T, what string, before, after map[string]map[string][]string) {
	t.Helper()
	for table, columns := range before {
		for column, values := range columns {
			if now, there := after[table][column]; there && !cmp.Equal(values, now) {
				t.Errorf("%s: %s.%s: rows changed: %s", what, table, column, cmp.Diff(values, now))
			}
		}
	}
}

// readmeBlock is the first Go block in the README behind a mention.
func readmeBlock(t *testing.T, mention string) string {
	t.Helper()
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, behind, found := strings.Cut(string(readme), mention)
	_, behind, fenced := strings.Cut(behind, "```go\n")
	block, _, closed := strings.Cut(behind, "```")
	if !found || !fenced || !closed {
		t.Fatalf("the README has no Go block behind %s", mention)
	}
	return block
}
