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
	// nextCost is how long it will take to come by a further one, as it looks.
	nextCost time.Duration
	// latest is when the last one was added, and highestSlot its slot: these are given from 1, so about as many were in use, over all processes.
	latest      time.Time
	highestSlot int
	// waited is for how long all tests together have waited since then, up to counted, and returned how many copies have come back, the last
	// one at back.
	waited        time.Duration
	counted, back time.Time
	returned      int
	// singleUse says that the last one that a test was done with cannot be given on.
	singleUse bool
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
	if c.busy > 0 && !c.singleUse {
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

// left is how long a test goes on waiting before it makes a copy, unless another begins to; it began to wait then, and has that turn. mu is
// held. Copies beyond the first are worth what they cost
//   - up to one more than there are processors, over all processes: once the waits of all tests add up to nextCost
//   - beyond that, once a test has waited for so long by itself, and the queue moves too slowly: tests take long then, or have several.
//
// One that has a database does not wait for those that wait for a slot: it could be its own.
func (c *circulation) left(began time.Time, turn int, has bool) time.Duration {
	processors := runtime.GOMAXPROCS(0)
	few := max(c.highestSlot, c.busy) <= processors
	coming := c.coming
	if has {
		coming -= c.unslotted
	}
	if (c.latest.IsZero() || few) && coming > 0 || coming >= processors {
		return pause
	}
	if few {
		c.count()
		return (c.nextCost - c.waited) / time.Duration(len(c.waiting))
	}
	if c.latest.After(began) {
		began = c.latest
	}
	if left := time.Until(began.Add(c.nextCost)); left > 0 {
		return left
	}
	if c.returned > 0 {
		each := max(time.Since(c.latest)/time.Duration(c.returned), time.Since(c.back))
		if each*time.Duration(turn) < c.nextCost {
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

// costs says how long it takes to come by a further one.
func (c *circulation) costs(cost time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.nextCost = cost
}

// added counts one that a test has now, with its slot.
func (c *circulation) added(slot int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.coming--
	c.latest, c.highestSlot = time.Now(), slot
	c.waited, c.counted, c.returned = 0, c.latest, 0
}

// give gives a copy to the next test, with its slot, or keeps it for one to come, unless limit are free already. slot is one that is to
// be freed.
func (c *circulation) give(one copied, limit int) (kept bool, slot int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.singleUse = false
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

// lose counts one that cannot be given on. A test that waits makes one instead.
func (c *circulation) lose() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.singleUse = true
	c.replace()
}

// fail counts one that was on its way, and does not come. A test that waits makes one instead.
func (c *circulation) fail() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.coming--
	c.replace()
}

// replace lets a test that waits make one instead of one in use; mu is held.
func (c *circulation) replace() {
	c.busy--
	if len(c.waiting) > 0 {
		c.begin()
		c.waiting[0] <- nil
		c.leave(c.waiting[0])
	}
}

// isSingleUse reports whether copies are made for one test each, as it looks.
func (c *circulation) isSingleUse() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.singleUse
}
