package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/mattn/go-isatty"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/diff"
)

// asker asks a person at a terminal, each question once.
type asker struct {
	ctx   context.Context
	in    *bufio.Reader
	out   io.Writer
	asked map[string]bool
}

// newAsker is nil where there is no terminal to ask at.
func newAsker(c call) *asker {
	in, is := c.App.Reader.(*os.File)
	if c.App.Reader == nil {
		in, is = os.Stdin, true
	}
	if !is || !isatty.IsTerminal(in.Fd()) || c.asJSON() {
		return nil
	}
	return &asker{ctx: c.Context.Context, in: bufio.NewReader(in), out: c.App.ErrWriter, asked: map[string]bool{}}
}

// ask asks about renames first: with their answers other questions go away.
func (a *asker) ask(found echomigrate.Comparison) (diff.Answers, error) {
	var answers diff.Answers
	for _, q := range found.RenameQuestions {
		to, err := a.rename(q)
		if err != nil {
			return diff.Answers{}, err
		}
		if to != "" {
			answers.Renames = append(answers.Renames, diff.Rename{From: q.From, To: to})
			return answers, nil
		}
	}
	for _, column := range found.FillQuestions {
		value, err := a.fill(column)
		if err != nil {
			return diff.Answers{}, err
		}
		if value != "" {
			answers.Fills = append(answers.Fills, diff.Fill{Column: column, Value: value})
		}
	}
	return answers, nil
}

// rename is the new name that was chosen; empty means that it is no rename.
func (a *asker) rename(q diff.RenameQuestion) (to string, err error) {
	if a.again(q.From) {
		return "", nil
	}
	fmt.Fprintf(a.out, "%s is no longer in the models. Is it called otherwise now?\n  0) no: drop it, with what it holds\n", q.From)
	for i, name := range q.To {
		fmt.Fprintf(a.out, "  %d) it is %s now\n", i+1, name)
	}
	for {
		line, err := a.line("Number [0]: ")
		if err != nil || line == "" {
			return "", err
		}
		if n, err := strconv.Atoi(line); err == nil && n >= 0 && n <= len(q.To) {
			return append([]string{""}, q.To...)[n], nil
		}
		fmt.Fprintf(a.out, "%q is no number from 0 to %d.\n", line, len(q.To))
	}
}

// fill is an SQL value; empty means that there is none.
func (a *asker) fill(column string) (value string, err error) {
	if a.again(column) {
		return "", nil
	}
	fmt.Fprintf(a.out, "%s becomes NOT NULL. Which SQL value do rows get that are there, such as 0 or 'none'?\n", column)
	return a.line("Value [no value: the upgrade fails where there are rows without one]: ")
}

func (a *asker) again(about string) bool {
	again := a.asked[about]
	a.asked[about] = true
	return again
}

// line reads a line; its end, as on Ctrl-D, is an empty one.
func (a *asker) line(prompt string) (string, error) {
	fmt.Fprint(a.out, prompt)
	type result struct {
		line string
		err  error
	}
	read := make(chan result, 1)
	go func() {
		line, err := a.in.ReadString('\n')
		if errors.Is(err, io.EOF) {
			err = nil
		}
		read <- result{strings.TrimSpace(line), err}
	}()
	select {
	case r := <-read:
		return r.line, r.err
	case <-a.ctx.Done():
		return "", a.ctx.Err()
	}
}
