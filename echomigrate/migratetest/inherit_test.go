package migratetest_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// TestInherit kills a process whose tests have databases that they wrote into. The next one gets those where nothing of it stays, and not the
// others.
func TestInherit(t *testing.T) {
	dirt := []struct {
		sql       string
		inherited bool
	}{
		{"INSERT INTO goods (kind_id, name) VALUES (1, 'a'); SELECT nextval('numbers'); CREATE TEMP TABLE mine (id int)", true},
		{"INSERT INTO goods (kind_id, name) VALUES (1, 'a'); TRUNCATE goods CASCADE", true},
		{"UPDATE kinds SET name = 'uno' WHERE id = 1", false},
		{"DELETE FROM kinds WHERE id = 2; INSERT INTO kinds VALUES (2, 'two')", false},
		{"ALTER TABLE goods ADD COLUMN size int; ALTER TABLE goods DROP COLUMN size", false},
		{"CREATE TABLE further (id int)", false},
	}
	if part() != "" {
		kit := kitOf(part(), shop())
		for _, d := range dirt {
			db := kit.Database(t)
			fmt.Println("has", oid(t, db))
			if _, err := db.Exec(d.sql); err != nil {
				t.Fatal(err)
			}
			tx, err := db.BeginTx(context.Background(), nil)
			if err == nil {
				_, err = tx.Exec("INSERT INTO goods (name) VALUES ('open'); LOCK TABLE emptied")
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		fmt.Println("hangs")
		select {}
	}
	address := testdb.PostgresURL(t)
	want := ""
	t.Run("want", func(t *testing.T) {
		kit := kitOf(address, shop())
		kit.Ready = -1
		at := kit.At(t)
		want = portraitOf(t, opened(t, at), at)
	})
	c := child(t, address)
	had := killed(t, c)
	if len(had) != len(dirt) {
		t.Fatalf("the process had the databases %v", had)
	}
	kit := kitOf(address, shop())
	var got []string
	for range dirt {
		at := kit.At(t)
		db := opened(t, at)
		if d := cmp.Diff(want, portraitOf(t, db, at)); d != "" {
			t.Error(d)
		}
		got = append(got, oid(t, db))
	}
	for i, d := range dirt {
		if slices.Contains(got, had[i]) != d.inherited {
			t.Errorf("%s: inherited is %t", d.sql, !d.inherited)
		}
	}
}

// killed starts a process, kills it once it hangs, and says what it has said to have.
func killed(t *testing.T, c *exec.Cmd) (had []string) {
	t.Helper()
	said := &strings.Builder{}
	out, err := c.StdoutPipe()
	c.Stderr = os.Stderr
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	awaitLine(t, io.TeeReader(out, said), "hangs")
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	for line := range strings.Lines(said.String()) {
		if id, is := strings.CutPrefix(line, "has "); is {
			had = append(had, strings.TrimSpace(id))
		}
	}
	return had
}
