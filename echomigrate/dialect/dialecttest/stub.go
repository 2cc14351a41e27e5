package dialecttest

import "testing"

func (x Target) rebuild(t *testing.T) {}
