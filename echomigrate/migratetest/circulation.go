package migratetest

import (
	"context"
	"sync"
	"testing"
)

// circulation has the copies of a process that were renewed, for the tests to come. They keep names that are swept away when the process
// is gone, whatever state they are in then.
type circulation struct {
	mu sync.Mutex
	// changed says that one more is free, or one less renewed.
	changed *sync.Cond
	free    []copied
	// renewing is how many are between two tests.
	renewing int
}

func newCirculation() *circulation {
	c := &circulation{}
	c.changed = sync.NewCond(&c.mu)
	return c
}

// take gives one that is free. While several are being renewed it waits, as a new one takes longer; one alone may be the one of a test that
// this one follows.
func (c *circulation) take() (one copied, got bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.free) == 0 && c.renewing > 1 {
		c.changed.Wait()
	}
	if len(c.free) == 0 {
		return copied{}, false
	}
	one = c.free[len(c.free)-1]
	c.free = c.free[:len(c.free)-1]
	return one, true
}

// begin counts one that is renewed.
func (c *circulation) begin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.renewing++
}

// end takes one back that is as good as new, unless limit are free already.
func (c *circulation) end(one copied, isNew bool, limit int) (kept bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.renewing--
	if kept = isNew && len(c.free) < limit; kept {
		c.free = append(c.free, one)
	}
	c.changed.Broadcast()
	return kept
}

// giveBack renews a copy behind the back of the test that had it, or drops it.
func (t *template) giveBack(tb testing.TB, c copied) {
	if t.original == nil {
		t.server.dropBehind(tb, c.name)
		return
	}
	t.circulation.begin()
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		t.server.dropping <- true
		defer func() { <-t.server.dropping }()
		c, err := t.renew(ctx, c)
		if t.kit.renewed != nil {
			t.kit.renewed(err)
		}
		if !t.circulation.end(c, err == nil, t.kit.ready()) {
			c.keeper.close()
			// What is left is swept away.
			_ = t.server.drop(ctx, c.name)
		}
	}()
}
