package sqlfile_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/echomigrate/echo-migrate/echomigrate/sqlfile"
)

// TestSplit names what stands in a script, and gives the statements that it has.
func TestSplit(t *testing.T) {
	tests := []struct {
		says, sql string
		want      []string
	}{
		{"nothing", "", nil},
		{"one", "SELECT 1;", []string{"SELECT 1"}},
		{"the last without a semicolon", "SELECT 1;\nSELECT 2\n", []string{"SELECT 1", "SELECT 2"}},
		{"empty ones", ";; \n ; SELECT 1;;", []string{"SELECT 1"}},
		{"comments around", "-- a;\nSELECT 1 -- b;\n/* c; */;\n-- d", []string{"SELECT 1"}},
		{"comments inside", "SELECT -- a;\n 1 /* b; */ + 2;", []string{"SELECT -- a;\n 1 /* b; */ + 2"}},
		{"lines from Windows", "\uFEFFSELECT 1; -- a\r\nSELECT\r\n2;\r\n", []string{"SELECT 1", "SELECT\r\n2"}},
		{"files put together", "SELECT 1;\n\uFEFFSELECT 2;", []string{"SELECT 1", "SELECT 2"}},

		{"strings", `SELECT ';', 'it''s;', '\'; SELECT 2`, []string{`SELECT ';', 'it''s;', '\'`, "SELECT 2"}},
		{"strings with backslashes", `SELECT E'\';', e'\\'; SELECT 2`, []string{`SELECT E'\';', e'\\'`, "SELECT 2"}},
		{"strings with backslashes and doubled quotes", `SELECT E'a'';\';b'; SELECT 2`, []string{`SELECT E'a'';\';b'`, "SELECT 2"}},
		{"strings with backslashes in parts", "SELECT E'a' -- it's\n '\\';b'; SELECT 2", []string{"SELECT E'a' -- it's\n '\\';b'", "SELECT 2"}},
		{"a word that ends in E", `SELECT type'\'; SELECT 2`, []string{`SELECT type'\'`, "SELECT 2"}},
		{"strings of other kinds", `SELECT U&'\;', X'3B', B'1', N';'; SELECT 2`, []string{`SELECT U&'\;', X'3B', B'1', N';'`, "SELECT 2"}},
		{"identifiers", "SELECT \"a;\"\"b\", `c;``d`; SELECT 2", []string{"SELECT \"a;\"\"b\", `c;``d`", "SELECT 2"}},
		{"letters of all scripts", "SELECT größe FROM maße; SELECT 'ß;'", []string{"SELECT größe FROM maße", "SELECT 'ß;'"}},

		{"dollar quotes", "DO $$BEGIN; END$$; SELECT 2", []string{"DO $$BEGIN; END$$", "SELECT 2"}},
		{"dollar quotes with tags", "DO $a$ $b$; $$; -- $a$; SELECT 2", []string{"DO $a$ $b$; $$; -- $a$", "SELECT 2"}},
		{"parameters", "PREPARE a AS SELECT $1; PREPARE b AS SELECT $1", []string{"PREPARE a AS SELECT $1", "PREPARE b AS SELECT $1"}},
		{"dollars in identifiers", "SELECT a$b$; SELECT c$b$", []string{"SELECT a$b$", "SELECT c$b$"}},

		{"comments within comments", "/* a /* b; */ c; */ SELECT 1; SELECT 2", []string{"SELECT 1", "SELECT 2"}},
		{"SQL in a comment with comments", "/* a text, -- 'a'\n b text /* b */ DEFAULT ';' */ SELECT 1", []string{"SELECT 1"}},

		{"bracketed identifiers", "CREATE TABLE [it's;] ([a;b] int, [c--d] int); SELECT 2", []string{"CREATE TABLE [it's;] ([a;b] int, [c--d] int)", "SELECT 2"}},
		{"subscripts", "SELECT a['];'], (b)[1], c[1]['];'] FROM d; SELECT 2", []string{"SELECT a['];'], (b)[1], c[1]['];'] FROM d", "SELECT 2"}},
		{"arrays", "SELECT ARRAY ['];', [';]']], ARRAY[['];']]; SELECT '{}'::text[];", []string{"SELECT ARRAY ['];', [';]']], ARRAY[['];']]", "SELECT '{}'::text[]"}},

		{"rules", "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 3", []string{"CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)", "SELECT 3"}},
		{"a parenthesis too many", "SELECT 1); SELECT 2", []string{"SELECT 1)", "SELECT 2"}},
		{"triggers of SQLite", "CREATE TEMP TRIGGER t AFTER INSERT ON a WHEN CASE WHEN new.x THEN 1 END BEGIN SELECT CASE 1 WHEN 1 THEN 2 END; SELECT 3; END; SELECT 4",
			[]string{"CREATE TEMP TRIGGER t AFTER INSERT ON a WHEN CASE WHEN new.x THEN 1 END BEGIN SELECT CASE 1 WHEN 1 THEN 2 END; SELECT 3; END", "SELECT 4"}},
		{"a last trigger", "create trigger t after insert on a begin select 1; end", []string{"create trigger t after insert on a begin select 1; end"}},
		{"triggers of PostgreSQL", "CREATE CONSTRAINT TRIGGER begin AFTER UPDATE OF begin ON begin EXECUTE FUNCTION f(); SELECT 2",
			[]string{"CREATE CONSTRAINT TRIGGER begin AFTER UPDATE OF begin ON begin EXECUTE FUNCTION f()", "SELECT 2"}},
		{"functions in SQL", "CREATE OR REPLACE FUNCTION f(begin int) RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE 1 WHEN 1 THEN 2 END; END; SELECT 3",
			[]string{"CREATE OR REPLACE FUNCTION f(begin int) RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE 1 WHEN 1 THEN 2 END; END", "SELECT 3"}},
		{"procedures that do nothing", "CREATE PROCEDURE p() BEGIN ATOMIC END; SELECT 2", []string{"CREATE PROCEDURE p() BEGIN ATOMIC END", "SELECT 2"}},
		{"functions in strings", "CREATE FUNCTION f() RETURNS int AS 'BEGIN; END' LANGUAGE plpgsql; SELECT 2", []string{"CREATE FUNCTION f() RETURNS int AS 'BEGIN; END' LANGUAGE plpgsql", "SELECT 2"}},

		{"transactions", "BEGIN; SELECT 1; COMMIT;", []string{"BEGIN", "SELECT 1", "COMMIT"}},
		{"COPY that reads a file", "COPY t FROM '/stdin'; COPY (SELECT a FROM stdin) TO STDOUT", []string{"COPY t FROM '/stdin'", "COPY (SELECT a FROM stdin) TO STDOUT"}},
	}
	for _, c := range tests {
		t.Run(c.says, func(t *testing.T) {
			statements, err := sqlfile.Split(c.sql)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range statements {
				got = append(got, s.SQL)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("want (-), got (+):\n%s", d)
			}
		})
	}
}

func TestStatementsKnowTheirLines(t *testing.T) {
	got, err := sqlfile.Split("-- one\n\nSELECT\n1; SELECT 2\n;\r\n/* 6\n7 */ SELECT $$\n\n$$;SELECT 3")
	if err != nil {
		t.Fatal(err)
	}
	want := []sqlfile.Statement{{SQL: "SELECT\n1", Line: 3}, {SQL: "SELECT 2", Line: 4}, {SQL: "SELECT $$\n\n$$", Line: 7}, {SQL: "SELECT 3", Line: 9}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("want (-), got (+):\n%s", d)
	}
}

func TestSplitRefuses(t *testing.T) {
	tests := []struct{ sql, want string }{
		{"SELECT 1;\nSELECT 'a;\n", "line 2: a string is not closed: add the ' at its end"},
		{"SELECT E'a\\';", "line 1: a string is not closed: add the ' at its end (a backslash in it takes the meaning from a quote)"},
		{"SELECT \"a;\n", "line 1: an identifier is not closed: add the \" at its end"},
		{"SELECT `a;\n", "line 1: an identifier is not closed: add the ` at its end"},
		{"SELECT [a;\n", "line 1: an identifier is not closed: add the ] at its end"},
		{"\nDO $a$ $$;\n", "line 2: a string in dollar quotes is not closed: add the $a$ at its end"},
		{"\n/* a\n\n", "line 2: a comment is not closed: add the */ at its end"},
		{"/* see etc/*.conf */ SELECT 1", "line 1: a comment is not closed: it takes one */ for each /* in it"},
		{"/* a /* b */ SELECT 1; -- */\n", "line 1: a comment within a comment, where SQLite would go on with SQL: take the inner /* out"},
		{"/* a /* b */ SELECT '*/';", "line 1: a comment within a comment, where SQLite would go on with SQL: take the inner /* out"},
		{"-- a\rSELECT 1;\n", "line 1: a carriage return within a comment, which ends it on PostgreSQL alone: end lines with a line feed"},
		{"CREATE TABLE t (\na int;\nSELECT 1;", "line 1: ( is not closed: add the )"},
		{"CREATE TRIGGER t AFTER INSERT ON a\nBEGIN SELECT 1; SELECT 2 END;", "line 2: BEGIN has no END: end each statement in it with a semicolon, and add END;"},
		{"SELECT 1;\n\\connect shop\n", "line 2: \\connect is a command of psql: only SQL can stand here, take it out"},
		{"SELECT 1 \\gexec\n", "line 1: \\gexec is a command of psql: only SQL can stand here, take it out"},
		{".read schema.sql\n", "line 1: a statement cannot begin with a dot, which commands of sqlite3 do: only SQL can stand here, take it out"},
		{"SELECT 1;\nCOPY public.t (a, b)\nFROM stdin;\n1\tit's\n\\.\n", "line 2: COPY … FROM STDIN, whose rows only psql reads: write INSERT instead, as pg_dump --inserts does"},
		{"SELECT 1;\nSELECT \x00;", "line 2: a NUL byte, which no SQL has: save the file as UTF-8 text"},
		{"SELECT 1;\nSELECT 'na\xefve';", "line 2: a byte that is not UTF-8: save the file as UTF-8 text"},
	}
	for _, c := range tests {
		t.Run(c.want, func(t *testing.T) {
			_, err := sqlfile.Split(c.sql)
			if err == nil || err.Error() != c.want {
				t.Errorf("%q\n got %v\nwant %s", c.sql, err, c.want)
			}
		})
	}
}

// FuzzSplit checks that only separators are lost, that lines are right, and that a statement split again is itself.
func FuzzSplit(f *testing.F) {
	for _, seed := range []string{
		"\uFEFFSELECT 1;\r\n/* a /* b */ */ SELECT '\\', E'\\'', $a$;$a$ -- c\n;", "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END;",
		"SELECT a['x;'], [y;] FROM `z`;;", "CREATE FUNCTION f() BEGIN ATOMIC END; (;)", "E'a'\n'b\\''", "COPY a FROM STDIN", "\\i x", ".x", "/* /* */ '*/'",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, sql string) {
		statements, err := sqlfile.Split(sql)
		if err != nil {
			if len(statements) > 0 || strings.Contains(err.Error(), "\n") {
				t.Errorf("%q: %d statements and the error %v", sql, len(statements), err)
			}
			return
		}
		pos := separators(sql, 0)
		for _, s := range statements {
			if !strings.HasPrefix(sql[pos:], s.SQL) || s.SQL == "" {
				t.Fatalf("%q: %q does not stand at %q", sql, s.SQL, sql[pos:])
			}
			if line := strings.Count(sql[:pos], "\n") + 1; s.Line != line {
				t.Errorf("%q: %q stands at line %d, not %d", sql, s.SQL, line, s.Line)
			}
			pos = separators(sql, pos+len(s.SQL))
			again, err := sqlfile.Split(s.SQL)
			if d := cmp.Diff([]sqlfile.Statement{{SQL: s.SQL, Line: 1}}, again); d != "" || err != nil {
				t.Errorf("%q: split again (+), %v:\n%s", s.SQL, err, d)
			}
		}
		if pos < len(sql) {
			t.Errorf("%q: %q is lost", sql, sql[pos:])
		}
	})
}

// separators is the position behind semicolons, space and comments.
func separators(sql string, pos int) int {
	depth := 0
	for pos < len(sql) {
		rest := sql[pos:]
		switch {
		case strings.HasPrefix(rest, "/*"):
			depth++
			pos += 2
		case depth > 0 && strings.HasPrefix(rest, "*/"):
			depth--
			pos += 2
		case depth > 0:
			pos++
		case strings.HasPrefix(rest, "--"):
			end := strings.IndexByte(rest, '\n')
			if end < 0 {
				return len(sql)
			}
			pos += end
		case strings.HasPrefix(rest, "\uFEFF"):
			pos += len("\uFEFF")
		case strings.IndexByte(" \t\r\n\f\v;", rest[0]) >= 0:
			pos++
		default:
			return pos
		}
	}
	return pos
}
