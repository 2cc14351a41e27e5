package op

import "context"

// Call is what the person or program that started a run gave along; a Func finds it by CallFrom.
type Call struct {
	// Arguments are those of -x, in their order. Default: none.
	Arguments []string
	// Tag is that of --tag. Default: none.
	Tag string
}

type callKey struct{}

// WithCall is a context that carries c.
func WithCall(ctx context.Context, c Call) context.Context {
	return context.WithValue(ctx, callKey{}, c)
}

// CallFrom is the Call that a context carries; the zero value when it carries none.
func CallFrom(ctx context.Context) Call {
	c, _ := ctx.Value(callKey{}).(Call)
	return c
}
