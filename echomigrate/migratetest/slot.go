package migratetest

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// slots bound how many tests have a database at once, over all processes that share them.
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

// take waits for a slot, which is free again when the test ends. A test that has one, or whose parent has, needs no further one: it
// would wait for itself.
func (s *slots) take(t testing.TB) {
	t.Helper()
	if s.join(t) {
		return
	}
	s.turn.Lock()
	defer s.turn.Unlock()
	for {
		slot, got, err := s.server.acquireSlot(t.Context(), s.most, s.copyHeld())
		if err != nil {
			t.Fatalf("migratetest: wait for other tests: %v", err)
		}
		if got {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.held = append(s.held, slot)
			s.enter(t, func() { s.free(t, slot) })
			return
		}
		time.Sleep(pause)
	}
}

// join reports whether a test need not wait; it is counted then.
func (s *slots) join(t testing.TB) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name := t.Name(); ; {
		if s.holders[name] > 0 {
			s.enter(t, func() {})
			return true
		}
		parent := strings.LastIndexByte(name, '/')
		if parent < 0 {
			return false
		}
		name = name[:parent]
	}
}

// enter counts a database of a test's until it ends; mu is held.
func (s *slots) enter(t testing.TB, then func()) {
	name := t.Name()
	if s.holders == nil {
		s.holders = map[string]int{}
	}
	s.holders[name]++
	t.Cleanup(func() {
		s.mu.Lock()
		if s.holders[name]--; s.holders[name] == 0 {
			delete(s.holders, name)
		}
		s.mu.Unlock()
		then()
	})
}

func (s *slots) copyHeld() []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.held)
}

// free gives a slot back.
func (s *slots) free(t testing.TB, slot int) {
	t.Helper()
	if err := s.server.releaseSlot(slot); err != nil {
		t.Errorf("migratetest: let other tests go on: %v", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = slices.DeleteFunc(s.held, func(one int) bool { return one == slot })
}
