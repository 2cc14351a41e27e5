package page

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// history is a graph in a little language: a word for each revision, newest first, with those that it follows behind a colon, and
// those that it depends on behind a second one.
func history(text string) []Node {
	var nodes []Node
	for word := range strings.FieldsSeq(text) {
		parts := strings.Split(word+"::", ":")
		split := func(s string) []string {
			return slices.DeleteFunc(strings.Split(s, ","), func(id string) bool { return id == "" })
		}
		nodes = append(nodes, Node{ID: parts[0], Revises: split(parts[1]), DependsOn: split(parts[2])})
	}
	return nodes
}

// picture is a drawing as text: a row for each revision with the lanes that pass and its own, marked with *.
func picture(d Drawing) []string {
	var rows []string
	for i, r := range d.Rows {
		row := []byte(strings.Repeat(" ", d.lanes))
		for _, l := range d.lines {
			if l.top < d.First+i && d.First+i < l.bottom {
				row[l.to] = '|'
			}
		}
		row[d.dots[i]] = '*'
		rows = append(rows, fmt.Sprintf("%s %s", row, r.ID))
	}
	return rows
}

func TestDraw(t *testing.T) {
	for _, c := range []struct {
		says, history string
		first, count  int
		want          []string
	}{
		{"nothing", "", 0, 9, nil},
		{"a line", "c:b b:a a", 0, 9, []string{"* c", "* b", "* a"}},
		{"two heads", "c:a b:a a", 0, 9, []string{"*  c", "|* b", "*  a"}},
		{"a merge", "d:b,c c:a b:a a", 0, 9, []string{"*  d", "|* c", "*| b", " * a"}},
		{"two bases", "d:b c:a b a", 0, 9, []string{"*  d", "|* c", "*| b", " * a"}},
		{"a lane that is free again", "e:c d:a c b:a a", 0, 9, []string{"*  e", "|* d", "*| c", "*| b", " * a"}},
		{"a dependency", "c:a:b b a", 0, 9, []string{"*  c", "|* b", "*  a"}},
		{"a stretch", "d:a c:b b:a a", 1, 2, []string{"|* c", "|* b"}},
		{"the end", "d:a c:b b:a a", 3, 5, []string{"* a"}},
		{"behind the end", "b:a a", 5, 5, nil},
		{"before the beginning", "b:a a", -5, 1, []string{"* b"}},
	} {
		d := Draw(history(c.history), c.first, c.count)
		if diff := cmp.Diff(c.want, picture(d)); diff != "" {
			t.Errorf("%s: %s", c.says, diff)
		}
	}
}

// TestLinesMeetTheirRevisions draws any graph, in stretches: no line goes through a revision that it does not lead to, and each leads
// from the one to the other.
func TestLinesMeetTheirRevisions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nodes := make([]Node, rapid.IntRange(0, 40).Draw(t, "revisions"))
		for i := range nodes {
			nodes[i].ID = fmt.Sprint(i)
			for j := i + 1; j < len(nodes); j++ {
				switch rapid.IntRange(0, 30).Draw(t, "edge") {
				case 0, 1:
					nodes[i].Revises = append(nodes[i].Revises, fmt.Sprint(j))
				case 2:
					nodes[i].DependsOn = append(nodes[i].DependsOn, fmt.Sprint(j))
				}
			}
		}
		whole := Draw(nodes, 0, len(nodes))
		lane := whole.dots
		lines := map[[2]int]bool{}
		for _, l := range whole.lines {
			lines[[2]int{l.top, l.bottom}] = true
			if l.from != lane[l.top] || l.to != lane[l.bottom] {
				t.Fatalf("%+v begins or ends beside its revision", l)
			}
			for row := l.top + 1; row < l.bottom && whole.lanes < maxLanes; row++ {
				if lane[row] == l.to {
					t.Fatalf("%+v goes through %d", l, row)
				}
			}
		}
		for i, n := range nodes {
			for _, id := range slices.Concat(n.Revises, n.DependsOn) {
				var parent int
				fmt.Sscan(id, &parent)
				if !lines[[2]int{i, parent}] {
					t.Fatalf("there is no line from %d to %d", i, parent)
				}
			}
		}
		first := rapid.IntRange(0, len(nodes)).Draw(t, "first")
		part := Draw(nodes, first, 7)
		if diff := cmp.Diff(whole.Rows[first:min(first+7, len(nodes))], part.Rows); diff != "" && len(part.Rows) > 0 {
			t.Fatal(diff)
		}
		for i, own := range part.dots {
			if own != lane[first+i] {
				t.Fatalf("%d is in another lane than in the whole", first+i)
			}
		}
	})
}

// thousands are revisions of which every tenth begins a branch that is merged later.
func thousands(n int) []Node {
	nodes := make([]Node, n)
	for i := range nodes {
		nodes[i].ID = fmt.Sprintf("%012x", n-i)
		if i+1 < n {
			nodes[i].Revises = []string{fmt.Sprintf("%012x", n-i-1)}
		}
		if i%10 == 0 && i+5 < n {
			nodes[i].Revises = append(nodes[i].Revises, fmt.Sprintf("%012x", n-i-5))
		}
	}
	return nodes
}

func BenchmarkDraw(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		nodes := thousands(n)
		b.Run(fmt.Sprintf("%d", n), func(b *testing.B) {
			for b.Loop() {
				Draw(nodes, n-50, 50)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/revision")
		})
	}
}

func TestStars(t *testing.T) {
	heads := []Node{}
	for i := range 10_000 {
		heads = append(heads, Node{ID: fmt.Sprint(i), Revises: []string{"base"}})
	}
	merge := Node{ID: "merge"}
	for _, n := range heads {
		merge.Revises = append(merge.Revises, n.ID)
	}
	nodes := append([]Node{merge}, append(heads, Node{ID: "base"})...)
	for _, first := range []int{0, 5_000, 9_990} {
		d := Draw(nodes, first, 50)
		if len(d.lines) > maxLines || d.lanes > maxLanes || len(d.Paths()) != len(d.lines) {
			t.Errorf("from %d: %d lines in %d lanes", first, len(d.lines), d.lanes)
		}
	}
}
