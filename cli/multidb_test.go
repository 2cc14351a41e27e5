package cli_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// two is a service with two databases, and with a third one later.
type two struct {
	program
	environment []string
	// addresses are those of the databases, in the order in which the program has them.
	addresses []string
}

// TestTwoDatabases makes the history of a service with two databases and runs it, as processes.
func TestTwoDatabases(t *testing.T) {
	for name, first := range map[string]func(testing.TB) string{"SQLite and PostgreSQL": testdb.SQLitePath, "PostgreSQL twice": testdb.PostgresURL} {
		t.Run(name, func(t *testing.T) {
			s := newTwo(t, first(t), testdb.PostgresURL(t))
			s.generate()
			empty := s.dumps()
			s.upgrade()
			s.downgradeOne()
			s.runScripts(first(t), testdb.PostgresURL(t))
			s.write("migrations/versions/b2_insert_rows.go", s.template("hold.go.txt"))
			s.build()
			s.killed("first", "a1", "a1")
			s.killed("visits", "b2 (head)", "a1")
			s.run("db", "downgrade", "base")
			for i, dump := range s.dumps() {
				if dump != empty[i] && !strings.Contains(dump, "echomigrate_version") {
					t.Errorf("database %d behind the downgrade:\n%s", i+1, dump)
				}
			}
			s.addDatabase(testdb.PostgresURL(t))
		})
	}
}

func newTwo(t *testing.T, addresses ...string) *two {
	s := &two{program: newProgram(t), addresses: addresses, environment: []string{"DATABASE_URL=" + addresses[0], "VISITS_URL=" + addresses[1]}}
	s.write("main.go", s.template("main.go.txt"))
	return s
}

func (s *two) template(name string) string {
	s.t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", "multidb", name))
	if err != nil {
		s.t.Fatal(err)
	}
	return string(content)
}

func (s *two) run(arguments ...string) string {
	s.t.Helper()
	return s.program.run(s.environment, arguments...)
}

// says checks what a command prints, by a regular expression for the whole of it.
func (s *two) says(pattern string, arguments ...string) {
	s.t.Helper()
	if out := s.run(arguments...); !regexp.MustCompile("^(?s:" + pattern + ")$").MatchString(out) {
		s.t.Errorf("shop %s says\n%s, not %s", strings.Join(arguments, " "), out, pattern)
	}
}

func (s *two) dumps() []string {
	var all []string
	for _, address := range s.addresses {
		all = append(all, testdb.DumpAt(s.t, address))
	}
	return all
}

// generate makes the repository and its first revision, which holds what both databases need.
func (s *two) generate() {
	s.t.Helper()
	s.build()
	s.says(".*migrations/README.md.*", "db", "init", "--multidb")
	s.write("revisions.go", "package main\n\nimport _ \"example.com/shop/migrations/versions\"\n")
	s.build()
	s.says("Detected CreateTable products\nDetected CreateTable visits in database visits\nGenerated .*", "db", "migrate", "-m", "Create", "--rev-id", "a1")
	file := s.read("migrations/versions/a1_create.go")
	if !strings.Contains(file, `op.Database{Name: "visits"`) || !strings.Contains(file, `Name: "products"`) {
		s.t.Errorf("the revision does not hold both databases:\n%s", file)
	}
	s.build()
}

func (s *two) upgrade() {
	s.t.Helper()
	s.says("Database first\nRunning upgrade  -> a1, Create .*\nDatabase visits\nRunning upgrade  -> a1, Create .*\n", "db", "upgrade")
	s.says(`Database first\na1 \(head\)\nDatabase visits\na1 \(head\)\n`, "db", "current")
	s.says(`Database first\nNo new .*Database visits\nNo new .*`, "db", "check")
	s.says("(Database .*\n)+No changes in schema detected.*|No changes in schema detected.*", "db", "migrate")
	dumps := s.dumps()
	if !strings.Contains(dumps[0], "products") || strings.Contains(dumps[0], "visits") {
		s.t.Errorf("the first database:\n%s", dumps[0])
	}
	if !strings.Contains(dumps[1], "visits") || strings.Contains(dumps[1], "products") {
		s.t.Errorf("the database of visits:\n%s", dumps[1])
	}
}

// downgradeOne takes the databases back one after the other.
func (s *two) downgradeOne() {
	s.t.Helper()
	s.says("Running downgrade a1 -> , Create .*\n", "db", "downgrade", "base", "--database", "visits")
	s.says(`Database first\na1 \(head\)\nDatabase visits\n`, "db", "current")
	if out, err := s.try(s.environment, "db", "check"); err == nil || !strings.Contains(out, "Error: database visits: target database is not up to date") {
		s.t.Errorf("check of a database that is behind: %v\n%s", err, out)
	}
	s.says("Database first\nDatabase visits\nRunning upgrade  -> a1, Create .*\n", "db", "upgrade")
	s.says("Running downgrade a1 -> , Create .*\n", "db", "downgrade", "base", "--database", "first")
	s.says("Running upgrade  -> a1, Create .*\n", "db", "upgrade", "--database", "first")
	s.says(`Database first\nNo new .*Database visits\nNo new .*`, "db", "check")
}

// runScripts makes two more databases by the scripts, one section each, and compares them.
func (s *two) runScripts(addresses ...string) {
	s.t.Helper()
	all := s.run("db", "upgrade", "--sql")
	sections := regexp.MustCompile(`(?m)^-- Database \w+\n`).Split(all, -1)
	if len(sections) != 3 || sections[0] != "" {
		s.t.Fatalf("a script has no section for each database:\n%s", all)
	}
	for i, name := range []string{"first", "visits"} {
		if one := s.run("db", "upgrade", "--sql", "--database", name); one != sections[i+1] {
			s.t.Errorf("the script of database %s alone is another one:\n%s", name, one)
		}
		if out, err := testdb.Shell(s.t, addresses[i], sections[i+1]); err != nil {
			s.t.Errorf("the script of database %s: %v\n%s", name, err, out)
		}
		if online, offline := s.dumps()[i], testdb.DumpAt(s.t, addresses[i]); online != offline {
			s.t.Errorf("database %s by a script:\n%s\nnot:\n%s", name, offline, online)
		}
	}
	other := &two{program: s.program, environment: []string{"DATABASE_URL=" + addresses[0], "VISITS_URL=" + addresses[1]}}
	other.says(`Database first\na1 \(head\)\nDatabase visits\na1 \(head\)\n`, "db", "current")
}

// killed kills an upgrade that holds in a database, looks where both are, and runs it again.
func (s *two) killed(at, first, visits string) {
	s.t.Helper()
	s.run("db", "downgrade", "a1")
	command := s.command(append(s.environment, "HOLD="+at), "db", "upgrade")
	if err := command.Start(); err != nil {
		s.t.Fatal(err)
	}
	holds := filepath.Join(s.dir, "holds")
	for began := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(holds); err == nil {
			break
		}
		if time.Since(began) > time.Minute {
			s.t.Fatal("the upgrade does not come to where it holds")
		}
	}
	if err := command.Process.Kill(); err != nil {
		s.t.Fatal(err)
	}
	_ = command.Wait() // it was killed
	if err := os.Remove(holds); err != nil {
		s.t.Fatal(err)
	}
	s.says("Database first\n"+regexp.QuoteMeta(first)+"\nDatabase visits\n"+regexp.QuoteMeta(visits)+"\n", "db", "current")
	s.run("db", "upgrade")
	s.says(`Database first\nb2 \(head\)\nDatabase visits\nb2 \(head\)\n`, "db", "current")
	s.says(`Database first\nNo new .*Database visits\nNo new .*`, "db", "check")
	for i, table := range []string{"products", "visits"} {
		if out, err := testdb.Shell(s.t, s.addresses[i], "SELECT 'rows: ' || count(*) FROM "+table+";"); err != nil || !strings.Contains(out, "rows: 1") {
			s.t.Errorf("%s was not inserted into once: %v\n%s", table, err, out)
		}
	}
}

// addDatabase gives the service a third database: the files that are there stay as they are.
func (s *two) addDatabase(address string) {
	s.t.Helper()
	before := s.read("migrations/versions/a1_create.go")
	s.environment = append(s.environment, "ARCHIVE_URL="+address)
	s.run("db", "upgrade")
	s.says("Detected CreateTable invoices in database archive\nGenerated .*", "db", "migrate", "-m", "Archive", "--rev-id", "c3")
	s.build()
	s.run("db", "upgrade")
	s.says("(Database .*?\nNo new .*?){3}", "db", "check")
	if s.read("migrations/versions/a1_create.go") != before {
		s.t.Error("an old file was changed")
	}
	s.run("db", "downgrade", "base")
	s.run("db", "upgrade")
	s.says(`(Database \w+\nc3 \(head\)\n){3}`, "db", "current")
}
