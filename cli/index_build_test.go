package cli_test

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

var indexNames = revision.Revision{ID: "b2", Message: "Index names", Revises: []string{"a1"}, Upgrade: []op.Operation{
	op.CreateIndex{Table: "users", Index: schema.Index{Name: "users_name_idx", Columns: []string{"name"}}, Concurrently: true},
}}

func TestAnIndexBuildPrintsItsPhases(t *testing.T) {
	address := testdb.PostgresURL(t)
	upgrade := func(target string) *exec.Cmd {
		command := exec.Command("shop", "db", "upgrade", target)
		command.Dir = t.TempDir()
		command.Env = append(os.Environ(), "DATABASE_URL="+address, "REVISIONS=index")
		return command
	}
	if out, err := upgrade("a1").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	tx, err := testdb.OpenPostgres(t, address).Begin()
	if err == nil {
		_, err = tx.Exec("INSERT INTO users (name) VALUES ('x')")
	}
	if err != nil {
		t.Fatal(err)
	}
	command := upgrade("head")
	stderr, err := command.StderrPipe()
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	var printed []string
	for lines := bufio.NewScanner(stderr); lines.Scan(); {
		printed = append(printed, lines.Text())
		if strings.Contains(lines.Text(), "CreateIndex users users_name_idx: waiting for writers before build, 0 of 1 transactions, at process ") {
			if err := tx.Commit(); err != nil {
				t.Error(err)
			}
		}
	}
	if err := command.Wait(); err != nil {
		t.Errorf("%v\n%s", err, strings.Join(printed, "\n"))
	}
	if last := printed[len(printed)-1]; !strings.HasSuffix(last, "CreateIndex users users_name_idx: the index is built") {
		t.Errorf("the last line is %s", last)
	}
}
