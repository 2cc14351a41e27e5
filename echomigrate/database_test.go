package echomigrate_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

func TestTheFirstDatabaseIsCalledFirst(t *testing.T) {
	config := echomigrate.Config{Repository: repository(), Databases: []echomigrate.Database{{Name: "second", DB: testdb.SQLite(t)}}}
	m := migrator(t, testdb.SQLite(t), config)
	for name, want := range map[string]*echomigrate.Migrator{"": m, "first": m, "second": m.Databases()[1]} {
		if got, err := m.Database(name); got != want {
			t.Errorf("the database %q is %v, %v", name, got, err)
		}
	}
	want := `there is no database "third": write one of "first", "second"`
	if _, err := m.Database("third"); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestADatabaseCannotHaveANameThatMeansSomethingElse(t *testing.T) {
	for _, name := range []string{"first", "error"} {
		db, further := testdb.SQLite(t), testdb.SQLite(t)
		_, err := echomigrate.New(db, echomigrate.Config{
			Repository: repository(),
			Databases:  []echomigrate.Database{{Name: name, DB: further}},
		})
		if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("no database can be called %q", name)) {
			t.Errorf("a database called %s: %v", name, err)
		}
	}
}

func TestADatabaseThatIsMissingIsNamed(t *testing.T) {
	for want, db := range map[string]*bun.DB{
		"echomigrate: the database is nil":                                       nil,
		"echomigrate: Config.Databases: database analytics: the database is nil": testdb.SQLite(t),
	} {
		_, err := echomigrate.New(db, echomigrate.Config{Databases: []echomigrate.Database{{Name: "analytics"}}})
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
