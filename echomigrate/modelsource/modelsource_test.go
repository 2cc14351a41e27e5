package modelsource_test

import (
	"context"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/postgres"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/sqlite"
	"github.com/echomigrate/echo-migrate/echomigrate/modelsource"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// inspected is what models are written from.
func inspected(t *testing.T, db *bun.DB, d dialect.Dialect, script string, o modelsource.Options) modelsource.Result {
	t.Helper()
	if _, err := db.DB.Exec(script); err != nil {
		t.Fatal(err)
	}
	s, err := d.Inspect(context.Background(), db, dialect.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	result, err := modelsource.Write(db, d, s, o)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// has looks for lines of Go source, whatever blanks gofmt puts between the words.
func has(t *testing.T, source string, lines ...string) {
	t.Helper()
	words := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	for _, line := range lines {
		if !strings.Contains(words(source), words(line)) {
			t.Errorf("there is no %s in\n%s", line, source)
		}
	}
}

func TestWriteForPostgres(t *testing.T) {
	result := inspected(t, testdb.Postgres(t), postgres.New(), `
		CREATE TYPE mood AS ENUM ('sad', 'so so', 'it''s ok', 'a,b)');
		CREATE TABLE days (day date, mood mood NOT NULL DEFAULT 'sad', moods mood[]);
		CREATE TABLE users (id bigserial PRIMARY KEY, "type" text NOT NULL, home_url varchar, "2nd" uuid, tags text[] NOT NULL DEFAULT '{}', "a,b" int);
		CREATE TABLE statuses (b int, a int, note jsonb, price numeric(10,2) NOT NULL DEFAULT 0 CHECK (price >= 0), CONSTRAINT pk PRIMARY KEY (a, b));
		CREATE TABLE posts (
			id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, author_id bigint NOT NULL REFERENCES users ON DELETE CASCADE, editor bigint,
			a int, b int, born timestamptz NOT NULL DEFAULT now(), twice int GENERATED ALWAYS AS (a * 2) STORED,
			CONSTRAINT edited FOREIGN KEY (editor) REFERENCES users DEFERRABLE INITIALLY DEFERRED, FOREIGN KEY (a, b) REFERENCES statuses MATCH FULL);
		CREATE UNIQUE INDEX recent ON posts (lower(twice::text), born DESC) WHERE a > 0;
		COMMENT ON COLUMN posts.a IS 'it''s "a"'`, modelsource.Options{})
	has(t, string(result.Files[0].Content),
		"Mood string `bun:\"mood,notnull,default:'sad',nullzero\" migrate:\"enum:'mood(sad, ''so so'', ''it''''s ok'', ''a,b)'')'\"`",
		"Moods []string `bun:\"moods,array,nullzero\" migrate:\"enum:'mood(sad, ",
		"type User struct { bun.BaseModel `bun:\"table:users\"`",
		"ID int64 `bun:\"id,pk,autoincrement\"`",
		"Type string `bun:\"column:type,notnull,type:text\"`",
		"HomeURL *string `bun:\"home_url\"`",
		"X2nd *string `bun:\"column:2nd,type:uuid\"`",
		"AB *int32 `bun:\"column:\\\"a,b\\\"\"`",
		"type Status struct { bun.BaseModel `bun:\"table:statuses\" migrate:\"pk:'pk(a, b)'\"`",
		"Price string `bun:\"price,notnull,type:numeric(10,2),default:0,nullzero\" migrate:\"check:'price >= 0'\"`",
		"`bun:\"id,pk,autoincrement\" migrate:\"identity:always\"`",
		"Author *User `bun:\"rel:belongs-to,join:author_id=id,on_delete:CASCADE\"`",
		"EditorUser *User `bun:\"rel:belongs-to,join:editor=id\" migrate:\"fk:edited,deferrable:deferred\"`",
		"fk:'(a, b) references statuses(a, b) match full'",
		"uniqueindex:'recent((lower(twice::text)), born desc) where a > 0'",
		"Twice *int32 `bun:\"twice,scanonly\" migrate:\"generated:'a * 2'\"`",
	)
	if len(result.Left) > 0 {
		t.Error(result.Left)
	}
}

func TestWriteForSQLite(t *testing.T) {
	result := inspected(t, testdb.SQLite(t), sqlite.New(), `
		CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL, seen BOOLEAN, at DATETIME);
		CREATE TABLE tags (id INTEGER PRIMARY KEY, "a.b" TEXT) STRICT`, modelsource.Options{Package: "shop", PerTable: true})
	var names []string
	all := ""
	for _, f := range result.Files {
		names = append(names, f.Name)
		all += string(f.Content)
		if _, err := parser.ParseFile(token.NewFileSet(), f.Name, f.Content, parser.AllErrors); err != nil {
			t.Error(err)
		}
	}
	if d := cmp.Diff([]string{"models.go", "note.go", "tag.go"}, names); d != "" {
		t.Error(d)
	}
	has(t, all,
		"package shop", "ID int64 `bun:\"id,pk,autoincrement\"`", "Seen *bool `bun:\"seen\"`", "ID int64 `bun:\"id,pk,nullzero\"`",
		"func (*Tag) DefineTable(t *schema.Table) { t.Options = []string{\"STRICT\"} }", "db.RegisterModel( (*Note)(nil), (*Tag)(nil), )")
}

func TestATableThatNoModelStandsFor(t *testing.T) {
	result := inspected(t, testdb.Postgres(t), postgres.New(), `CREATE TABLE "a.b" (id int); CREATE TABLE c (id int)`, modelsource.Options{})
	if len(result.Left) != 1 || !strings.HasPrefix(result.Left[0], "table a.b: no model can stand for it") || len(result.Models) != 1 {
		t.Errorf("left out: %q", result.Left)
	}
}
