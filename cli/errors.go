package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// UsageError says that a command was called in a way that it does not know; the exit status is 2.
type UsageError struct{ err error }

// Error says what is wrong with the call.
func (e *UsageError) Error() string { return e.err.Error() }

// Unwrap gives the cause.
func (e *UsageError) Unwrap() error { return e.err }

func usageError(format string, args ...any) error { return &UsageError{fmt.Errorf(format, args...)} }

// ExitCode is the exit status for what a command returned: 0 done, 1 failed (or check found changes), 2 called wrongly.
func ExitCode(err error) int {
	var usage *UsageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &usage):
		return 2
	default:
		return 1
	}
}

func didYouMean(name string, known []string) string {
	near := op.Near(name, known)
	if len(near) == 0 {
		return ""
	}
	return " (did you mean " + strings.Join(near, " or ") + "?)"
}

// foldedError is an error whose text does not go on in indented lines, as those of some drivers do.
type foldedError struct{ error }

// Error is the text with each indented line put behind the one before.
func (e foldedError) Error() string { return strings.ReplaceAll(e.error.Error(), "\n\t", " ") }

// Unwrap gives the error as it was.
func (e foldedError) Unwrap() error { return e.error }

func folded(err error) error {
	if err == nil {
		return nil
	}
	return foldedError{err}
}
