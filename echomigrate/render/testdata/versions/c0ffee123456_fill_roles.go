// Fill roles
//
// Revision c0ffee123456, revises 91d0aa3c55e7, created 2026-11-26T10:00:00Z.
package versions

import (
	"time"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/render/testdata/fill"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

func init() {
	Repository.Register(revision.Revision{
		ID:      "c0ffee123456",
		Message: "Fill roles",
		Created: "2026-11-26T10:00:00Z",
		Revises: []string{"91d0aa3c55e7"},

		Upgrade: []op.Operation{
			op.Exec{SQL: "UPDATE users SET bio = '' WHERE bio IS NULL"},
			op.Exec{SQL: `UPDATE "users"
SET "bio" = 'none'
WHERE "bio" = ''`},
			op.Exec{SQL: `COMMENT ON TABLE "users" IS 'the "users" of the shop'`},
			op.Exec{SQL: "UPDATE users SET bio = 'a`b'\n" +
				"WHERE id = 1"},
			op.Func{Name: "fill bios", Run: fillBios},
			op.Func{Name: "fill names", Run: fill.Backfill},
			op.BulkInsert{Table: "roles", Columns: []string{"id", "name", "weight", "since", "key"}, Rows: [][]any{
				{1, "admin", 1.0, time.Date(2026, time.November, 26, 10, 0, 0, 0, time.UTC), []byte("\xca\xfe")},
				{int64(2), "reader", float32(0.5), nil, []byte("abc")},
			}},
			op.Only{Dialect: "postgres", Ops: op.List{
				op.Exec{SQL: "CREATE EXTENSION IF NOT EXISTS citext"},
				op.Autocommit{Ops: op.List{
					op.CreateIndex{Table: "roles", Index: schema.Index{Columns: []string{"name"}}, Concurrently: true},
				}},
			}},
			op.Batch{Table: "users", Ops: op.List{
				op.DropColumn{Table: "users", Column: "age"},
				op.AddCheck{Table: "users", Check: schema.Check{Expression: "bio <> ''"}},
			}},
		},

		Downgrade: []op.Operation{
			op.Exec{SQL: "DELETE FROM roles"},
		},
	})
}
