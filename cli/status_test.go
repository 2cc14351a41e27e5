package cli_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	ucli "github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/cli"
	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// TestStatusWaitsForAllDatabasesTogether asks for four databases that are behind: however many there are, a job that says how long it
// waits is over by then.
func TestStatusWaitsForAllDatabasesTogether(t *testing.T) {
	repository := revision.NewRepository()
	repository.Register(revision.Revision{ID: "a1", Message: "Begin"})
	config := echomigrate.Config{Repository: repository}
	want := []string{"Database first"}
	for i := range 3 {
		name := fmt.Sprintf("further%d", i)
		config.Databases = append(config.Databases, echomigrate.Database{Name: name, DB: testdb.SQLite(t)})
		want = append(want, "Database "+name)
	}
	m, err := echomigrate.New(testdb.SQLite(t), config)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	program := &ucli.App{Name: "shop", Writer: &out, Commands: []*ucli.Command{
		cli.Command(func(*ucli.Context) (*echomigrate.Migrator, error) { return m, nil }),
	}}
	began := time.Now()
	err = program.Run([]string{"shop", "db", "status", "--wait", "1s"})
	if took := time.Since(began); took < time.Second || took > 3*time.Second {
		t.Errorf("it took %s", took)
	}
	if err == nil || strings.Count(err.Error(), "further") != 3 {
		t.Errorf("the error is %v", err)
	}
	var told []string
	for line := range strings.Lines(out.String()) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "Database ") {
			told = append(told, line)
		}
	}
	if d := cmp.Diff(want, told); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}
