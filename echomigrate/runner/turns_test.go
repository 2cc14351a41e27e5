package runner_test

import (
	"runtime"
	"slices"
	"testing"
	"time"
)

// way is one of several ways to do the same.
type way struct {
	name string
	// ready makes ready what the way needs, and gives what is measured.
	ready func() func()
}

// byTurns goes each of the ways once in every iteration, one after the other, and begins with another one each time. It reports the
// median of the times of each in milliseconds, and gives them in their order: a disk makes single ones differ by a third.
func byTurns(b *testing.B, ways ...way) []time.Duration {
	b.Helper()
	times := make([][]time.Duration, len(ways))
	for first := 0; b.Loop(); first++ {
		for n := range ways {
			i := (first + n) % len(ways)
			do := ways[i].ready()
			runtime.GC() // what another way has left is not this one's to collect
			began := time.Now()
			do()
			times[i] = append(times[i], time.Since(began))
		}
	}
	medians := make([]time.Duration, len(ways))
	for i, w := range ways {
		slices.Sort(times[i])
		medians[i] = times[i][len(times[i])/2]
		b.ReportMetric(float64(medians[i])/float64(time.Millisecond), w.name+"-ms")
	}
	b.ReportMetric(0, "ns/op") // which would count what is not measured
	return medians
}
