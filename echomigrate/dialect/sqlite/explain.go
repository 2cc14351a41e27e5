package sqlite

import (
	"fmt"
	"regexp"
)

// rebuilt is the new table of a rebuild in the message of a constraint that a row breaks.
var rebuilt = regexp.MustCompile(`(?:NULL|UNIQUE) constraint failed: ((.+?) \(new(?: \d+)?\))\.`)

// Explain says which table is meant where the message names one that a rebuild makes.
func (Dialect) Explain(err error) error {
	if err == nil {
		return nil
	}
	if names := rebuilt.FindStringSubmatch(err.Error()); names != nil {
		return fmt.Errorf("%w; detail: %s is to become table %s", err, names[1], names[2])
	}
	return err
}
