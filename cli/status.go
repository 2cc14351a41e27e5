package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/echomigrate"
)

func statusLeaf() leaf {
	return leaf{
		name:  "status",
		usage: "say how the database's schema stands to this program; fail unless the program can work with it",
		flags: []cli.Flag{
			&cli.DurationFlag{Name: "wait", Usage: "wait up to `DURATION` until the program can work with it"},
			databaseFlag(), jsonFlag(),
		},
		run: func(c call) (any, error) {
			wait, cancel := context.WithTimeout(c.Context.Context, c.Duration("wait")) // one for all databases
			defer cancel()
			return c.each(func(c call) (any, error) { return status(wait, c) })
		},
	}
}

// betweenQuestions is how often what Status says is asked; how often that looks at the database, Config.StatusTTL says.
const betweenQuestions = 250 * time.Millisecond

// status waits for a database until wait ends.
func status(wait context.Context, c call) (any, error) {
	s := c.migrator.Status(c.Context.Context)
	for !s.MayServe && wait.Err() == nil {
		select {
		case <-wait.Done():
		case <-time.After(betweenQuestions):
			s = c.migrator.Status(c.Context.Context)
		}
	}
	if err := c.Context.Context.Err(); err != nil {
		return nil, err
	}
	if s.State == echomigrate.StateBehind && len(s.Current) == 0 {
		if former := c.migrator.FormerTool(c.Context.Context); former != "" {
			s.Reason = former
		}
	}
	s.Reason = c.commandsIn(s.Reason)
	value := &statusJSON{Status: s}
	if !c.asJSON() {
		for _, line := range s.Lines() {
			fmt.Fprintln(c.out, oneLine(c.commandsIn(line)))
		}
	}
	if !s.MayServe {
		return value, fmt.Errorf("%w: the database is %s", echomigrate.ErrMayNotServe, s.State)
	}
	return value, nil
}

// statusJSON is a Status as JSON.
type statusJSON struct {
	echomigrate.Status
	failure
}
