package revision

import (
	"errors"
	"testing"
)

func TestARevisionCannotAskForTheRunsMode(t *testing.T) {
	for mode, legal := range map[TransactionMode]bool{"": true, PerRevision: true, NoTransaction: true, AllInOne: false, "some": false} {
		_, err := NewGraph([]Revision{{ID: "a1", Transaction: mode}})
		if legal != (err == nil) || !legal && !errors.Is(err, NoSuchTransaction) {
			t.Errorf("mode %q: got the error %v", mode, err)
		}
	}
}
