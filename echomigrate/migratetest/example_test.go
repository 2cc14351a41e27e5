package migratetest_test

import (
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/migratetest"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// Repository is the one that a migration repository's package declares and its revisions register with.
var Repository = revision.NewRepository()

// A test beside the revisions checks them all, as `db init` writes it:
//
//	func TestRevisions(t *testing.T) { migratetest.Run(t, Repository) }
func ExampleRun() {
	var t *testing.T // the test's own
	migratetest.Run(t, Repository)
}

// kit says how the application opens a database. It goes by DATABASE_URL.
var kit = &migratetest.Kit{Open: open}

// One line tests the repository on a real database; here with rows that must survive every revision behind the first.
func ExampleKit_Verify() {
	var t *testing.T // the test's own
	kit.Verify(t, migratetest.Data{
		After: "a1",
		SQL:   "INSERT INTO users (mail) VALUES ('ada@example.com')",
		Verify: func(t *testing.T, db *bun.DB) {
			var u User
			if err := db.NewSelect().Model(&u).Scan(t.Context()); err != nil || u.Email != "ada@example.com" {
				t.Errorf("%+v, %v", u, err)
			}
		},
	})
}

// Each test gets a database of its own, and may run beside others.
func ExampleKit_Database() {
	var t *testing.T // the test's own
	t.Parallel()
	db := kit.Database(t)
	if _, err := db.NewInsert().Model(&User{Email: "ada@example.com", Name: "Ada"}).Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
}
