package sqlfile

import (
	"errors"
	"fmt"
)

// fault is what is wrong at a line.
type fault struct {
	line int
	err  error
}

func wrong(line int, format string, arguments ...any) *fault {
	return &fault{line, fmt.Errorf(format, arguments...)}
}

func (f *fault) Error() string { return fmt.Sprintf("line %d: %s", f.line, f.err) }

func (f *fault) Unwrap() error { return f.err }

// inFile joins the faults of a file, each with the file's name.
func inFile(name string, faults []*fault) error {
	errs := make([]error, len(faults))
	for i, f := range faults {
		errs[i] = fmt.Errorf("%s:%d: %w", name, f.line, f.err)
	}
	return errors.Join(errs...)
}
