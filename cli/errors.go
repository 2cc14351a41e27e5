package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/runner"
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

// stopped says of the error of a context that is over why it is, and where the command was: of a run also what is done and what is
// left.
func stopped(ctx context.Context, err error, isRun bool) error {
	if !errors.Is(err, context.Canceled) {
		return err
	}
	text := "stopped"
	if cause := context.Cause(ctx); !errors.Is(ctx.Err(), cause) { // that of a signal is a Canceled too
		text += ": " + cause.Error()
	}
	if where := strings.TrimPrefix(strings.ReplaceAll(": "+err.Error(), ": "+context.Canceled.Error(), ""), ": "); where != "" {
		text += ": " + where
	}
	if isRun {
		if !errors.As(err, new(*runner.PartialError)) {
			text += " (no revision done before)"
		}
		text += ": what is done stays, and running it again goes on from there"
	}
	return wordedError{err, text}
}
