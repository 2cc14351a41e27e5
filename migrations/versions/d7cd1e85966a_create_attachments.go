// Create attachments
//
// Revision d7cd1e85966a, revises 92bf222d95e4, created 2026-11-25T03:59:20Z.
package versions

import (
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

func init() {
	Repository.Register(revision.Revision{
		ID:      "d7cd1e85966a",
		Message: "Create attachments",
		Created: "2026-11-25T03:59:20Z",
		Revises: []string{"92bf222d95e4"},

		Upgrade: []op.Operation{
			op.CreateTable{Table: schema.Table{
				Name: "attachments",
				Columns: []schema.Column{
					{Name: "id", Type: "bigserial", NotNull: true},
					{Name: "post_id", Type: "bigint", NotNull: true},
					{Name: "file_name", Type: "varchar(255)", NotNull: true},
					{Name: "content_type", Type: "varchar(127)", NotNull: true, Default: "'application/octet-stream'"},
					{Name: "size", Type: "bigint", NotNull: true, Comment: "in bytes"},
					{Name: "sha256", Type: "char(64)", NotNull: true},
					{Name: "deleted_at", Type: "timestamptz"},
				},
				PrimaryKey: schema.Key{Name: "attachments_pkey", Columns: []string{"id"}},
				ForeignKeys: []schema.ForeignKey{
					{
						Name:       "attachments_post_id_fkey",
						Columns:    []string{"post_id"},
						RefTable:   "posts",
						RefColumns: []string{"id"},
						OnDelete:   schema.Cascade,
					},
				},
				Checks: []schema.Check{
					{Name: "attachments_size_check", Expression: "size >= 0"},
				},
				Indexes: []schema.Index{
					{Name: "attachments_post_id_idx", Columns: []string{"post_id"}},
				},
			}},
		},

		Downgrade: []op.Operation{
			op.DropTable{Table: "attachments"},
		},
	})
}
