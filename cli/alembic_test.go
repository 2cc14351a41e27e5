package cli_test

import (
	"strings"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// legacyUser and legacyPost are the tables in testdata/alembic.
type legacyUser struct {
	bun.BaseModel `bun:"table:users"`

	ID   int32  `bun:"id,pk,autoincrement"`
	Name string `bun:"name,type:varchar(64),notnull" migrate:"uniqueindex:ix_users_name"`
}

type legacyPost struct {
	bun.BaseModel `bun:"table:posts"`

	ID     int32       `bun:"id,pk,autoincrement"`
	Title  string      `bun:"title,type:varchar(200),notnull"`
	UserID int32       `bun:"user_id,notnull"`
	User   *legacyUser `bun:"rel:belongs-to,join:user_id=id"`
}

type legacyPostWithBody struct {
	bun.BaseModel `bun:"table:posts"`

	ID     int32       `bun:"id,pk,autoincrement"`
	Title  string      `bun:"title,type:varchar(200),notnull"`
	UserID int32       `bun:"user_id,notnull"`
	User   *legacyUser `bun:"rel:belongs-to,join:user_id=id"`
	Body   string      `bun:"body,type:text"`
}

// adopted is the revision that testdata/alembic says its database is at; its ID is Alembic's.
var adopted = revision.Revision{
	ID: "ae1027a6acf", Message: "Adopt what Alembic made", Created: "2026-11-24T07:54:00Z",
	Upgrade: []op.Operation{
		op.CreateTable{Table: schema.Table{
			Name:       "users",
			Columns:    []schema.Column{{Name: "id", Type: "serial", NotNull: true}, {Name: "name", Type: "varchar(64)", NotNull: true}},
			PrimaryKey: schema.Key{Columns: []string{"id"}},
			Indexes:    []schema.Index{{Name: "ix_users_name", Columns: []string{"name"}, Unique: true}},
		}},
		op.CreateTable{Table: schema.Table{
			Name: "posts",
			Columns: []schema.Column{
				{Name: "id", Type: "serial", NotNull: true}, {Name: "title", Type: "varchar(200)", NotNull: true}, {Name: "user_id", Type: "integer", NotNull: true},
			},
			PrimaryKey:  schema.Key{Columns: []string{"id"}},
			ForeignKeys: []schema.ForeignKey{{Columns: []string{"user_id"}, RefTable: "users", RefColumns: []string{"id"}}},
		}},
	},
	Downgrade: []op.Operation{op.DropTable{Table: "posts"}, op.DropTable{Table: "users"}},
}

// addBody follows adopted.
var addBody = revision.Revision{
	ID: "b2", Message: "Add post body", Revises: []string{adopted.ID}, Created: "2026-11-24T07:54:00Z",
	Upgrade:   []op.Operation{op.AddColumn{Table: "posts", Column: schema.Column{Name: "body", Type: "text"}}},
	Downgrade: []op.Operation{op.DropColumn{Table: "posts", Column: "body"}},
}

// identified is a revision under another ID.
func identified(id string, r revision.Revision, revises ...string) revision.Revision {
	r.ID, r.Revises = id, revises
	return r
}

// Alembic's version table takes IDs of 32 characters.
var (
	fullID = strings.Repeat("é", 32)
	longID = strings.Repeat("x", 33)
)
