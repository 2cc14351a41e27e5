package migratetest_test

import (
	"sync/atomic"
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/migratetest"
)

// named is a test of that name.
type named struct {
	quick
	name string
}

func (n *named) Name() string { return n.name }

// TestSlots lets more tests run at once than there are slots; one that takes two, and one below it, do not wait for themselves.
func TestSlots(t *testing.T) {
	const free = 2
	slots := migratetest.NewSlots(free)
	var now, most atomic.Int64
	done := make(chan bool)
	for _, name := range []string{"A", "B", "C", "D", "E", "F"} {
		go func() {
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
			now.Add(-1)
			outer.end()
			done <- true
		}()
	}
	for range 6 {
		<-done
	}
	if m := most.Load(); m > free {
		t.Errorf("%d tests had a slot at once, there are %d", m, free)
	}
}
