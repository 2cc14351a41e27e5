package known_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect/known"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

func TestDialectsHaveTheNamesThatOperationsKnow(t *testing.T) {
	var names []string
	for _, d := range known.Dialects() {
		names = append(names, d.Name())
	}
	if d := cmp.Diff(op.DialectNames(), names); d != "" {
		t.Error(d)
	}
}

func TestOf(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		d, err := known.Of(db)
		if err != nil {
			t.Fatal(err)
		}
		if want := "TestOf/" + d.Name(); t.Name() != want {
			t.Errorf("%s is for %s", want, t.Name())
		}
	})
}
