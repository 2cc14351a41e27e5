// Create users and posts
//
// Revision 4a1f0c2b9d3e, a base, created 2026-11-24T07:50:00Z.
package versions

import (
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

func init() {
	Repository.Register(revision.Revision{
		ID:      "4a1f0c2b9d3e",
		Message: "Create users and posts",
		Created: "2026-11-24T07:50:00Z",
		Labels:  []string{"main"},

		Upgrade: []op.Operation{
			op.CreateTable{Table: schema.Table{
				Name: "users",
				Columns: []schema.Column{
					{Name: "id", Type: "bigint", NotNull: true, Identity: schema.IdentityByDefault},
					{Name: "email", Type: "varchar(320)", NotNull: true, Collation: "C", Comment: "as the user typed it"},
					{Name: "created_at", Type: "timestamptz", NotNull: true, Default: "current_timestamp"},
					{
						Name:      "search",
						Type:      "tsvector",
						Generated: "to_tsvector('simple'::regconfig, coalesce(email, '') || ' ' || coalesce(name, ''))",
						Virtual:   true,
					},
				},
				PrimaryKey: schema.Key{Columns: []string{"id"}},
				Uniques: []schema.Key{
					{Name: "users_email_key", Columns: []string{"email"}},
				},
				Checks: []schema.Check{
					{Name: "users_email_check", Expression: "email LIKE '%@%'"},
				},
				Indexes: []schema.Index{
					{
						Name:     "users_email_idx",
						Elements: []schema.Element{{Expression: "lower(email)"}, {Column: "created_at", Desc: true}},
						Unique:   true,
					},
				},
				Comment: "Who may log in",
			}},
			op.CreateTable{Table: schema.Table{
				Name: "posts",
				Columns: []schema.Column{
					{Name: "id", Type: "bigserial"},
					{Name: "author_id", Type: "bigint", NotNull: true},
				},
				ForeignKeys: []schema.ForeignKey{
					{
						Columns:    []string{"author_id"},
						RefTable:   "users",
						RefColumns: []string{"id"},
						OnDelete:   schema.Cascade,
						Deferrable: schema.InitiallyDeferred,
					},
				},
			}},
		},

		Downgrade: []op.Operation{
			op.DropTable{Table: "posts"},
			op.DropTable{Table: "users"},
		},
	})
}
