package echomigrate

import (
	"context"
	"errors"
	"fmt"
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
