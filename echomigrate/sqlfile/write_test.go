package sqlfile_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect/postgres"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/sqlite"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/sqlfile"
)

var update = flag.Bool("update", false, "write the golden files")

var byHand = revision.Revision{
	ID: "8c2f1e0a7b44", Message: "Add user bio\n\nIt is shown to others.", Created: "2026-11-24T07:54:00Z",
	Revises: []string{"4a1f0c2b9d3e", "91d0aa3c55e7"}, Labels: []string{"profile"}, DependsOn: []string{"billing", "c0ffee123456"}, CompatibleWith: "91d0aa3c55e7",
	Replaces: []revision.Former{{Tool: "goose", Versions: []string{"1", "2"}}, {Tool: "bun", Versions: []string{"20240101"}, Database: "second"}},
	Upgrade: []op.Operation{
		statement("CREATE TABLE bios (\n    user_id bigint PRIMARY KEY,\n    bio text -- as written; not as shown\n)"),
		statement("ALTER TABLE users ADD COLUMN bio text"),
		statement("UPDATE users SET bio = ''"),
		only("postgres", alone("CREATE INDEX CONCURRENTLY users_bio_idx ON users (bio)"), statement("ANALYZE users")),
		only("sqlite", statement("CREATE INDEX users_bio_idx ON users (bio)")),
		statement("INSERT INTO bios (user_id) SELECT id FROM users"),
	},
	Downgrade: []op.Operation{statement("DROP INDEX users_bio_idx"), statement("ALTER TABLE users DROP COLUMN bio"), statement("DROP TABLE bios")},
}

var generated = revision.Revision{
	ID: "4a1f0c2b9d3e", Message: "Upgrade", Created: "2026-11-24T07:50:00Z",
	Upgrade: []op.Operation{
		op.CreateTable{Table: schema.Table{
			Name: "users", Comment: "Who may log in",
			Columns:    []schema.Column{{Name: "id", Type: "bigint", NotNull: true, Identity: schema.IdentityByDefault}, {Name: "email", Type: "text", Default: "';'"}},
			PrimaryKey: schema.Key{Columns: []string{"id"}},
		}},
		statement("UPDATE users SET email = '' -- none;\n; DELETE FROM users"),
		op.CreateIndex{Table: "users", Index: schema.Index{Columns: []string{"email"}}, Concurrently: true},
	},
}

func TestWrittenFiles(t *testing.T) {
	tests := []struct {
		name     string
		revision revision.Revision
		dialect  op.Dialect
	}{
		{"by_hand.sql", byHand, nil},
		{"empty.sql", revision.Revision{ID: "a1"}, nil},
		{"generated_postgres.sql", generated, postgres.Dialect{}},
		{"generated_sqlite.sql", generated, sqlite.Dialect{}},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			got, err := sqlfile.Write(c.revision, c.dialect)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", "versions", c.name)
			if *update {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), string(got)); d != "" {
				t.Errorf("%s (-) and what is written (+); -update writes it:\n%s", path, d)
			}
		})
	}
}

func TestWriteRefuses(t *testing.T) {
	addBio := op.AddColumn{Table: "users", Column: schema.Column{Name: "bio", Type: "text"}}
	const portable = "is not SQL that every database takes: write the file for one, use op.Exec, or write the revision in Go"
	tests := []struct {
		says     string
		revision revision.Revision
		dialect  op.Dialect
		want     string
	}{
		{"an operation without a database", revision.Revision{Upgrade: []op.Operation{addBio}}, nil, "upgrade, step 1, AddColumn users.bio: " + portable},
		{"an operation of another database", revision.Revision{Downgrade: []op.Operation{only("sqlite", addBio)}}, postgres.Dialect{},
			"downgrade, step 1, AddColumn users.bio (only sqlite): step 1, AddColumn users.bio: " + portable},
		{"Go", revision.Revision{Upgrade: []op.Operation{op.Func{Name: "fill"}}}, postgres.Dialect{}, "upgrade, step 1, Func fill: has no SQL counterpart"},
		{"another database of the same kind", revision.Revision{Upgrade: []op.Operation{op.Database{Name: "mail", Ops: op.List{addBio}}}}, postgres.Dialect{},
			"upgrade, step 1, Database mail (1 operation): has no section in a file: write the revision in Go"},
		{"no SQL", revision.Revision{Upgrade: []op.Operation{statement("-- none")}}, nil, `upgrade, step 1, Exec "-- none": the SQL is empty`},
		{"half a statement", revision.Revision{Upgrade: []op.Operation{statement("SELECT '")}}, nil, `upgrade, step 1, Exec "SELECT '": line 1: a string is not closed: add the ' at its end`},
		{"a database that there is not", revision.Revision{Upgrade: []op.Operation{only("mysql")}}, nil,
			`upgrade, step 1, Only mysql (0 operations): there is no kind of database "mysql": write postgres or sqlite`},
		{"a transaction", revision.Revision{Upgrade: []op.Operation{statement("COMMIT")}}, nil,
			"cannot be written as SQL: COMMIT: the transaction is not this file's to begin or end: take the statement out, or put -- autocommit before what cannot run in one"},
		{"a marker in a statement", revision.Revision{Upgrade: []op.Operation{statement("SELECT 1\n-- downgrade\n+ 1")}}, nil,
			"its Upgrade would be read back as something else: write the revision in Go"},
		{"a header line in the message", revision.Revision{Message: "Labels: add them"}, nil, `"Labels: add them" in its message reads as a header line: put it into other words`},
		{"a comma in an ID", revision.Revision{Revises: []string{"a,b"}}, nil, "its Revises would be read back as something else: write the revision in Go"},
	}
	for _, c := range tests {
		t.Run(c.says, func(t *testing.T) {
			c.revision.ID = "a1"
			_, err := sqlfile.Write(c.revision, c.dialect)
			if err == nil || err.Error() != "revision a1: "+c.want {
				t.Errorf("got %v\nwant revision a1: %s", err, c.want)
			}
		})
	}
}

// pieces are statements that a lexer could stumble over.
var pieces = rapid.SampledFrom([]string{
	"SELECT 1", "SELECT ';'\n-- upgrade the users\n, 2", "SELECT '\n-- upgrade\n'", "VACUUM", "DO $$ -- $a$; $$", "SELECT E'\\';'",
	"CREATE TRIGGER t AFTER INSERT ON a BEGIN\nSELECT 1;\nEND", "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)", "SELECT /* a\n-- upgrade\n */ 1",
})

var databases = rapid.SampledFrom([]string{"postgres", "sqlite"})

// plain draws lists as Parse gives them.
func plain(t *rapid.T, label string) []op.Operation {
	one := rapid.Custom(func(t *rapid.T) op.Operation {
		sql := pieces.Draw(t, "sql")
		if rapid.Bool().Draw(t, "alone") {
			return alone(sql)
		}
		return statement(sql)
	})
	group := rapid.Custom(func(t *rapid.T) op.Operation {
		return only(databases.Draw(t, "dialect"), rapid.SliceOfN(one, 0, 3).Draw(t, "inside")...)
	})
	return rapid.SliceOfN(rapid.OneOf(one, group), 0, 5).Draw(t, label)
}

// former draws what a revision replaces.
var former = rapid.Custom(func(t *rapid.T) revision.Former {
	return revision.Former{
		Tool:     rapid.SampledFrom([]string{"goose", "golang-migrate"}).Draw(t, "tool"),
		Versions: rapid.SliceOfN(rapid.StringMatching(`[0-9a-z_-]{1,5}`), 1, 3).Draw(t, "versions"),
		Database: rapid.StringMatching(`([a-z]{1,3}( [a-z])?)?`).Draw(t, "database"),
	}
})

func TestWhatIsWrittenReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfN(rapid.StringMatching(`[a-z][a-z0-9_]{0,5}`), 0, 3)
		labels := rapid.SliceOfN(rapid.StringMatching(`[a-z][-a-z]{0,5}`), 0, 2)
		want := revision.Revision{
			ID: "a1", Source: file, Created: rapid.StringMatching(`(2026-11-24T07:54:00Z)?`).Draw(t, "created"),
			Message: rapid.StringMatching(`([A-Z][a-z;'*/-]{0,4}( [a-z:]{1,5}){0,3})?`).Draw(t, "message"),
			Revises: names.Draw(t, "revises"), DependsOn: labels.Draw(t, "depends on"), Labels: labels.Draw(t, "labels"), CompatibleWith: rapid.StringMatching(`([a-z][a-z0-9_]{0,5})?`).Draw(t, "compatible with"),
			Replaces:    rapid.SliceOfN(former, 0, 2).Draw(t, "replaces"),
			Transaction: rapid.SampledFrom([]revision.TransactionMode{"", revision.PerRevision, revision.NoTransaction}).Draw(t, "transaction"),
			Upgrade:     plain(t, "upgrade"), Downgrade: plain(t, "downgrade"),
		}
		content, err := sqlfile.Write(want, nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := sqlfile.Parse(file, content)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
			t.Errorf("written (-), read (+):\n%s\n%s", d, content)
		}
	})
}

// nested draws lists of any form.
func nested(t *rapid.T, depth int) []op.Operation {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) op.Operation {
		switch kind := rapid.IntRange(0, 3).Draw(t, "kind"); {
		case kind == 0 && depth > 0:
			return only(databases.Draw(t, "dialect"), nested(t, depth-1)...)
		case kind == 1 && depth > 0:
			return op.Autocommit{Ops: nested(t, depth-1)}
		}
		return statement(pieces.Draw(t, "sql"))
	}), 0, 3).Draw(t, "ops")
}

// flat lists the statements that run on a database, those outside a transaction with a mark.
func flat(ops []op.Operation, mark string) []string {
	var all []string
	for _, o := range ops {
		switch o := o.(type) {
		case op.Autocommit:
			all = append(all, flat(o.Ops, "alone: ")...)
		case op.Exec:
			all = append(all, mark+o.SQL)
		}
	}
	return all
}

// Written for all databases, a file does on each what the revision does; written for one, it does so there.
func TestWhatIsWrittenDoesTheSame(t *testing.T) {
	everywhere := []string{"postgres", "sqlite"}
	rapid.Check(t, func(t *rapid.T) {
		r := revision.Revision{ID: "a1", Upgrade: nested(t, 3)}
		for _, c := range []struct {
			dialect op.Dialect
			on      []string
		}{{nil, everywhere}, {postgres.Dialect{}, everywhere[:1]}, {sqlite.Dialect{}, everywhere[1:]}} {
			content, err := sqlfile.Write(r, c.dialect)
			if err != nil {
				t.Fatal(err)
			}
			got, err := sqlfile.Parse(file, content)
			if err != nil {
				t.Fatal(err)
			}
			for _, database := range c.on {
				on := op.Target{Dialect: database}
				if d := cmp.Diff(flat(op.For(on, r.Upgrade), ""), flat(op.For(on, got.Upgrade), "")); d != "" {
					t.Errorf("on %s, the revision (-), its file (+):\n%s\n%s", database, d, content)
				}
			}
		}
	})
}
