package runner_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

func TestSmallPools(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		db.SetMaxOpenConns(1)
		r := open(t, db, mixed()...)
		upgrade(t, r, "b2")
		db.SetMaxIdleConns(0)
		upgrade(t, r, "head")
		if diff := cmp.Diff([]string{"e5"}, current(t, r)); diff != "" {
			t.Errorf("rows (-want +got):\n%s", diff)
		}
		usable(t, db)
	})
}

func TestVersionTables(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		if isPostgres(db) {
			exec(t, db, "CREATE SCHEMA ops")
		}
		for _, name := range []schema.Name{{Table: `Odd "Name"?`}, {Schema: "ops", Table: "versions"}} {
			r := open(t, db, creates("a1", "a"))
			r.VersionTable = name
			upgrade(t, r, "head")
			if diff := cmp.Diff([]string{"upgrade a1 done 1/1"}, log(t, r)); diff != "" {
				t.Errorf("history of %s (-want +got):\n%s", name, diff)
			}
			if got := value(t, db, "SELECT version_num FROM "+r.Dialect.QuoteTable(name)); got != "a1" {
				t.Errorf("%s says %s", name, got)
			}
			if _, err := r.Downgrade(ctx, "base"); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestTheHistoryStandsBesideTheVersionTable(t *testing.T) {
	for version, want := range map[schema.Name]schema.Name{
		{}:                                 {Table: "echomigrate_history"},
		{Table: "echomigrate_version"}:     {Table: "echomigrate_history"},
		{Schema: "ops", Table: "versions"}: {Schema: "ops", Table: "versions_history"},
	} {
		if got := runner.HistoryTable(version); got != want {
			t.Errorf("the history of %s is %s, want %s", version, got, want)
		}
	}
}

func TestAnAlembicTableIsGoneOnWith(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		exec(t, db,
			"CREATE TABLE alembic_version (version_num varchar(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))",
			"INSERT INTO alembic_version VALUES ('a1')")
		r := open(t, db, creates("a1", "a"), creates("b2 < a1", "b"))
		r.VersionTable = schema.Name{Table: "alembic_version"}
		if report := upgrade(t, r, "head"); !cmp.Equal(report.IDs(), []string{"b2"}) {
			t.Errorf("the upgrade did %v", report.IDs())
		}
		if got := value(t, db, "SELECT version_num FROM alembic_version"); got != "b2" {
			t.Errorf("the table says %s", got)
		}
	})
}

func TestTextIsSentAsItStands(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		const odd = `?0 ? ?? %s %d ?TableName \ ''`
		named := db.WithNamedArg("TableName", "wrong")
		for _, last := range []bool{true, false} {
			exec(t, db, "DROP TABLE IF EXISTS a", "DROP TABLE IF EXISTS echomigrate_version", "DROP TABLE IF EXISTS echomigrate_history")
			ops := []op.Operation{createTable("a"), op.Exec{SQL: "INSERT INTO a VALUES (1, '" + odd + "')"}}
			if !last {
				ops = append(ops, op.Exec{SQL: "SELECT 1"})
			}
			revision := does("a1", ops...)
			revision.Message = `what? 100% "sure" ?TableName`
			r := open(t, named, revision)
			upgrade(t, r, "head")
			if got, want := value(t, db, "SELECT name FROM a"), `?0 ? ?? %s %d ?TableName \ '`; got != want {
				t.Errorf("the row is %q, want %q", got, want)
			}
			if got := records(t, r)[0].Message; got != revision.Message {
				t.Errorf("the message is %q, want %q", got, revision.Message)
			}
		}
	})
}
