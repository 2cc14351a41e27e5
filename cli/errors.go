package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
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

// wordedError is an error as this program's user is to read it.
type wordedError struct {
	error
	text string
}

// Error is the text.
func (e wordedError) Error() string { return e.text }

// Unwrap gives the error as it was.
func (e wordedError) Unwrap() error { return e.error }

// inWords puts the indented lines of some drivers' errors behind the one before, and names the commands in an error by the
// group's path in this program.
func inWords(group string, err error) error {
	if err == nil {
		return nil
	}
	text := strings.ReplaceAll(err.Error(), "\n\t", " ")
	return wordedError{err, strings.ReplaceAll(text, "`db ", "`"+group+" ")}
}

// interrupted says of an error what a signal has to do with it.
func interrupted(err error) error {
	if !errors.Is(err, context.Canceled) {
		return err
	}
	return fmt.Errorf("interrupted: %w: what is done stays, and running it again goes on from there", err)
}
