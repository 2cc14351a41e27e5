// Create posts and tags
//
// Revision 6d72d325ea28, revises 6cdd3db30597, created 2026-11-25T03:59:13Z.
package versions

import (
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

func init() {
	Repository.Register(revision.Revision{
		ID:      "6d72d325ea28",
		Message: "Create posts and tags",
		Created: "2026-11-25T03:59:13Z",
		Revises: []string{"6cdd3db30597"},

		Upgrade: []op.Operation{
			op.CreateTable{Table: schema.Table{
				Name: "posts",
				Columns: []schema.Column{
					{Name: "id", Type: "bigserial", NotNull: true},
					{Name: "organisation_id", Type: "bigint", NotNull: true},
					{Name: "slug", Type: "varchar(160)", NotNull: true},
					{Name: "author_id", Type: "bigint"},
					{Name: "title", Type: "varchar(200)", NotNull: true},
					{Name: "body", Type: "text", NotNull: true, Default: "''"},
					{Name: "status", Type: "varchar(20)", NotNull: true, Default: "'draft'"},
					{Name: "published_at", Type: "timestamptz"},
					{Name: "created_at", Type: "timestamptz", NotNull: true, Default: "current_timestamp"},
				},
				PrimaryKey: schema.Key{Name: "posts_pkey", Columns: []string{"id"}},
				Uniques: []schema.Key{
					{Name: "posts_slug_key", Columns: []string{"organisation_id", "slug"}},
				},
				ForeignKeys: []schema.ForeignKey{
					{
						Name:       "posts_organisation_id_fkey",
						Columns:    []string{"organisation_id"},
						RefTable:   "organisations",
						RefColumns: []string{"id"},
						OnDelete:   schema.Cascade,
					},
					{
						Name:       "posts_author_id_fkey",
						Columns:    []string{"author_id"},
						RefTable:   "users",
						RefColumns: []string{"id"},
						OnDelete:   schema.SetNull,
					},
				},
				Indexes: []schema.Index{
					{Name: "posts_author_id_idx", Columns: []string{"author_id"}},
				},
			}},
			op.CreateTable{Table: schema.Table{
				Name: "tags",
				Columns: []schema.Column{
					{Name: "id", Type: "bigserial", NotNull: true},
					{Name: "name", Type: "varchar(60)", NotNull: true},
				},
				PrimaryKey: schema.Key{Name: "tags_pkey", Columns: []string{"id"}},
				Uniques: []schema.Key{
					{Name: "tags_name_key", Columns: []string{"name"}},
				},
			}},
			op.CreateTable{Table: schema.Table{
				Name: "post_tags",
				Columns: []schema.Column{
					{Name: "post_id", Type: "bigint", NotNull: true},
					{Name: "tag_id", Type: "bigint", NotNull: true},
				},
				PrimaryKey: schema.Key{Name: "post_tags_pkey", Columns: []string{"post_id", "tag_id"}},
				ForeignKeys: []schema.ForeignKey{
					{
						Name:       "post_tags_post_id_fkey",
						Columns:    []string{"post_id"},
						RefTable:   "posts",
						RefColumns: []string{"id"},
						OnDelete:   schema.Cascade,
					},
					{
						Name:       "post_tags_tag_id_fkey",
						Columns:    []string{"tag_id"},
						RefTable:   "tags",
						RefColumns: []string{"id"},
						OnDelete:   schema.Cascade,
					},
				},
				Indexes: []schema.Index{
					{Name: "post_tags_tag_id_idx", Columns: []string{"tag_id"}},
				},
			}},
		},

		Downgrade: []op.Operation{
			op.DropTable{Table: "post_tags"},
			op.DropTable{Table: "posts"},
			op.DropTable{Table: "tags"},
		},
	})
}
