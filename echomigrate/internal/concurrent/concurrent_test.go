package concurrent_test

import (
	"slices"
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/internal/concurrent"
)

func TestEachCallsForEveryNumberOnce(t *testing.T) {
	for _, n := range []int{0, 1, 31, 32, 63, 64, 65, 1000} {
		calls := make([]int, n)
		concurrent.Each(n, func(i int) { calls[i]++ })
		if slices.ContainsFunc(calls, func(c int) bool { return c != 1 }) {
			t.Errorf("%d: %v", n, calls)
		}
	}
}

// TestAPanicIsTheCallers lets each of three calls panic, and expects that all are made nevertheless.
func TestAPanicIsTheCallers(t *testing.T) {
	for at := range 3 {
		made := make([]bool, 3)
		var calls []func()
		for i := range made {
			calls = append(calls, func() {
				made[i] = true
				if i == at {
					panic(i)
				}
			})
		}
		func() {
			defer func() {
				if r := recover(); r != at {
					t.Errorf("call %d: recovered %v", at, r)
				}
			}()
			concurrent.Do(calls[0], calls[1:]...)
		}()
		if slices.Contains(made, false) {
			t.Errorf("call %d panics: made %v", at, made)
		}
	}
}
