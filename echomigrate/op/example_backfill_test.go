package op_test

import (
	"context"
	"database/sql"
	"fmt"
	"log"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// A new column is filled in batches, each a short transaction, and becomes NOT NULL behind that.
func ExampleBackfill() {
	ctx := context.Background()
	conn, err := sql.Open("sqlite", "file::memory:")
	check(err)
	conn.SetMaxOpenConns(1) // each connection has a database of its own
	db := bun.NewDB(conn, sqlitedialect.New())
	_, err = db.Exec("CREATE TABLE users (id integer PRIMARY KEY, name text); " +
		"INSERT INTO users (name) VALUES ('Ann'), ('Bob'), ('Cid'), ('Dee'), ('Eva')")
	check(err)

	versions := revision.NewRepository()
	versions.Register(revision.Revision{ID: "8c2f1e0a7b44", Message: "Add handle", Upgrade: []op.Operation{
		op.AddColumn{Table: "users", Column: schema.Column{Name: "handle", Type: "text"}},
		op.Backfill{Table: "users", Column: "handle", Value: "lower(name)", BatchSize: 2}, // op.DefaultBatchSize on a large table
		op.AlterColumn{Table: "users", Column: "handle", From: schema.Column{Type: "text"}, To: schema.Column{Type: "text", NotNull: true}},
	}})
	m, err := echomigrate.New(db, echomigrate.Config{Repository: versions})
	check(err)
	_, err = m.Upgrade(ctx, "head", echomigrate.RunOptions{OnProgress: func(p runner.Progress) {
		if p.Unit == "rows" && !p.Ends {
			fmt.Println(p.Operation, "-", p.Done, p.Unit)
		}
	}})
	check(err)

	var handles string
	check(db.QueryRow("SELECT group_concat(handle, ' ') FROM (SELECT handle FROM users ORDER BY id)").Scan(&handles))
	fmt.Println(handles)
	// Output:
	// Backfill users.handle with lower(name) - 0 rows
	// Backfill users.handle with lower(name) - 2 rows
	// Backfill users.handle with lower(name) - 4 rows
	// Backfill users.handle with lower(name) - 5 rows
	// ann bob cid dee eva
}

// check ends the program on an error.
func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
