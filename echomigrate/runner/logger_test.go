package runner_test

import (
	"context"
	"log/slog"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// keys notes of each record its level, its message and the keys of its attributes.
type keys struct{ lines *[]string }

func (keys) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelInfo }

func (k keys) Handle(_ context.Context, r slog.Record) error {
	line := r.Level.String() + " " + r.Message
	r.Attrs(func(a slog.Attr) bool { line += " " + a.Key; return true })
	*k.lines = append(*k.lines, line)
	return nil
}

func (k keys) WithAttrs([]slog.Attr) slog.Handler { return k }
func (k keys) WithGroup(string) slog.Handler      { return k }

// The messages and keys that Config.Logger's comment lists are what dashboards go by.
func TestWhatIsLoggedOfARun(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		var lines []string
		r := open(t, db, does("a1", createTable("a"), many(20), counted), does("b2 < a1", count(10)))
		r.Logger = slog.New(keys{&lines})
		upgrade(t, r, "head")
		if _, err := r.Downgrade(ctx, "-1"); err == nil {
			t.Fatal("a revision without a way back was taken back")
		}
		if _, err := r.Stamp(ctx, []string{"a1"}); err != nil {
			t.Fatal(err)
		}
		edited := open(t, db, does("a1", createTable("b")), does("b2 < a1", createTable("c")))
		upgrade(t, r, "head")
		edited.Logger = r.Logger
		upgrade(t, edited, "head")
		want := []string{
			"INFO progress revision step steps operation phase waits_for unit done total rate",
			"INFO stamp revision message duration",
			"INFO upgrade revision message duration",
			"WARN warning text",
		}
		slices.Sort(lines)
		if diff := cmp.Diff(want, slices.Compact(lines)); diff != "" {
			t.Errorf("messages and keys (-want +got):\n%s", diff)
		}
	})
}
