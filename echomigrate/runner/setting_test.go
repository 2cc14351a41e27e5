package runner_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// TestSettingsOfADumpDoNotOutliveIt runs what stands at the head of a dump.
func TestSettingsOfADumpDoNotOutliveIt(t *testing.T) {
	db := testdb.Postgres(t)
	r := open(t, db, does("a1",
		op.Exec{SQL: "SET standard_conforming_strings = off"},
		op.Exec{SQL: "SELECT pg_catalog.set_config('search_path', '', false)"},
		op.Exec{SQL: "CREATE TABLE public.a (id integer)"},
	), creates("b2 < a1", "b"))
	upgrade(t, r, "head")
	if diff := cmp.Diff([]string{"a", "b"}, tables(t, db)); diff != "" {
		t.Errorf("tables (-want +got):\n%s", diff)
	}
}
