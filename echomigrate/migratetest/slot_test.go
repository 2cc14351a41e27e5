package migratetest_test

import (
	"sync/atomic"
	"testing"

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
