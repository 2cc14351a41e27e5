package cli_test

import (
	"database/sql"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// verbs are the commands that scripts have beside testscript's own.
func verbs(t *testing.T) map[string]func(*testscript.TestScript, bool, []string) {
	return map[string]func(*testscript.TestScript, bool, []string){
		"compiles": compiles,
		"database": func(ts *testscript.TestScript, _ bool, args []string) { ts.Setenv(args[0], testdb.PostgresURL(t)) },
		"dump":     func(ts *testscript.TestScript, _ bool, args []string) { dump(t, ts, args) },
		"insist":   insist,
		"json":     isJSON,
		"oneline":  oneLine,
		"rows":     hasRows,
		"shell":    func(ts *testscript.TestScript, neg bool, args []string) { runShell(t, ts, neg, args) },
		"sql":      runSQL,
		"waitfor":  waitFor,
	}
}

// address is the database whose address stands in a variable.
func address(ts *testscript.TestScript, variable string) string {
	if address := ts.Getenv(variable); strings.HasPrefix(address, "postgres://") {
		return address
	}
	return ts.MkAbs(ts.Getenv(variable))
}

// compiles makes the script's directory the module example.com/shop, and checks that its packages and their tests compile;
// "! compiles" that they do not.
func compiles(ts *testscript.TestScript, neg bool, _ []string) {
	ts.Check(writeModule(ts.MkAbs(".")))
	out, err := goCommand(ts.MkAbs("."), "vet", "-mod=mod", "./...").CombinedOutput()
	if neg == (err == nil) {
		ts.Fatalf("go vet: %v\n%s", err, out)
	}
}

// runShell runs a file on the script's database by the database's own shell, "! shell" one that the database refuses.
func runShell(t *testing.T, ts *testscript.TestScript, neg bool, args []string) {
	out, err := testdb.Shell(t, address(ts, "DATABASE_URL"), ts.ReadFile(args[0]))
	if neg == (err == nil) {
		ts.Fatalf("shell: %v\n%s", err, out)
	}
	ts.Logf("%s", out)
}

// dump writes the schema of the script's database into a file.
func dump(t *testing.T, ts *testscript.TestScript, args []string) {
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(testdb.DumpAt(t, address(ts, "DATABASE_URL"))+"\n"), 0o600))
}

// hasRows checks what a query gives, on the database whose address stands in a variable: the values of a row have bars
// between them, and each row is an argument.
func hasRows(ts *testscript.TestScript, _ bool, args []string) {
	db, err := open(address(ts, args[0]))
	ts.Check(err)
	defer db.Close()
	got, err := rows(db, args[1])
	ts.Check(err)
	if d := cmp.Diff(args[2:], got); d != "" {
		ts.Fatalf("%s (-want +got):\n%s", args[1], d)
	}
}

// rows are a query's, each as its values with bars between them.
func rows(db *bun.DB, query string) ([]string, error) {
	found, err := db.Query(query)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	columns, err := found.Columns()
	if err != nil {
		return nil, err
	}
	list := []string{}
	for found.Next() {
		values := make([]sql.NullString, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := found.Scan(into...); err != nil {
			return nil, err
		}
		texts := make([]string, len(columns))
		for i, v := range values {
			texts[i] = v.String
		}
		list = append(list, strings.Join(texts, "|"))
	}
	return list, found.Err()
}

// runSQL runs statements on the script's database; a query's values are compared with nothing: use it to prepare.
func runSQL(ts *testscript.TestScript, neg bool, args []string) {
	db, err := open(address(ts, "DATABASE_URL"))
	ts.Check(err)
	defer db.Close()
	_, err = db.Exec(strings.Join(args, " "))
	if neg == (err == nil) {
		ts.Fatalf("sql: %v", err)
	}
}

// oneLine checks that the last command printed one line to stderr.
func oneLine(ts *testscript.TestScript, neg bool, _ []string) {
	stderr := ts.ReadFile("stderr")
	if one := strings.Count(stderr, "\n") == 1; one == neg {
		ts.Fatalf("stderr has not one line:\n%s", stderr)
	}
}

// waitFor waits until a file is there.
func waitFor(ts *testscript.TestScript, _ bool, args []string) {
	for range 500 {
		if _, err := os.Stat(ts.MkAbs(args[0])); err == nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	ts.Fatalf("%s does not appear", args[0])
}

// isJSON checks that the last command printed one JSON object, with the fields that are named.
func isJSON(ts *testscript.TestScript, _ bool, fields []string) {
	var value map[string]json.RawMessage
	if err := json.Unmarshal([]byte(ts.ReadFile("stdout")), &value); err != nil {
		ts.Fatalf("stdout is no JSON object: %v", err)
	}
	for _, field := range fields {
		if value[field] == nil {
			ts.Fatalf("the JSON has no field %s", field)
		}
	}
}

// insist interrupts the background command, which has been interrupted before, until it is gone.
func insist(ts *testscript.TestScript, _ bool, _ []string) {
	for range 500 {
		if err := ts.BackgroundCmds()[0].Process.Signal(os.Interrupt); errors.Is(err, os.ErrProcessDone) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	ts.Fatalf("the command survives all signals")
}
