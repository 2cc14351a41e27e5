// Create organisations, users and memberships
//
// Revision 6cdd3db30597, a base, created 2026-11-25T03:59:09Z.
package versions

import (
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

func init() {
	Repository.Register(revision.Revision{
		ID:      "6cdd3db30597",
		Message: "Create organisations, users and memberships",
		Created: "2026-11-25T03:59:09Z",

		Upgrade: []op.Operation{
			op.CreateTable{Table: schema.Table{
				Name: "organisations",
				Columns: []schema.Column{
					{Name: "id", Type: "bigserial", NotNull: true},
					{Name: "name", Type: "varchar(120)", NotNull: true},
					{Name: "slug", Type: "varchar(60)", NotNull: true},
					{Name: "created_at", Type: "timestamptz", NotNull: true, Default: "current_timestamp"},
				},
				PrimaryKey: schema.Key{Name: "organisations_pkey", Columns: []string{"id"}},
				Uniques: []schema.Key{
					{Name: "organisations_slug_key", Columns: []string{"slug"}},
				},
			}},
			op.CreateTable{Table: schema.Table{
				Name: "users",
				Columns: []schema.Column{
					{Name: "id", Type: "bigserial", NotNull: true},
					{Name: "email", Type: "varchar(254)", NotNull: true},
					{Name: "name", Type: "varchar(120)", NotNull: true},
					{Name: "created_at", Type: "timestamptz", NotNull: true, Default: "current_timestamp"},
				},
				PrimaryKey: schema.Key{Name: "users_pkey", Columns: []string{"id"}},
				Uniques: []schema.Key{
					{Name: "users_email_key", Columns: []string{"email"}},
				},
			}},
			op.CreateTable{Table: schema.Table{
				Name: "memberships",
				Columns: []schema.Column{
					{Name: "organisation_id", Type: "bigint", NotNull: true},
					{Name: "user_id", Type: "bigint", NotNull: true},
					{Name: "role", Type: "varchar(20)", NotNull: true, Default: "'author'"},
					{Name: "joined_at", Type: "timestamptz", NotNull: true, Default: "current_timestamp"},
				},
				PrimaryKey: schema.Key{Name: "memberships_pkey", Columns: []string{"organisation_id", "user_id"}},
				ForeignKeys: []schema.ForeignKey{
					{
						Name:       "memberships_organisation_id_fkey",
						Columns:    []string{"organisation_id"},
						RefTable:   "organisations",
						RefColumns: []string{"id"},
						OnDelete:   schema.Cascade,
					},
					{
						Name:       "memberships_user_id_fkey",
						Columns:    []string{"user_id"},
						RefTable:   "users",
						RefColumns: []string{"id"},
						OnDelete:   schema.Cascade,
					},
				},
				Checks: []schema.Check{
					{Name: "memberships_role_check", Expression: "role IN ('owner', 'editor', 'author')"},
				},
				Indexes: []schema.Index{
					{Name: "memberships_user_id_idx", Columns: []string{"user_id"}},
				},
			}},
		},

		Downgrade: []op.Operation{
			op.DropTable{Table: "memberships"},
			op.DropTable{Table: "organisations"},
			op.DropTable{Table: "users"},
		},
	})
}
