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
		run: func(c call) (any, error) { return c.each(status) },
	}
}

// betweenLooks is how much time is between two looks at the database.
const betweenLooks = 250 * time.Millisecond

func status(c call) (any, error) {
	ctx, cancel := context.WithTimeout(c.Context.Context, c.Duration("wait"))
	defer cancel()
	s := c.migrator.Status(c.Context.Context)
	for !s.MayServe && ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-time.After(betweenLooks):
			s = c.migrator.Status(c.Context.Context)
		}
	}
	if err := c.Context.Context.Err(); err != nil {
		return nil, err
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
