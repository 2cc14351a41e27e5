package page

import (
	"container/heap"
	"fmt"
	"slices"
)

// Node is a revision in the graph.
type Node struct {
	// ID names it.
	ID string
	// Revises and DependsOn are the IDs of those before it.
	Revises, DependsOn []string
}

// Drawing is a stretch of the graph, a row for each revision.
type Drawing struct {
	// First is how many revisions stand above it, and Total how many there are.
	First, Total int
	// Rows are its revisions, newest first.
	Rows []Row

	lanes int
	lines []line
	dots  []int // the lane of each row
}

// Row is a revision in a drawing. Draw fills ID and Follows alone.
type Row struct {
	// ID and Message name it.
	ID, Message string
	// Follows are the revisions before it.
	Follows     []string
	FollowsMore int
	// Applied is set where the database has it; Known is not set where the database was not asked.
	Applied, Known bool
	// Marks are what is special about it, such as "head", or its labels.
	Marks []string
}

// line is a line from a revision down to one that it follows: from one lane to another within the first row, then straight down.
type line struct {
	top, bottom int // rows, which may be outside the stretch
	from, to    int // lanes
	depends     bool
}

// The most of a graph that is drawn side by side. What would be further right is drawn in the last lane.
const (
	maxLanes  = 12
	maxLines  = 600
	maxParent = 8 // the names that a row lists of those before it
)

// Draw draws so many revisions behind the first ones. nodes are all revisions, newest first: each before all that it follows. It
// takes time in proportion to their number.
func Draw(nodes []Node, first, count int) Drawing {
	first = max(0, min(first, len(nodes)))
	end := min(first+count, len(nodes))
	d := Drawing{First: first, Total: len(nodes)}
	rows := make(map[string]int, len(nodes))
	for i, n := range nodes {
		rows[n.ID] = i
	}
	l := lanes{of: make([]int, len(nodes))}
	for i, n := range nodes[:end] {
		own := l.take(i)
		for k := range len(n.Revises) + len(n.DependsOn) {
			if parent, known := rows[n.parent(k)]; known {
				d.add(line{i, parent, own, l.reserve(parent, own), k >= len(n.Revises)}, end)
			}
		}
		l.leave(own)
		if i >= first {
			d.dots = append(d.dots, min(own, maxLanes-1))
			d.Rows = append(d.Rows, row(n))
		}
	}
	for _, own := range d.dots {
		d.lanes = max(d.lanes, own+1)
	}
	for _, p := range d.lines {
		d.lanes = max(d.lanes, p.from+1, p.to+1)
	}
	return d
}

// parent is one of those before it, dependencies behind the others.
func (n Node) parent(k int) string {
	if k < len(n.Revises) {
		return n.Revises[k]
	}
	return n.DependsOn[k-len(n.Revises)]
}

func row(n Node) Row {
	follows := slices.Concat(n.Revises, n.DependsOn)
	shown := min(len(follows), maxParent)
	return Row{ID: n.ID, Follows: follows[:shown], FollowsMore: len(follows) - shown}
}

// add adds a line, as far as it is in the stretch, unless it lies on another one.
func (d *Drawing) add(l line, end int) {
	if l.bottom < d.First {
		return
	}
	l.from, l.to, l.bottom = min(l.from, maxLanes-1), min(l.to, maxLanes-1), min(l.bottom, end)
	if l.top < d.First { // only its straight part is seen
		l.from, l.top = l.to, max(l.top, d.First-1)
	}
	if len(d.lines) < maxLines && !slices.Contains(d.lines, l) {
		d.lines = append(d.lines, l)
	}
}

// lanes says which column is kept for which revision.
type lanes struct {
	of   []int  // the lanes that are kept for revisions further down, by their row, counted from 1
	kept []bool // whether a lane is
	free lowest
}

// take gives a revision the lane that was kept for it, or a new one.
func (l *lanes) take(row int) int {
	own := l.of[row] - 1
	if own < 0 {
		return l.open()
	}
	l.kept[own] = false
	return own
}

// reserve gives the lane that a revision further down will have, which is own where that is still to be had.
func (l *lanes) reserve(row, own int) int {
	if l.of[row] == 0 {
		if l.kept[own] {
			own = l.open()
		}
		l.of[row], l.kept[own] = own+1, true
	}
	return l.of[row] - 1
}

// leave gives a lane back that nothing goes on in.
func (l *lanes) leave(own int) {
	if !l.kept[own] {
		heap.Push(&l.free, own)
	}
}

func (l *lanes) open() int {
	if len(l.free) > 0 {
		return heap.Pop(&l.free).(int)
	}
	l.kept = append(l.kept, false)
	return len(l.kept) - 1
}

// lowest is a heap of lanes.
type lowest []int

func (h lowest) Len() int           { return len(h) }
func (h lowest) Less(i, j int) bool { return h[i] < h[j] }
func (h lowest) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push and Pop are heap.Interface's.
func (h *lowest) Push(x any) { *h = append(*h, x.(int)) }
func (h *lowest) Pop() any {
	last := len(*h) - 1
	x := (*h)[last]
	*h = (*h)[:last]
	return x
}

// The picture's measures, in units of which 16 are one rem.
const (
	rowHeight = 40
	laneWidth = 16
)

// Width and Height are the picture's.
func (d Drawing) Width() int { return (d.lanes + 1) * laneWidth }

// Height is the picture's.
func (d Drawing) Height() int { return len(d.Rows) * rowHeight }

// Rem is a measure in rem, so that the picture grows with the text beside it.
func (d Drawing) Rem(units int) string { return fmt.Sprintf("%grem", float64(units)/16) }

// Path is a line of the picture.
type Path struct {
	// D is what its attribute d says.
	D string
	// Lane is its colour; Depends is set for a dependency.
	Lane    int
	Depends bool
}

// Paths are the lines of the picture.
func (d Drawing) Paths() []Path {
	var list []Path
	for _, l := range d.lines {
		x, to := lane(l.from), lane(l.to)
		y, bottom := d.middle(l.top), min(d.middle(l.bottom), d.Height())
		next := y + rowHeight
		path := fmt.Sprintf("M%d %d", x, y)
		if x != to {
			path += fmt.Sprintf("C%d %d %d %d %d %d", x, y+rowHeight/2, to, y+rowHeight/2, to, next)
		}
		list = append(list, Path{D: path + fmt.Sprintf("V%d", max(bottom, min(next, d.Height()))), Lane: l.to % colours, Depends: l.depends})
	}
	return list
}

// colours is how many the style has for lanes.
const colours = 6

// Circle is a revision in the picture.
type Circle struct {
	// X and Y are its middle.
	X, Y int
	// Lane is its colour.
	Lane int
	// Row is the revision.
	Row Row
}

// Circles are the revisions in the picture.
func (d Drawing) Circles() []Circle {
	var list []Circle
	for i, own := range d.dots[:min(len(d.dots), len(d.Rows))] {
		list = append(list, Circle{X: lane(own), Y: d.middle(d.First + i), Lane: own % colours, Row: d.Rows[i]})
	}
	return list
}

func lane(n int) int { return n*laneWidth + laneWidth }

func (d Drawing) middle(row int) int { return (row-d.First)*rowHeight + rowHeight/2 }

// From and To are the numbers of the first and the last row among all revisions, counted from 1.
func (d Drawing) From() int { return d.First + 1 }

// To is the last row's.
func (d Drawing) To() int { return d.First + len(d.Rows) }
