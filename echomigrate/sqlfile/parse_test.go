package sqlfile_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/sqlfile"
)

const file = "versions/a1.sql"

// lines is a file of these lines.
func lines(lines ...string) string { return strings.Join(lines, "\n") + "\n" }

// head is the least header there is.
const head = "-- revision: a1\n-- revises:\n"

func statement(sql string) op.Operation { return op.Exec{SQL: sql} }

func only(dialect string, ops ...op.Operation) op.Operation {
	return op.Only{Dialect: dialect, Ops: ops}
}

func alone(sql string) op.Operation { return op.Autocommit{Ops: op.List{statement(sql)}} }

func TestParse(t *testing.T) {
	tests := []struct {
		says, content string
		want          revision.Revision
	}{
		{"the least", head + "-- upgrade\n-- downgrade", revision.Revision{ID: "a1", Upgrade: []op.Operation{}, Downgrade: []op.Operation{}}},
		{"all there is", lines(
			"/* Copyright */", "",
			"-- Add user bio", "--", "-- upgrade: it is long; ok", "",
			"-- revision: a1", "-- revises: b1, b2", "-- created: 2026-11-24T07:54:00Z", "-- labels: billing, eu", "-- depends on: c1,mail", "-- compatible with: b1",
			"-- replaces: goose 1  2, second:alembic ae1027a6acf", "-- transaction: none", "",
			"-- upgrade", "-- upgrade the users", "ALTER TABLE users ADD bio text;", "UPDATE users SET bio = ''; -- downgrade",
			"-- upgrade postgres", "-- autocommit", "-- this takes long", "CREATE INDEX CONCURRENTLY i ON users (bio);", "ANALYZE users",
			"-- upgrade sqlite", "-- upgrade", "SELECT '", "-- downgrade", "'",
			"-- downgrade", "DROP INDEX i; ALTER TABLE users DROP bio;"),
			revision.Revision{
				ID: "a1", Message: "Add user bio\n\nupgrade: it is long; ok", Created: "2026-11-24T07:54:00Z",
				Revises: []string{"b1", "b2"}, Labels: []string{"billing", "eu"}, DependsOn: []string{"c1", "mail"}, CompatibleWith: "b1",
				Replaces:    []revision.Former{{Tool: "goose", Versions: []string{"1", "2"}}, {Tool: "alembic", Versions: []string{"ae1027a6acf"}, Database: "second"}},
				Transaction: revision.NoTransaction,
				Upgrade: []op.Operation{
					statement("ALTER TABLE users ADD bio text"), statement("UPDATE users SET bio = ''"),
					only("postgres", alone("CREATE INDEX CONCURRENTLY i ON users (bio)"), statement("ANALYZE users")),
					only("sqlite"), statement("SELECT '\n-- downgrade\n'"),
				},
				Downgrade: []op.Operation{statement("DROP INDEX i"), statement("ALTER TABLE users DROP bio")},
			}},
		{"sections by database", head + lines("-- upgrade sqlite", "SELECT 1;", "-- downgrade sqlite", "SELECT 2;", "-- upgrade postgres", "SELECT 3;", "-- downgrade", "SELECT 4;"),
			revision.Revision{
				ID:        "a1",
				Upgrade:   []op.Operation{only("sqlite", statement("SELECT 1")), only("postgres", statement("SELECT 3"))},
				Downgrade: []op.Operation{only("sqlite", statement("SELECT 2")), statement("SELECT 4")},
			}},
		{"written carelessly", "\uFEFF--Revision : a1\r\n--REVISES:b1\r\n\r\n--Upgrade:\r\nSELECT\r\n1;\r\n\t--  UPGRADE  Postgres :  \r\n--Autocommit\r\nSELECT 2\r\n--\r\n--downgrade\r\n",
			revision.Revision{ID: "a1", Revises: []string{"b1"}, Upgrade: []op.Operation{statement("SELECT\n1"), only("postgres", alone("SELECT 2"))}, Downgrade: []op.Operation{}}},
		{"savepoints", head + "-- upgrade\nSAVEPOINT s; ROLLBACK TRANSACTION TO s; RELEASE s; PREPARE p AS SELECT 1;\n-- downgrade",
			revision.Revision{ID: "a1", Upgrade: []op.Operation{statement("SAVEPOINT s"), statement("ROLLBACK TRANSACTION TO s"), statement("RELEASE s"), statement("PREPARE p AS SELECT 1")}, Downgrade: []op.Operation{}}},
	}
	for _, c := range tests {
		t.Run(c.says, func(t *testing.T) {
			c.want.Source = file
			got, err := sqlfile.Parse(file, []byte(c.content))
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("want (-), got (+):\n%s", d)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	const (
		known     = "write one of revision, revises, created, labels, depends on, compatible with, replaces, transaction, or put a comment above them or below -- upgrade"
		ended     = "the transaction is not this file's to begin or end: take the statement out, or put -- autocommit before what cannot run in one"
		noID      = ":1: the line -- revision: is missing: add it, with the revision's ID"
		noRevises = ":1: the line -- revises: is missing: add it, with the IDs before this one, or with nothing for a base"
		nothing   = "add it, with nothing below if there is nothing to do"
		follows   = "no statement follows it: put it before the one that runs outside a transaction"
	)
	body := "-- upgrade\n-- downgrade\n"
	tests := []struct {
		says, content string
		want          []string
	}{
		{"an empty file", "", []string{noID, noRevises}},
		{"no header", "-- Add bio\n-- upgrade\nSELECT 1;\n-- downgrade\n", []string{noID, noRevises}},
		{"no ID", "-- revises: b1\n" + body, []string{noID}},
		{"nothing that it revises", "-- revision: a1\n" + body, []string{noRevises}},
		{"a key twice", head + "-- revision: a2\n" + body, []string{":3: -- revision: is there already, at line 1: take one of them out"}},
		{"an unknown key", head + "-- labls: x\n" + body, []string{`:3: "labls: x" is no header line (did you mean labels?): ` + known}},
		{"a key without its colon", "-- revision: a1\n-- revises b1\n" + body, []string{noRevises, `:2: "revises b1" is no header line (did you mean revises?): ` + known}},
		{"bad names", lines("-- revision: a-1", "-- revises: b1,,b2", "-- labels: head", "-- depends on: a@b", "-- replaces: goose", "-- transaction: all") + body, []string{
			`:1: revision "a-1": the character '-' is not allowed in an ID: use letters, digits and underscores`,
			`:2: a comma with no name beside it: take it out, or add the name`,
			`:3: revision "head": a label cannot be empty, nor be one of head, heads, base and current`,
			`:4: revision "a@b": the character '@' is not allowed in a label: use letters, digits and underscores`,
			`:5: "goose" is no tool with its versions: write it as in goose 20240101 20240102`,
			`:6: there is no transaction mode "all" here: write one of revision, none`,
		}},
		{"SQL above the sections", head + "SELECT 1;\nSELECT 2;\n" + body, []string{":3: SQL before the first section: write -- upgrade above it"}},
		{"no section", head + "\n", []string{":2: there is no section -- upgrade: " + nothing, ":2: there is no section -- downgrade: " + nothing}},
		{"no way back", head + "-- upgrade\nSELECT 1;\n", []string{":4: there is no section -- downgrade: " + nothing}},
		{"a misspelt database", head + "-- upgrade postgresql\n-- upgrade users\n-- downgrade", []string{
			`:3: -- upgrade postgresql: there is no kind of database "postgresql" (did you mean postgres?): write postgres or sqlite, or more words if it is a comment`,
			`:4: -- upgrade users: there is no kind of database "users": write postgres or sqlite, or more words if it is a comment`,
		}},
		{"a section within a statement", head + "-- upgrade\nCREATE TABLE t (\n-- downgrade\n", []string{
			":5: -- downgrade stands within the statement that begins at line 4: end that one with a semicolon, its parentheses and BEGIN closed",
		}},
		{"autocommit before nothing", head + "-- upgrade\n-- autocommit\n-- autocommit\n-- downgrade\n-- autocommit", []string{
			":4: -- autocommit: " + follows, ":5: -- autocommit: " + follows, ":7: -- autocommit: " + follows,
		}},
		{"transactions", head + "-- upgrade\nBEGIN;\nSELECT 1;\nend;\n-- downgrade\nSTART TRANSACTION;ROLLBACK;\nPREPARE TRANSACTION 'a'", []string{
			":4: BEGIN: " + ended, ":6: END: " + ended, ":8: START: " + ended, ":8: ROLLBACK: " + ended, ":9: PREPARE: " + ended,
		}},
		{"what is not closed, behind other faults", head + "-- upgrade mysql\nCOMMIT;\nSELECT 'a;\n-- downgrade", []string{
			`:3: -- upgrade mysql: there is no kind of database "mysql": write postgres or sqlite, or more words if it is a comment`,
			":4: COMMIT: " + ended, ":5: a string is not closed: add the ' at its end",
		}},
		{"commands of psql", head + "-- upgrade\n\\i other.sql\n-- downgrade", []string{`:4: \i is a command of psql: only SQL can stand here, take it out`}},
		{"rows", head + "-- upgrade\nCOPY t FROM STDIN;\n1\n\\.\n-- downgrade", []string{":4: COPY … FROM STDIN, whose rows only psql reads: write INSERT instead, as pg_dump --inserts does"}},
	}
	for _, c := range tests {
		t.Run(c.says, func(t *testing.T) {
			_, err := sqlfile.Parse(file, []byte(c.content))
			if err == nil {
				t.Fatal("no error")
			}
			if d := cmp.Diff(file+strings.Join(c.want, "\n"+file), err.Error()); d != "" {
				t.Errorf("want (-), got (+):\n%s", d)
			}
		})
	}
}

func TestLoad(t *testing.T) {
	base := func(id string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("-- revision: " + id + "\n-- revises:\n-- upgrade\n-- downgrade\n")}
	}
	files := fstest.MapFS{
		"b.sql": base("b1"), "a.sql": base("a1"), "versions.go": {Data: []byte("package versions")},
		".#a.sql": base("hidden"), "old/c.sql": base("c1"), "d.sql/e.sql": base("e1"),
	}
	got, err := sqlfile.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	none := []op.Operation{}
	want := []revision.Revision{{ID: "a1", Upgrade: none, Downgrade: none, Source: "a.sql"}, {ID: "b1", Upgrade: none, Downgrade: none, Source: "b.sql"}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("want (-), got (+):\n%s", d)
	}

	files["a.sql"] = base("a-1")
	files["c.sql"] = &fstest.MapFile{Data: []byte(head + "-- upgrade\nCOMMIT;\n")}
	_, err = sqlfile.Load(files)
	if err == nil {
		t.Fatal("no error")
	}
	var at []string
	for fault := range strings.SplitSeq(err.Error(), "\n") {
		name, _, _ := strings.Cut(fault, " ")
		at = append(at, name)
	}
	if d := cmp.Diff([]string{"a.sql:1:", "c.sql:4:", "c.sql:4:"}, at); d != "" {
		t.Errorf("faults, want (-), got (+):\n%s\n%v", d, err)
	}
}

// FuzzParse checks that what can be read can be written, reads back as the same, and is written the same again.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		lines("-- Add bio", "-- revision: a1", "-- revises: b1, b2", "-- created: now", "-- upgrade postgres", "-- autocommit", "VACUUM", "-- upgrade", "SELECT '", "-- upgrade", "';", "-- downgrade"),
		head + "-- downgrade sqlite\n-- upgrade\nSELECT 1 -- upgrade\n, 2; /* a */ -- upgrade\n",
		head + "-- upgrade\nBEGIN;\nCREATE TABLE t (\n-- downgrade\n);", "-- upgrade:\r\nSELECT 1", "\uFEFF-- x\n" + head,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content string) {
		r, err := sqlfile.Parse(file, []byte(content))
		if err != nil {
			for fault := range strings.SplitSeq(err.Error(), "\n") {
				if !strings.HasPrefix(fault, file+":") {
					t.Errorf("%q: the fault %q does not say where", content, fault)
				}
			}
			return
		}
		first, err := sqlfile.Write(r, nil)
		if err != nil {
			t.Fatalf("%q: %v", content, err)
		}
		again, err := sqlfile.Parse(file, first)
		if d := cmp.Diff(r, again); d != "" || err != nil {
			t.Fatalf("%q: written and read again (+), %v:\n%s", content, err, d)
		}
		second, err := sqlfile.Write(again, nil)
		if d := cmp.Diff(string(first), string(second)); d != "" || err != nil {
			t.Errorf("%q: written again (+), %v:\n%s", content, err, d)
		}
	})
}
