// Package concurrent makes calls at the same time.
package concurrent

import (
	"runtime"
	"sync"
)

// Do makes all calls, the first on the caller's goroutine, and waits for them. A panic in one is the caller's, so that it does
// not end the program where the caller recovers.
func Do(first func(), others ...func()) {
	panics := make(chan any, len(others))
	var all sync.WaitGroup
	for _, call := range others {
		all.Go(func() {
			defer func() {
				if r := recover(); r != nil {
					panics <- r
				}
			}()
			call()
		})
	}
	func() {
		defer all.Wait()
		first()
	}()
	select {
	case r := <-panics:
		panic(r)
	default:
	}
}

// few is how many calls are made one after the other, as more goroutines would cost more than they save.
const few = 32

// Each calls do for every number below n, as Do does, on as many goroutines as there are processors.
func Each(n int, do func(i int)) {
	parts := max(1, min(runtime.GOMAXPROCS(0), n/few))
	calls := make([]func(), parts)
	for part := range calls {
		calls[part] = func() {
			for i := part * n / parts; i < (part+1)*n/parts; i++ {
				do(i)
			}
		}
	}
	Do(calls[0], calls[1:]...)
}
