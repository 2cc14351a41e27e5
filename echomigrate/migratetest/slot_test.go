package migratetest_test

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/echomigrate/echo-migrate/echomigrate/migratetest"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// named is a test of that name.
type named struct {
	quick
	name string
}

func (n *named) Name() string { return n.name }

// TestSlots lets more tests begin than there are slots, over two sessions as two packages have; one that takes two, and one below it, do
// not wait for themselves.
func TestSlots(t *testing.T) {
	const free = 2
	address := testdb.PostgresURL(t)
	var packages []*migratetest.Slots
	for _, name := range []string{"a", "b"} {
		slots, err := migratetest.ServerSlots(address+"&application_name="+name, open, free)
		if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, slots)
	}
	var now, most, taken atomic.Int64
	done := make(chan bool)
	for i, name := range []string{"A", "B", "C", "D", "E", "F", "G", "H"} {
		go func() {
			defer func() { done <- true }()
			slots := packages[i%2]
			outer, inner := &named{quick{TB: t}, name}, &named{quick{TB: t}, name + "/sub"}
			migratetest.Take(slots, outer)
			for n := now.Add(1); ; {
				if m := most.Load(); n <= m || most.CompareAndSwap(m, n) {
					break
				}
			}
			migratetest.Take(slots, outer)
			migratetest.Take(slots, inner)
			inner.end()
			taken.Add(1)
			now.Add(-1)
			outer.end()
		}()
	}
	for range 8 {
		<-done
	}
	if m := most.Load(); m > free || taken.Load() != 8 {
		t.Errorf("%d of 8 tests had a slot, %d at once, where %d are free", taken.Load(), m, free)
	}
}

// TestSlotsOfParents lets the tests that have all slots wait for further databases, which those that wait for a slot do not keep from them.
func TestSlotsOfParents(t *testing.T) {
	if address := part(); address != "" {
		kit := kitOf(address, people())
		if err := migratetest.LimitSlots(address, open, runtime.GOMAXPROCS(0)+1); err != nil {
			t.Fatal(err)
		}
		for n := range 8 {
			t.Run(fmt.Sprint(n), func(t *testing.T) {
				t.Parallel()
				insert(t, kit.Database(t))
				time.Sleep(500 * time.Millisecond) // by then others have given up to wait for this one
				t.Run("below", func(t *testing.T) { insert(t, kit.Database(t)) })
			})
		}
		return
	}
	c := child(t, testdb.PostgresURL(t), "GOMAXPROCS=2")
	c.Args = append(c.Args, "-test.timeout", "30s")
	if out, err := c.CombinedOutput(); err != nil {
		t.Errorf("%v\n%.2000s", err, out)
	}
}

// ending is a test that ends at some time.
type ending struct {
	named
	ctx context.Context
}

func (e *ending) Context() context.Context { return e.ctx }

func (e *ending) Fatalf(string, ...any) { runtime.Goexit() }

// TestSlotsOfEnding lets tests end while they take a slot, or a lock, which ends nothing of the process's.
func TestSlotsOfEnding(t *testing.T) {
	slots, err := migratetest.ServerSlots(testdb.PostgresURL(t), open, 2)
	if err != nil {
		t.Fatal(err)
	}
	for n := range 100 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(n)*10*time.Microsecond)
		e := &ending{named{quick{TB: t}, fmt.Sprint(n)}, ctx}
		done := make(chan bool)
		go func() {
			defer close(done)
			defer e.end()
			migratetest.Take(slots, e)
		}()
		<-done
		if err := migratetest.LockOnce(ctx, slots); err != nil {
			t.Fatal(err)
		}
		cancel()
	}
	if n := migratetest.Lives(slots); n != 0 {
		t.Errorf("the connection with the locks has ended %d times", n)
	}
	migratetest.Take(slots, t)
}
