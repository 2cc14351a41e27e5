package op

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// ErrNoSQL is returned by Statements when only Go can carry the operation out.
var ErrNoSQL = errors.New("has no SQL counterpart")

// ErrIrreversible is returned by Inverse when nothing can undo the operation.
var ErrIrreversible = errors.New("cannot be undone automatically: write the downgrade by hand")

// NotFoundError says that an operation names something that the schema does not hold.
type NotFoundError struct {
	// Kind is what was looked for: "table", "column", "index", …
	Kind string
	// Name is the name that was not found.
	Name string
	// Where is the table that was searched; the zero value when the schema was.
	Where schema.Name
	// Known are the names that there are.
	Known []string
}

// Error says what is missing, and names that look like it.
func (e *NotFoundError) Error() string {
	var b strings.Builder
	if e.Where == (schema.Name{}) {
		fmt.Fprintf(&b, "there is no %s %s", e.Kind, e.Name)
	} else {
		fmt.Fprintf(&b, "table %s has no %s %s", e.Where, e.Kind, e.Name)
	}
	b.WriteString(DidYouMean(e.Name, e.Known))
	return b.String()
}

// DidYouMean suggests the known names that are near to one that is not there: " (did you mean a or b?)", or nothing.
func DidYouMean(name string, known []string) string {
	names := near(name, known)
	if len(names) == 0 {
		return ""
	}
	return " (did you mean " + strings.Join(names, " or ") + "?)"
}

// near lists up to three of the known names that differ from name by few letters, the nearest first.
func near(name string, known []string) []string {
	type candidate struct {
		name     string
		distance int
	}
	var found []candidate
	limit := max(1, len(name)/3)
	for _, k := range known {
		if d := distance(strings.ToLower(name), strings.ToLower(k)); d <= limit {
			found = append(found, candidate{k, d})
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return a.distance - b.distance })
	var names []string
	for _, c := range found[:min(3, len(found))] {
		names = append(names, c.name)
	}
	return names
}

// distance is the Levenshtein distance in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

func stepError(i int, o Operation, err error) error {
	return fmt.Errorf("step %d, %s: %w", i+1, o, err)
}

func exists(kind, name string) error { return fmt.Errorf("there is a %s %s already", kind, name) }

// passOver is the error, unless it says that an object of that kind, which may be missing, is not there.
func passOver(mayMiss bool, kind string, err error) error {
	var missing *NotFoundError
	if mayMiss && errors.As(err, &missing) && missing.Kind == kind {
		return nil
	}
	return err
}
