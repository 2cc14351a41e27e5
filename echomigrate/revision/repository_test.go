package revision

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRepositoryKeepsTheOrderOfTheLines(t *testing.T) {
	r := NewRepository()
	for _, id := range []string{"c", "a", "b"} {
		r.Register(Revision{ID: id})
	}
	r.Register(Revision{ID: "d"})
	if diff := cmp.Diff([]string{"c", "a", "b", "d"}, ids(pointers(r.Revisions()))); diff != "" {
		t.Errorf("want (-), got (+):\n%s", diff)
	}
	if all := Repositories(); !slices.Contains(all, r) {
		t.Errorf("the repository is not among the %d", len(all))
	}
}

func TestRepositorySaysWhereAFaultIs(t *testing.T) {
	r := NewRepository()
	r.Register(Revision{ID: "a"})
	r.Register(Revision{ID: "b", Revises: []string{"aa"}})
	r.Register(Revision{ID: "a"})
	_, err := r.Graph()
	if !errors.Is(err, Missing) || !errors.Is(err, DuplicateID) {
		t.Fatalf("got error %v, want a missing revision and a duplicate ID", err)
	}
	lines := strings.Split(err.Error(), "\n")
	for i, want := range []string{
		`revision "a" (echomigrate/revision/repository_test.go:30): it is there twice, the other one is a (echomigrate/revision/repository_test.go:28): give one of them another ID`,
		`revision "b" (echomigrate/revision/repository_test.go:29): it revises aa, which is not there (did you mean a?): add that revision, or name another one`,
	} {
		if diff := cmp.Diff(want, lines[i]); diff != "" {
			t.Errorf("want (-), got (+):\n%s", diff)
		}
	}
}

func TestGraphOfSeveralRepositories(t *testing.T) {
	main, library := NewRepository(), NewRepository()
	main.Register(Revision{ID: "a", DependsOn: []string{"lib"}})
	main.Register(Revision{ID: "b", Revises: []string{"a", "y"}})
	library.Register(Revision{ID: "x", Labels: []string{"lib"}})
	library.Register(Revision{ID: "y", Revises: []string{"x"}})
	g, err := GraphOf(main, library)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"x", "a", "y", "b"}, ids(g.Ordered())); diff != "" {
		t.Errorf("want (-), got (+):\n%s", diff)
	}
}

func TestGraphOfSeveralRepositoriesSaysAllThatIsWrong(t *testing.T) {
	main, library := NewRepository(), NewRepository()
	main.Register(Revision{ID: "a"})
	library.Register(Revision{ID: "a"})
	library.Register(Revision{ID: "b", Revises: []string{"c"}})
	if _, err := GraphOf(main, library); !errors.Is(err, DuplicateID) || !errors.Is(err, Missing) {
		t.Errorf("got error %v, want a missing revision and a duplicate ID", err)
	}
	unread, another := errors.New("a1.sql:3"), errors.New("b1.sql:5")
	main.AddSQL(nil, unread)
	library.AddSQL(nil, another)
	if _, err := GraphOf(main, library); !errors.Is(err, unread) || !errors.Is(err, another) {
		t.Errorf("got error %v, want both of the SQL files", err)
	}
}
