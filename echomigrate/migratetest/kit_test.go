package migratetest_test

import (
	"database/sql"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/migratetest"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// open opens a database as an application does.
func open(address string) (*bun.DB, error) {
	if strings.HasPrefix(address, "postgres://") {
		config, err := pgx.ParseConfig(address)
		if err != nil {
			return nil, err
		}
		config.DefaultQueryExecMode = pgx.QueryExecModeExec
		return bun.NewDB(stdlib.OpenDB(*config), pgdialect.New()), nil
	}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: address}).EscapedPath()+"?_pragma=foreign_keys(1)&_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)")
	if err != nil {
		return nil, err
	}
	return bun.NewDB(db, sqlitedialect.New()), nil
}

// User is the model of what the revisions of people make.
type User struct {
	ID    int64  `bun:"id,pk,autoincrement"`
	Email string `bun:"email,notnull,type:text"`
	Name  string `bun:"name,notnull,type:text"`
}

// people are revisions that lead to User, by way of a column that is renamed.
func people() []revision.Revision {
	return []revision.Revision{
		{
			ID: "a1", Upgrade: []op.Operation{op.CreateTable{Table: schema.Table{
				Name: "users",
				Columns: []schema.Column{
					{Name: "id", Type: "bigserial", NotNull: true},
					{Name: "mail", Type: "text", NotNull: true},
				},
				PrimaryKey: schema.Key{Columns: []string{"id"}},
			}}},
			Downgrade: []op.Operation{op.DropTable{Table: "users"}},
		},
		{
			ID: "b2", Revises: []string{"a1"},
			Upgrade:   []op.Operation{op.RenameColumn{Table: "users", From: "mail", To: "email"}},
			Downgrade: []op.Operation{op.RenameColumn{Table: "users", From: "email", To: "mail"}},
		},
		{
			ID: "c3", Revises: []string{"b2"},
			Upgrade: []op.Operation{
				op.AddColumn{Table: "users", Column: schema.Column{Name: "name", Type: "text"}},
				op.Exec{SQL: "UPDATE users SET name = email"},
				op.AlterColumn{Table: "users", Column: "name", To: schema.Column{NotNull: true}},
			},
			Downgrade: []op.Operation{op.DropColumn{Table: "users", Column: "name"}},
		},
	}
}

// kitOf is a kit for revisions and models, on a PostgreSQL database of the test's own or on SQLite.
func kitOf(address string, revisions []revision.Revision, models ...any) *migratetest.Kit {
	repository := revision.NewRepository()
	for _, r := range revisions {
		repository.Register(r)
	}
	return &migratetest.Kit{
		Open: open, Address: address,
		Migrator: func(db *bun.DB) (*echomigrate.Migrator, error) {
			return echomigrate.New(db, echomigrate.Config{
				Repository: revision.NewRepository(), Models: models,
				VersionLocations: []echomigrate.VersionLocation{{Repository: repository}}, // without a directory
			})
		},
	}
}

// onEach runs a test on a server and on files.
func onEach(t *testing.T, test func(t *testing.T, address string)) {
	t.Helper()
	t.Run("postgres", func(t *testing.T) { test(t, testdb.PostgresURL(t)) })
	t.Run("sqlite", func(t *testing.T) { test(t, "files") })
}
