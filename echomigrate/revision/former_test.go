package revision_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// replacing is a revision that replaces versions of goose, which have spaces between them.
func replacing(id, versions string, revises ...string) revision.Revision {
	r := revision.Revision{ID: id, Revises: revises}
	if versions != "" {
		r.Replaces = []revision.Former{{Tool: "goose", Versions: strings.Fields(versions)}}
	}
	return r
}

func TestStandIns(t *testing.T) {
	baseline := []revision.Revision{replacing("b1", "1 2 3"), replacing("n2", "", "b1")}
	ported := []revision.Revision{replacing("p1", "1"), replacing("p2", "2", "p1"), replacing("p3", "3", "p2"), replacing("n4", "", "p3")}
	branched := []revision.Revision{replacing("l1", "a"), replacing("r1", "b"), replacing("m1", "c", "l1", "r1")}
	own := []revision.Revision{{ID: "1"}, {ID: "2", Revises: []string{"1"}}, {ID: "x3", Revises: []string{"2"}}}
	for _, c := range []struct {
		says    string
		history []revision.Revision
		// current says that the table names only where the database is.
		current bool
		at      string
		// want are IDs, or the error.
		want string
	}{
		{"a baseline", baseline, false, "1 2 3", "b1"},
		{"nothing is applied", baseline, false, "", "goose has applied nothing, without 1, 2, 3, which revision b1 replaces"},
		{"behind", baseline, false, "1", "goose is at 1, without 2, 3, which revision b1 replaces"},
		{"a gap", baseline, false, "1 3", "goose is at 3, without 2, which revision b1 replaces"},
		{"ahead", baseline, false, "1 2 3 4 5", "goose has applied 4, 5, which no revision replaces"},
		{"another history", baseline, false, "7", "goose has applied 7, which no revision replaces"},
		{"one by one, the first", ported, false, "1", "p1"},
		{"one by one, two", ported, false, "1 2", "p1 p2"},
		{"one by one, all", ported, false, "1 2 3", "p1 p2 p3"},
		{"one by one, a gap", ported, false, "1 3", "goose is at 3, without 2, which revision p2 replaces"},
		{"one by one, ahead", ported, false, "1 2 3 4", "goose has applied 4, which no revision replaces"},
		{"by where it is", ported, true, "2", "p2"},
		{"by where it is, between", ported, true, "0", "goose is at 0, without 1, which revision p1 replaces"},
		{"by where it is, behind a baseline", []revision.Revision{replacing("b1", "20")}, true, "3", "goose is at 3, without 20, which revision b1 replaces"},
		{"by where it is, ahead", []revision.Revision{replacing("b1", "3")}, true, "20", "goose has applied 20, which no revision replaces"},
		{"by where it is, no number", []revision.Revision{replacing("b1", "f3")}, true, "f4", "goose is at f4, without f3, which revision b1 replaces"},
		{"two heads", branched, true, "a b", "l1 r1"},
		{"one head of two", branched, true, "a", "l1"},
		{"a merge", branched, true, "c", "m1"},
		{"a head that nobody replaces", branched, true, "a d", "goose has applied d, which no revision replaces"},
		{"IDs of the tool's own", own, false, "1 2", "1 2"},
		{"IDs of the tool's own, by where it is", own, true, "2", "2"},
		{"nobody replaces anything", []revision.Revision{{ID: "a1"}}, false, "1", "no revision says what it replaces of goose, which is at 1"},
	} {
		t.Run(c.says, func(t *testing.T) {
			g, err := revision.NewGraph(c.history)
			if err != nil {
				t.Fatal(err)
			}
			ids, err := g.StandIns(revision.Former{Tool: "goose", Versions: strings.Fields(c.at)}, !c.current)
			got := strings.Join(ids, " ")
			if err != nil {
				got = err.Error()
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// TestStandInsAreOfOneToolAndDatabase leaves alone what is replaced of others.
func TestStandInsAreOfOneToolAndDatabase(t *testing.T) {
	g, err := revision.NewGraph([]revision.Revision{{ID: "a1", Replaces: []revision.Former{
		{Tool: "goose", Versions: []string{"1"}}, {Tool: "bun", Versions: []string{"2"}}, {Tool: "goose", Versions: []string{"3"}, Database: "second"},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		at   revision.Former
		want bool
	}{
		{revision.Former{Tool: "goose", Versions: []string{"1"}}, true},
		{revision.Former{Tool: "bun", Versions: []string{"2"}}, true},
		{revision.Former{Tool: "goose", Versions: []string{"3"}, Database: "second"}, true},
		{revision.Former{Tool: "goose", Versions: []string{"3"}}, false},
		{revision.Former{Tool: "bun", Versions: []string{"1"}}, false},
		{revision.Former{Tool: "alembic", Versions: []string{"1"}}, false},
		{revision.Former{Tool: "goose", Versions: []string{"a1"}}, false},
	} {
		ids, err := g.StandIns(c.at, true)
		if found := err == nil && len(ids) == 1; found != c.want {
			t.Errorf("%+v: %v, %v", c.at, ids, err)
		}
	}
}
