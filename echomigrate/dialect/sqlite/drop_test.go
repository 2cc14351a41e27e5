package sqlite_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Dropping a table deletes its rows first on SQLite; what refers to them must not be deleted along.
func TestADroppedTableTakesNoRowsOfOthersAlong(t *testing.T) {
	for _, action := range []string{"CASCADE", "SET NULL", "NO ACTION"} {
		t.Run(action, func(t *testing.T) {
			db := open(t)
			exec(t, db, `CREATE TABLE products (id INTEGER PRIMARY KEY)`,
				`CREATE TABLE reports (id INTEGER PRIMARY KEY, product INTEGER REFERENCES products (id) ON DELETE `+action+`)`,
				`INSERT INTO products VALUES (1)`, `INSERT INTO reports VALUES (1, 1)`)
			for _, drop := range []op.Operation{op.DropTable{Table: "products"}, op.Exec{SQL: "SELECT 1; drop table products"}} {
				err := migrate(db, drop)
				if err == nil || !strings.Contains(err.Error(), "reports") {
					t.Errorf("%s gives %v, want an error that names reports", drop, err)
				}
				if got := texts(t, db, `SELECT product FROM reports`); !slices.Equal(got, []string{"1"}) {
					t.Errorf("%s: reports holds %v", drop, got)
				}
				if got := texts(t, db, `SELECT id FROM products`); !slices.Equal(got, []string{"1"}) {
					t.Errorf("%s: products holds %v", drop, got)
				}
			}
		})
	}
}

func TestATableThatNobodyRefersToIsDropped(t *testing.T) {
	db := open(t)
	exec(t, db, `CREATE TABLE products (id INTEGER PRIMARY KEY)`, `INSERT INTO products VALUES (1)`)
	mustMigrate(t, db, op.DropTable{Table: "products"})
	if got := texts(t, db, `SELECT name FROM sqlite_schema WHERE name = 'products'`); got != nil {
		t.Errorf("left: %v", got)
	}
}

func TestANameMayChangeItsCapitals(t *testing.T) {
	db := open(t)
	mustMigrate(t, db, op.CreateTable{Table: schema.Table{Name: "Order Items", Columns: []schema.Column{{Name: "id", Type: "bigint"}}}},
		op.RenameTable{From: "Order Items", To: "order items"})
	if got := texts(t, db, `SELECT name FROM sqlite_schema WHERE type = 'table'`); !slices.Equal(got, []string{"order items"}) {
		t.Errorf("the tables are %v", got)
	}
}
