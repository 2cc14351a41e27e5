package dialect

import (
	"fmt"
	"strings"
)

// Size is how large a table is, as the database estimates it without reading it.
type Size struct {
	// Rows is about how many rows it has; below zero where the database has no estimate.
	Rows int64
	// Bytes is about how much room its rows take, indexes left out; below zero where the database has no estimate.
	Bytes int64
}

// String is "about 1200000 rows, 310 MB", as far as it is known.
func (s Size) String() string {
	var parts []string
	if s.Rows >= 0 {
		rows := "rows"
		if s.Rows == 1 {
			rows = "row"
		}
		parts = append(parts, fmt.Sprintf("about %d %s", s.Rows, rows))
	}
	if s.Bytes >= 0 {
		parts = append(parts, inUnits(s.Bytes))
	}
	return strings.Join(parts, ", ")
}

// inUnits is a number of bytes in the largest unit of which there are ten.
func inUnits(n int64) string {
	units := []string{"bytes", "kB", "MB", "GB", "TB"}
	for len(units) > 1 && n >= 10*1024 {
		n, units = n/1024, units[1:]
	}
	return fmt.Sprintf("%d %s", n, units[0])
}
