package migratetest

import (
	"strings"
	"sync"
	"testing"
)

// slots bound how many tests of a process have a database at once.
type slots struct {
	mu      sync.Mutex
	changed *sync.Cond
	free    int
	// holders counts the databases of tests, by their names.
	holders map[string]int
}

func newSlots(n int) *slots {
	s := &slots{free: n, holders: map[string]int{}}
	s.changed = sync.NewCond(&s.mu)
	return s
}

// take waits for a slot, which is free again when the test ends. A test that has one, or whose parent has, does not wait: it could be
// for itself.
func (s *slots) take(t testing.TB) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.free <= 0 && !s.has(t.Name()) {
		s.changed.Wait()
	}
	s.free--
	s.holders[t.Name()]++
	t.Cleanup(func() { s.give(t.Name()) })
}

func (s *slots) give(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.free++
	if s.holders[name]--; s.holders[name] == 0 {
		delete(s.holders, name)
	}
	s.changed.Broadcast()
}

// has reports whether a test or one of its parents has a slot.
func (s *slots) has(name string) bool {
	for {
		if s.holders[name] > 0 {
			return true
		}
		i := strings.LastIndexByte(name, '/')
		if i < 0 {
			return false
		}
		name = name[:i]
	}
}
