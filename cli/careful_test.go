package cli_test

import (
	"context"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// careful are revisions of each kind that a plan and a dry run tell apart: in a transaction, outside one, SQL, Go, and what needs
// what stands outside.
var careful = []revision.Revision{
	createUsers,
	{
		ID: "c2", Message: "Index names", Revises: []string{"a1"},
		Upgrade: []op.Operation{
			op.CreateIndex{Table: "users", Index: schema.Index{Name: "users_name_idx", Columns: []string{"name"}}, Concurrently: true},
			op.Exec{SQL: "UPDATE users SET name = trim(name)"},
			op.Func{Name: "greet", Run: func(ctx context.Context, db bun.IDB) error {
				_, err := db.ExecContext(ctx, "INSERT INTO users (name) VALUES ('Ann')")
				return err
			}},
		},
		Downgrade: []op.Operation{op.DropIndex{Table: "users", Name: "users_name_idx", Concurrently: true}},
	},
	{
		ID: "c3", Message: "Rename the index", Revises: []string{"c2"},
		Upgrade: []op.Operation{
			op.RenameIndex{Table: "users", From: "users_name_idx", To: "users_by_name"},
			op.AlterColumn{
				Table: "users", Column: "name",
				From: schema.Column{Name: "name", Type: "varchar", NotNull: true}, To: schema.Column{Name: "name", Type: "varchar(40)", NotNull: true},
			},
		},
		Downgrade: []op.Operation{op.RenameIndex{Table: "users", From: "users_by_name", To: "users_name_idx"}},
	},
}
