package migratetest

import (
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// processors is how many there are for these tests, which count copies by them.
const processors = 2

// circulate runs tests in a process whose copies take a while to make, so many at once, and says how many were made in which time. crowd is
// how many are in use in other processes, and keeps says that copies serve one test after the other.
func circulate(t *testing.T, tests, atOnce, crowd int, each time.Duration, keeps bool) (made int, took time.Duration) {
	t.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
	synctest.Test(t, func(*testing.T) {
		const cost = 200 * time.Millisecond
		c, began := &circulation{}, time.Now()
		var mu sync.Mutex
		one := func() {
			got := c.next(false)
			if got == nil {
				c.slotted()
				time.Sleep(cost)
				mu.Lock()
				made++
				slot := crowd + made
				mu.Unlock()
				c.costs(cost)
				c.added(slot)
				got = &copied{slot: slot}
			}
			time.Sleep(each)
			if keeps {
				c.give(*got, defaultReady)
			} else {
				c.lose()
			}
		}
		todo := make(chan bool)
		var all sync.WaitGroup
		for range atOnce {
			all.Go(func() {
				for range todo {
					one()
				}
			})
		}
		for range tests {
			todo <- true
		}
		close(todo)
		all.Wait()
		took = time.Since(began)
	})
	return made, took
}

func TestCirculation(t *testing.T) {
	for _, c := range []struct {
		name                 string
		tests, atOnce, crowd int
		each                 time.Duration
		wears                bool
		made                 int
		within               time.Duration
	}{
		{name: "one after the other", tests: 50, atOnce: 1, each: 10 * time.Millisecond, made: 1, within: time.Second},
		{name: "short ones", tests: 400, atOnce: 8, each: 10 * time.Millisecond, made: processors + 1, within: 2 * time.Second},
		{name: "short ones beside other packages", tests: 50, atOnce: 8, crowd: 4, each: 10 * time.Millisecond, made: 1, within: time.Second},
		{name: "long ones", tests: 8, atOnce: 8, each: 5 * time.Second, made: 8, within: 7 * time.Second},
		{name: "long ones beside other packages", tests: 8, atOnce: 8, crowd: 20, each: 5 * time.Second, made: 8, within: 7 * time.Second},
		{name: "those that wear a copy", tests: 16, atOnce: 8, each: 10 * time.Millisecond, wears: true, made: 16, within: 3 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			made, took := circulate(t, c.tests, c.atOnce, c.crowd, c.each, !c.wears)
			if made != c.made || took > c.within {
				t.Errorf("%d copies were made in %v, want %d within %v", made, took, c.made, c.within)
			}
		})
	}
}

// TestCirculationStops lets many short tests go before some that last, which do not wait for copies to come back as often as before.
func TestCirculationStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &circulation{}
		c.next(false)
		c.slotted()
		c.costs(200 * time.Millisecond)
		c.added(processors + 10)
		for range 1000 {
			c.give(copied{}, defaultReady)
			c.next(false)
		}
		began := time.Now()
		if one := c.next(true); one != nil {
			t.Fatal("there is a copy that nobody has given back")
		}
		if took := time.Since(began); took > time.Second {
			t.Errorf("the test waited %v for a copy", took)
		}
	})
}
