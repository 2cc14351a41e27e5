package migratetest

import (
	"cmp"
	"runtime"
	"slices"
	"sync"
	"time"
)

// circulation has the copies of a process: one after the other, each serves many tests.
type circulation struct {
	mu   sync.Mutex
	free []copied
	// busy counts those that tests have, that are between two tests, and that are being made; making the last ones alone.
	busy, making int
	// waiting are the tests that wait, in turn. One gets a copy, or nil: it is to make one.
	waiting []chan *copied
	// cost is how long it took to make the last one, and added when that was.
	cost  time.Duration
	added time.Time
	// wears says that the last one that a test was done with cannot be given on.
	wears bool
}

// firstCost stands for how long it takes to make a copy until one was made.
const firstCost = 100 * time.Millisecond

// next is a copy that is free, or nil where one is to be made. While there are others, a test waits as long for one as it took to make the
// last: whoever waits costs nothing. So there come to be as many as are worth it, and one for each test where tests take long or
// have several. A process makes as many at once as it has processors.
func (c *circulation) next() *copied {
	c.mu.Lock()
	defer c.mu.Unlock()
	if n := len(c.free); n > 0 {
		one := c.free[n-1]
		c.free = c.free[:n-1]
		c.busy++
		return &one
	}
	if c.busy > 0 && !c.wears {
		if one, got := c.await(); got {
			return one
		}
	}
	c.begin()
	return nil
}

// await waits for a turn; got says that there was one. mu is held before and after, not meanwhile.
func (c *circulation) await() (one *copied, got bool) {
	mine, began := make(chan *copied, 1), time.Now()
	c.waiting = append(c.waiting, mine)
	for {
		left := c.left(began)
		if left <= 0 {
			c.waiting = slices.DeleteFunc(c.waiting, func(w chan *copied) bool { return w == mine })
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

// left is how long a test waits still that began to; mu is held.
func (c *circulation) left(began time.Time) time.Duration {
	if c.making >= runtime.GOMAXPROCS(0) {
		return firstCost
	}
	if c.added.After(began) {
		began = c.added
	}
	return time.Until(began.Add(cmp.Or(c.cost, firstCost)))
}

// begin counts one that is being made; mu is held.
func (c *circulation) begin() {
	c.busy++
	c.making++
}

// made counts one that a test has now, after so long.
func (c *circulation) made(cost time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.making--
	c.cost, c.added = cost, time.Now()
}

// give gives a copy to the next test, or keeps it for one to come, unless limit are free already.
func (c *circulation) give(one copied, limit int) (kept bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wears = false
	if len(c.waiting) > 0 {
		c.waiting[0] <- &one
		c.waiting = c.waiting[1:]
		return true
	}
	c.busy--
	if kept = len(c.free) < limit; kept {
		c.free = append(c.free, one)
	}
	return kept
}

// lose counts one that does not come back. A test that waits makes one instead. wasMaking says that there is none.
func (c *circulation) lose(wasMaking bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.busy--
	if wasMaking {
		c.making--
	} else {
		c.wears = true
	}
	if len(c.waiting) > 0 {
		c.begin()
		c.waiting[0] <- nil
		c.waiting = c.waiting[1:]
	}
}

// isWearing reports whether copies are made for one test each, as it looks.
func (c *circulation) isWearing() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.wears
}
