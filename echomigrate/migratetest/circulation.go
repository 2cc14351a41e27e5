package migratetest

import (
	"runtime"
	"slices"
	"sync"
	"time"
)

// circulation has the copies of a process: one after the other, each serves many tests.
type circulation struct {
	mu   sync.Mutex
	free []copied
	// busy counts those that tests have, that are between two tests, and that are on their way; coming the last ones alone, and unslotted
	// those of them whose tests wait for a slot yet.
	busy, coming, unslotted int
	// waiting are the tests that wait, in turn. One gets a copy, or nil: it is to make one.
	waiting []chan *copied
	// cost is how long it took to make the last one that was made.
	cost time.Duration
	// latest is when the last one was added, and crowd how many were in use then, over all processes.
	latest time.Time
	crowd  int
	// waited is for how long all tests together have waited since then, up to counted, and returned how many copies have come back, the last
	// one at back.
	waited        time.Duration
	counted, back time.Time
	returned      int
	// wears says that the last one that a test was done with cannot be given on.
	wears bool
}

// next is a copy that is free, or nil where one is to be made. While there are others, a test waits: whoever waits costs nothing. has says
// that the test has a database already, or its parent has, and so a slot.
func (c *circulation) next(has bool) *copied {
	c.mu.Lock()
	defer c.mu.Unlock()
	if n := len(c.free); n > 0 {
		one := c.free[n-1]
		c.free = c.free[:n-1]
		c.busy++
		return &one
	}
	if c.busy > 0 && !c.wears {
		if one, got := c.await(has); got {
			return one
		}
	}
	c.begin()
	return nil
}

// await waits for a turn; got says that there was one. mu is held before and after, not meanwhile.
func (c *circulation) await(has bool) (one *copied, got bool) {
	mine, began := make(chan *copied, 1), time.Now()
	c.count()
	c.waiting = append(c.waiting, mine)
	for {
		left := c.left(began, slices.Index(c.waiting, mine)+1, has)
		if left <= 0 {
			c.leave(mine)
			return nil, false
		}
		c.mu.Unlock()
		select {
		case one, got = <-mine:
		case <-time.After(left):
		}
		c.mu.Lock()
		if !got && !slices.Contains(c.waiting, mine) {
			one, got = <-mine, true
		}
		if got {
			return one, true
		}
	}
}

// left is how long a test waits at least that began to and is in that place of the queue; mu is held. Then it makes a copy, unless another
// begins to. Copies beyond the first are worth what they cost
//   - up to one more than there are processors, over all processes: once the tests have waited together for as long as making one takes
//   - beyond that, once a test has waited so long by itself, and would still: tests take long then, or have several.
//
// One that has a database does not wait for those that wait for a slot: it could be its own.
func (c *circulation) left(began time.Time, place int, has bool) time.Duration {
	processors := runtime.GOMAXPROCS(0)
	few := max(c.crowd, c.busy) <= processors
	coming := c.coming
	if has {
		coming -= c.unslotted
	}
	if (c.latest.IsZero() || few) && coming > 0 || coming >= processors {
		return pause
	}
	if few {
		c.count()
		return (c.cost - c.waited) / time.Duration(len(c.waiting))
	}
	if c.latest.After(began) {
		began = c.latest
	}
	if left := time.Until(began.Add(c.cost)); left > 0 {
		return left
	}
	if c.returned > 0 {
		each := max(time.Since(c.latest)/time.Duration(c.returned), time.Since(c.back))
		if each*time.Duration(place) < c.cost {
			return pause
		}
	}
	return 0
}

// count brings waited up to now; mu is held.
func (c *circulation) count() {
	now := time.Now()
	c.waited += now.Sub(c.counted) * time.Duration(len(c.waiting))
	c.counted = now
}

// leave ends a test's waiting; mu is held.
func (c *circulation) leave(one chan *copied) {
	c.count()
	c.waiting = slices.DeleteFunc(c.waiting, func(w chan *copied) bool { return w == one })
}

// begin counts one that is being made; mu is held.
func (c *circulation) begin() {
	c.busy++
	c.coming++
	c.unslotted++
}

// slotted says that the test has its slot for which one is on its way, or will not have one.
func (c *circulation) slotted() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.unslotted--
}

// costs says how long it took to make one.
func (c *circulation) costs(cost time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cost = cost
}

// added counts one that a test has now, and one of so many.
func (c *circulation) added(crowd int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.coming--
	c.latest, c.crowd = time.Now(), crowd
	c.waited, c.counted, c.returned = 0, c.latest, 0
}

// give gives a copy to the next test, with its slot, or keeps it for one to come, unless limit are free already. slot is one that is to
// be freed.
func (c *circulation) give(one copied, limit int) (kept bool, slot int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wears = false
	c.returned++
	c.back = time.Now()
	if len(c.waiting) > 0 {
		c.waiting[0] <- &one
		c.leave(c.waiting[0])
		return true, 0
	}
	c.busy--
	slot, one.slot = one.slot, 0
	if kept = len(c.free) < limit; kept {
		c.free = append(c.free, one)
	}
	return kept, slot
}

// lose counts one that does not come back. A test that waits makes one instead. wasComing says that there is none.
func (c *circulation) lose(wasComing bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.busy--
	if wasComing {
		c.coming--
	} else {
		c.wears = true
	}
	if len(c.waiting) > 0 {
		c.begin()
		c.waiting[0] <- nil
		c.leave(c.waiting[0])
	}
}

// isWearing reports whether copies are made for one test each, as it looks.
func (c *circulation) isWearing() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.wears
}
