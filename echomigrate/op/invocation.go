package op

import "context"

// Invocation is what the person or program that started a run gave along; a Func finds it by InvocationFrom.
type Invocation struct {
	// Arguments are those of -x, in their order. Default: none.
	Arguments []string
	// Tag is that of --tag. Default: none.
	Tag string
	// DryRun is set where all that the run does in its transaction is rolled back; what is done elsewhere would stay.
	DryRun bool
}

type invocationKey struct{}

// WithInvocation is a context that carries i.
func WithInvocation(ctx context.Context, i Invocation) context.Context {
	return context.WithValue(ctx, invocationKey{}, i)
}

// InvocationFrom is the Invocation that a context carries; the zero value when it carries none.
func InvocationFrom(ctx context.Context) Invocation {
	i, _ := ctx.Value(invocationKey{}).(Invocation)
	return i
}
