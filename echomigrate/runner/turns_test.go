package runner_test

import (
	"runtime"
	"testing"
	"time"
)

// way is one of several ways to do the same.
type way struct {
	name string
	// ready makes ready what the way needs, and gives what is measured.
	ready func() func()
}

// byTurns goes each of the ways once in every iteration, one after the other. It reports the shortest time of each in milliseconds, and
// gives them in their order: what else the machine does is no part of them.
func byTurns(b *testing.B, ways ...way) []time.Duration {
	b.Helper()
	shortest := make([]time.Duration, len(ways))
	for b.Loop() {
		for i, w := range ways {
			do := w.ready()
			runtime.GC() // what another way has left is not this one's to collect
			began := time.Now()
			do()
			took := time.Since(began)
			if shortest[i] == 0 || took < shortest[i] {
				shortest[i] = took
			}
		}
	}
	for i, w := range ways {
		b.ReportMetric(float64(shortest[i])/float64(time.Millisecond), w.name+"-ms")
	}
	b.ReportMetric(0, "ns/op") // which would count what is not measured
	return shortest
}
