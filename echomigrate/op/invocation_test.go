package op_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

func TestAContextCarriesACall(t *testing.T) {
	call := op.Invocation{Arguments: []string{"tenant=north", "b"}, Tag: "nightly"}
	ctx := context.WithoutCancel(op.WithInvocation(t.Context(), call))
	if diff := cmp.Diff(call, op.InvocationFrom(ctx)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(op.Invocation{}, op.InvocationFrom(t.Context())); diff != "" {
		t.Error(diff)
	}
}
