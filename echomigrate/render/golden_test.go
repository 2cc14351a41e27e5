package render_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/render"
	"github.com/echomigrate/echo-migrate/echomigrate/render/testdata/fill"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/scaffold"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

var update = flag.Bool("update", false, "write the golden files")

// self is the import path that functions of this test seem to come from.
const self = "github.com/echomigrate/echo-migrate/echomigrate/render_test"

func fillBios(context.Context, bun.IDB) error { return nil }

// typical are revisions as people and autogenerate write them.
var typical = []struct {
	revision revision.Revision
	options  render.Options
}{
	{revision: createTables}, {revision: addColumn, options: render.Options{Comments: warnings, DowngradeComments: warnings}},
	{revision: alterColumns}, {revision: byHand, options: render.Options{ImportPath: self}}, {revision: merge},
}

var createTables = revision.Revision{
	ID: "4a1f0c2b9d3e", Message: "Create users and posts", Created: "2026-11-24T07:50:00Z", Labels: []string{"main"},
	Upgrade: []op.Operation{
		op.CreateTable{Table: schema.Table{
			Name: "users",
			Columns: []schema.Column{
				{Name: "id", Type: "bigint", NotNull: true, Identity: schema.IdentityByDefault},
				{Name: "email", Type: "varchar(320)", NotNull: true, Collation: "C", Comment: "as the user typed it"},
				{Name: "created_at", Type: "timestamptz", NotNull: true, Default: "current_timestamp"},
				{Name: "search", Type: "tsvector", Generated: "to_tsvector('simple'::regconfig, coalesce(email, '') || ' ' || coalesce(name, ''))", Virtual: true},
			},
			PrimaryKey: schema.Key{Columns: []string{"id"}},
			Uniques:    []schema.Key{{Name: "users_email_key", Columns: []string{"email"}}},
			Checks:     []schema.Check{{Name: "users_email_check", Expression: "email LIKE '%@%'"}},
			Indexes: []schema.Index{
				{Name: "users_email_idx", Elements: []schema.Element{{Expression: "lower(email)"}, {Column: "created_at", Desc: true}}, Unique: true},
			},
			Comment: "Who may log in",
		}},
		op.CreateTable{Table: schema.Table{
			Name:    "posts",
			Columns: []schema.Column{{Name: "id", Type: "bigserial"}, {Name: "author_id", Type: "bigint", NotNull: true}},
			ForeignKeys: []schema.ForeignKey{{
				Columns: []string{"author_id"}, RefTable: "users", RefColumns: []string{"id"},
				OnDelete: schema.Cascade, Deferrable: schema.InitiallyDeferred,
			}},
		}},
	},
	Downgrade: []op.Operation{op.DropTable{Table: "posts"}, op.DropTable{Table: "users"}},
}

var addColumn = revision.Revision{
	ID: "8c2f1e0a7b44", Message: "Add user bio", Created: "2026-11-24T07:54:00Z", Revises: []string{"4a1f0c2b9d3e"},
	Upgrade: []op.Operation{
		op.AddColumn{Table: "users", Column: schema.Column{Name: "bio", Type: "text"}},
		op.CreateIndex{Table: "users", Index: schema.Index{Name: "users_bio_idx", Columns: []string{"bio"}}},
	},
	Downgrade: []op.Operation{
		op.DropIndex{Table: "users", Name: "users_bio_idx"},
		op.DropColumn{Table: "users", Column: "bio"},
	},
}

var warnings = map[int][]string{
	1: {"Locks out writers while it builds the index.", "Concurrently: true does not."},
	2: {"Nothing is left to do."},
}

var alterColumns = revision.Revision{
	ID: "91d0aa3c55e7", Message: "Make names longer\n\nand `bio` required: */ \"now\"", Created: "2026-11-25T10:00:00Z", Revises: []string{"8c2f1e0a7b44"},
	DependsOn: []string{"billing"}, CompatibleWith: "8c2f1e0a7b44",
	Replaces: []revision.Former{{Tool: "goose", Versions: []string{"1", "2"}}, {Tool: "bun", Versions: []string{"20240101"}, Database: "second"}},
	Upgrade: []op.Operation{
		op.AlterColumn{Table: "users", Column: "bio", To: schema.Column{NotNull: true}},
		op.AlterColumn{
			Table: "users", Column: "name", Using: "left(name, 200)",
			From: schema.Column{Type: "varchar(100)", Default: "''", Comment: "shown to others"},
			To:   schema.Column{Type: "varchar(200)", NotNull: true, Comment: "shown to others"},
		},
		op.AddForeignKey{Table: "posts", ForeignKey: schema.ForeignKey{
			Columns: []string{"author_id"}, RefTable: "users", RefColumns: []string{"id"}, OnDelete: schema.SetNull,
		}},
		op.AddForeignKey{Schema: "blog", Table: "comments", ForeignKey: schema.ForeignKey{
			Name: "comments_post_id_author_id_fkey", Columns: []string{"post_id", "author_id"}, RefTable: "posts",
			RefColumns: []string{"id", "author_id"}, OnUpdate: schema.Restrict, Match: "FULL",
		}},
	},
}

var byHand = revision.Revision{
	ID: "c0ffee123456", Message: "Fill roles", Created: "2026-11-26T10:00:00Z", Revises: []string{"91d0aa3c55e7"},
	Upgrade: []op.Operation{
		op.Exec{SQL: "UPDATE users SET bio = '' WHERE bio IS NULL"},
		op.Exec{SQL: "UPDATE \"users\"\nSET \"bio\" = 'none'\nWHERE \"bio\" = ''"},
		op.Exec{SQL: `COMMENT ON TABLE "users" IS 'the "users" of the shop'`},
		op.Exec{SQL: "UPDATE users SET bio = 'a`b'\nWHERE id = 1"},
		op.Func{Name: "fill bios", Run: fillBios},
		op.Func{Name: "fill names", Run: fill.Backfill},
		op.BulkInsert{Table: "roles", Columns: []string{"id", "name", "weight", "since", "key"}, Rows: [][]any{
			{1, "admin", 1.0, time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC), []byte{0xca, 0xfe}},
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
	Downgrade: []op.Operation{op.Exec{SQL: "DELETE FROM roles"}},
}

var merge = revision.Revision{
	ID: "d00dfeed0000", Created: "2026-11-27T10:00:00Z", Revises: []string{"c0ffee123456", "91d0aa3c55e7", "8c2f1e0a7b44"},
}

func TestTypicalRevisions(t *testing.T) {
	for _, c := range typical {
		name := render.FileName(c.revision)
		t.Run(name, func(t *testing.T) {
			source, err := render.Revision(c.revision, c.options)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, filepath.Join("versions", name), source)
		})
	}
}

// The golden files compile, beside the file that db init writes.
func TestGoldenFilesCompile(t *testing.T) {
	const versions = "versions/versions.go"
	repository, err := scaffold.Files("", scaffold.Values{ImportPath: self})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(repository, func(f scaffold.File) bool { return f.Path == versions })
	if i < 0 {
		t.Fatalf("db init writes no %s", versions)
	}
	golden(t, versions, repository[i].Content)
	run(t, "go", "build", "./testdata/versions")
}

// golden compares what was made with a file under testdata, or writes that file.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("%s (-) and what is made (+); -update writes it:\n%s", path, d)
	}
}
