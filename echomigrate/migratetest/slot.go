package migratetest

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// slots bound how many databases are in use at once, over all processes that share them.
type slots struct {
	server *server
	// most is how many there are.
	most int

	// turn is the test's that waits; the others wait for it.
	turn sync.Mutex
	mu   sync.Mutex
	// held are those of this process.
	held []int
	// holders counts the databases of tests, by their names.
	holders map[string]int
}

// pause is how long it takes until a test that waits looks again.
const pause = 20 * time.Millisecond

// take waits for a slot, which is free again when the test ends.
func (s *slots) take(t testing.TB) {
	t.Helper()
	slot := 0
	// Cleanups run from the last to the first: nothing counts on a slot that is free.
	t.Cleanup(func() {
		t.Helper()
		if err := s.free(slot); err != nil {
			t.Errorf("migratetest: let other tests go on: %v", err)
		}
	})
	slot = s.hold(t, 0)
}

// hold counts a database of a test's until it ends. It gives the slot of the database: the one that it comes with, or one that is waited
// for. A test that has one, or whose parent has, needs no further one, it would wait for itself: that is 0.
func (s *slots) hold(t testing.TB, with int) int {
	t.Helper()
	if with == 0 && !s.has(t.Name()) {
		with = s.acquire(t)
	}
	s.enter(t)
	return with
}

// acquire waits for a slot.
func (s *slots) acquire(t testing.TB) int {
	t.Helper()
	s.turn.Lock()
	defer s.turn.Unlock()
	for {
		slot, got, err := s.server.acquireSlot(s.most, s.copyHeld())
		if err != nil {
			t.Fatalf("migratetest: wait for other tests: %v", err)
		}
		if got {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.held = append(s.held, slot)
			return slot
		}
		select {
		case <-t.Context().Done():
			t.Fatalf("migratetest: wait for other tests: %v", t.Context().Err())
		case <-time.After(pause):
		}
	}
}

// has reports whether a test has a database, or its parent.
func (s *slots) has(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		if s.holders[name] > 0 {
			return true
		}
		parent := strings.LastIndexByte(name, '/')
		if parent < 0 {
			return false
		}
		name = name[:parent]
	}
}

// enter counts a database of a test's until it ends.
func (s *slots) enter(t testing.TB) {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := t.Name()
	if s.holders == nil {
		s.holders = map[string]int{}
	}
	s.holders[name]++
	t.Cleanup(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.holders[name]--; s.holders[name] == 0 {
			delete(s.holders, name)
		}
	})
}

func (s *slots) copyHeld() []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.held)
}

// free gives a slot back; 0 is none.
func (s *slots) free(slot int) error {
	if slot == 0 {
		return nil
	}
	err := s.server.releaseSlot(slot)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = slices.DeleteFunc(s.held, func(one int) bool { return one == slot })
	return err
}
