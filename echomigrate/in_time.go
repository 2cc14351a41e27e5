package echomigrate

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// inTime is what a call gives, or the context's error when that ends before it: a driver may not heed its context. A panic is an error.
func inTime[T any](ctx context.Context, call func(context.Context) (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	answers := make(chan answer, 1)
	go func() {
		var a answer
		defer func() {
			if r := recover(); r != nil {
				a.err = fmt.Errorf("panic: %v", r)
			}
			answers <- a
		}()
		a.value, a.err = call(ctx)
	}()
	select {
	case a := <-answers:
		return a.value, a.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

// silence says why there is no answer.
func silence(ctx context.Context, err error) string {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return "there was no answer in time: Config.PageTimeout says how long the page waits"
	}
	return err.Error()
}

// together makes calls at the same time, the first on the caller's goroutine, and waits for all of them. A panic in one is the
// caller's, so that it does not end the program where the caller recovers.
func together(first func(), others ...func()) {
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
