package cli

import (
	"fmt"
	"os"
	"time"

	"github.com/mattn/go-isatty"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
)

// progress prints a line for each revision when it is done and how far the run is in between, unless JSON is asked for, and tells
// what the run waits for.
func (c call) progress() echomigrate.RunOptions {
	options := echomigrate.RunOptions{
		LockTimeout: c.Duration("lock-timeout"),
		Transaction: revision.TransactionMode(c.String("transaction")),
		OnWait: func(w runner.Wait) {
			c.clearLine()
			fmt.Fprintf(c.App.ErrWriter, "%s\n", w)
		},
	}
	if !c.asJSON() {
		options.OnProgress = c.onProgress()
		options.OnRevision = func(e runner.Event) {
			c.clearLine()
			fmt.Fprintf(c.out, "Running %s\n", e)
		}
	}
	return options
}

// onProgress draws one line over and over at a terminal. Elsewhere it prints a line when a long step begins or comes to another phase,
// when it is through, and now and then in its middle.
func (c call) onProgress() func(runner.Progress) {
	if c.atTerminal() {
		return func(p runner.Progress) { fmt.Fprint(c.App.ErrWriter, erase+shortened(oneLine(p.String()))) }
	}
	var (
		step    string
		printed time.Time
	)
	return func(p runner.Progress) {
		this := fmt.Sprint(p.Event.Revision.ID, p.Step, p.Phase)
		if p.Unit == "" && p.Phase == "" || !p.Ends && this == step && time.Since(printed) < between {
			return
		}
		step, printed = this, time.Now()
		fmt.Fprintln(c.App.ErrWriter, oneLine(p.String()))
	}
}

const (
	// between is how long it is at least from one line about the middle of a step to the next, where there is no terminal.
	between = 10 * time.Second
	// erase goes to the beginning of a terminal's line and empties it.
	erase = "\r\x1b[K"
	// width is how many characters of a line are drawn: the next one would not clear what goes on in a second line.
	width = 79
)

// atTerminal reports whether what goes to stderr is read at a terminal.
func (c call) atTerminal() bool {
	file, is := c.App.ErrWriter.(*os.File)
	return is && isatty.IsTerminal(file.Fd())
}

// clearLine takes away what onProgress has drawn.
func (c call) clearLine() {
	if c.atTerminal() && !c.asJSON() {
		fmt.Fprint(c.App.ErrWriter, erase)
	}
}

// shortened keeps the end of a line, where the numbers are, and as much of its beginning as there is room for.
func shortened(line string) string {
	runes := []rune(line)
	if len(runes) <= width {
		return line
	}
	const end = 40
	return string(runes[:width-end-1]) + "…" + string(runes[len(runes)-end:])
}
