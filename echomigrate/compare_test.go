package echomigrate_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// faultyGuest is a model that cannot be read.
type faultyGuest struct {
	bun.BaseModel `bun:"table:guests"`

	ID int64 `bun:"id,pk" migrate:"indexx"`
}

// spoiler does something to each query but the first.
type spoiler struct {
	asked atomic.Int64
	spoil func(context.Context) context.Context
}

func (s *spoiler) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context {
	if s.asked.Add(1) == 1 {
		return ctx
	}
	return s.spoil(ctx)
}

func (s *spoiler) AfterQuery(context.Context, *bun.QueryEvent) {}

// TestOfSeveralFaultsTheFirstIsTold gives a comparison more than one, as its parts are read at the same time.
func TestOfSeveralFaultsTheFirstIsTold(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		sound := echomigrate.Config{Repository: repository(createGuests()), Models: []any{(*guest)(nil)}}
		faulty := sound
		faulty.Models = []any{(*faultyGuest)(nil)}
		if _, err := migrator(t, db, faulty).Check(t.Context()); !errors.Is(err, echomigrate.ErrNotUpToDate) {
			t.Errorf("a faulty model behind the head: %v", err)
		}
		if _, err := migrator(t, db, sound).Upgrade(t.Context(), "head"); err != nil {
			t.Fatal(err)
		}
		canceled := func() *bun.DB {
			return db.WithQueryHook(&spoiler{spoil: func(ctx context.Context) context.Context {
				ctx, cancel := context.WithCancel(ctx)
				cancel()
				return ctx
			}})
		}
		if _, err := migrator(t, canceled(), faulty).Check(t.Context()); err == nil || !strings.Contains(err.Error(), "indexx") {
			t.Errorf("a faulty model, and tables that cannot be read: %v", err)
		}
		if _, err := migrator(t, canceled(), sound).Check(t.Context()); !errors.Is(err, context.Canceled) {
			t.Errorf("tables that cannot be read: %v", err)
		}
	})
}

// TestAPanicWhileTheDatabaseIsReadIsTheCallers recovers from one that comes from another goroutine.
func TestAPanicWhileTheDatabaseIsReadIsTheCallers(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		config := echomigrate.Config{Repository: repository(createGuests()), Models: []any{(*guest)(nil)}}
		if _, err := migrator(t, db, config).Upgrade(t.Context(), "head"); err != nil {
			t.Fatal(err)
		}
		m := migrator(t, db.WithQueryHook(&spoiler{spoil: func(context.Context) context.Context { panic("the app's hook") }}), config)
		defer func() {
			if r := recover(); r != "the app's hook" {
				t.Errorf("recovered %v", r)
			}
		}()
		_, err := m.Check(t.Context())
		t.Errorf("it came back: %v", err)
	})
}
