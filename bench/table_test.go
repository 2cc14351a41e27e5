package bench_test

import (
	"fmt"
	"os"
	"testing"
	"text/tabwriter"
	"time"
)

// measurement is what a contender takes.
type measurement struct {
	shortest time.Duration
	trips    int64
}

// table has a row for each contender, in the order in which they came; the first of a kind of database is what the others
// are compared with.
type table struct {
	rows  []row
	place map[[2]string]int
}

type row struct {
	kind, name string
	measurement
}

var measured = table{place: map[[2]string]int{}}

// add keeps the shorter of two measurements.
func (t *table) add(kind, name string, m measurement) {
	at, known := t.place[[2]string{kind, name}]
	if !known {
		at = len(t.rows)
		t.place[[2]string{kind, name}] = at
		t.rows = append(t.rows, row{kind, name, m})
	}
	t.rows[at].shortest = min(t.rows[at].shortest, m.shortest)
}

// print writes the table as Markdown.
func (t *table) print() {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 1, ' ', 0)
	fmt.Fprintln(w, "| Database\t| Comparison\t| Milliseconds\t| Times the first\t| Round trips\t|")
	fmt.Fprintln(w, "|---\t|---\t|---\t|---\t|---\t|")
	first := map[string]time.Duration{}
	for _, r := range t.rows {
		if first[r.kind] == 0 {
			first[r.kind] = r.shortest
		}
		fmt.Fprintf(w, "| %s\t| %s\t| %.1f\t| %.1f\t| %d\t|\n",
			r.kind, r.name, float64(r.shortest)/1e6, float64(r.shortest)/float64(first[r.kind]), r.trips)
	}
	w.Flush()
}

func TestMain(m *testing.M) {
	status := m.Run()
	if len(measured.rows) > 0 {
		measured.print()
	}
	os.Exit(status)
}
