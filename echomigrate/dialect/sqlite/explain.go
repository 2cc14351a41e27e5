package sqlite

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// rebuilt is the new table of a rebuild in the message of a constraint that a row breaks.
var rebuilt = regexp.MustCompile(`(?:NULL|UNIQUE) constraint failed: ((.+?) \(new(?: \d+)?\))\.`)

// Explain says which table is meant where the message names one that a rebuild makes, and what is read-only.
func (Dialect) Explain(err error) error {
	if err == nil {
		return nil
	}
	if names := rebuilt.FindStringSubmatch(err.Error()); names != nil {
		return fmt.Errorf("%w; detail: %s is to become table %s", err, names[1], names[2])
	}
	if isReadOnly(err) {
		return fmt.Errorf("%w; hint: this process may not write the file, or files beside it; where it is in WAL mode even who reads it writes", err)
	}
	return err
}

// isReadOnly goes by SQLite's code, which some drivers give, or else by its text.
func isReadOnly(err error) bool {
	const readOnly = 8
	var coded interface{ Code() int }
	if errors.As(err, &coded) {
		return coded.Code()&0xff == readOnly
	}
	return strings.Contains(err.Error(), "readonly database")
}
