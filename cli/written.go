package cli

import (
	"errors"
	"fmt"
	"io"
)

// written is where a command prints. It keeps the first error, and writes nothing behind it: what is printed line by line need not look.
type written struct {
	io.Writer
	err error
}

// Write writes, unless something before it could not be written.
func (w *written) Write(p []byte) (n int, err error) {
	if w.err == nil {
		n, w.err = w.Writer.Write(p)
	}
	return n, w.err
}

// whole is the error of a command that printed here: also when it did all else, and what it printed is not all there.
func (w *written) whole(err error) error {
	if w.err == nil || err != nil && !errors.Is(err, w.err) {
		return err
	}
	return fmt.Errorf("the output is not complete: %w: what the command changed is changed", w.err)
}
