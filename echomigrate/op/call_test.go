package op_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

func TestAContextCarriesACall(t *testing.T) {
	call := op.Call{Arguments: []string{"tenant=north", "b"}, Tag: "nightly"}
	ctx := context.WithoutCancel(op.WithCall(t.Context(), call))
	if diff := cmp.Diff(call, op.CallFrom(ctx)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(op.Call{}, op.CallFrom(t.Context())); diff != "" {
		t.Error(diff)
	}
}
