package cli

import (
	"fmt"
	"time"

	"github.com/echomigrate/echo-migrate/echomigrate/runner"
)

// runs lists what was run on a database.
func runs(c call) (any, error) {
	records, err := c.migrator.Log(c.Context.Context)
	if err != nil {
		return nil, err
	}
	return c.show(recordsJSON(records), func() {
		for _, r := range records {
			fmt.Fprintln(c.out, record(r))
			if r.Error != "" {
				fmt.Fprintf(c.out, "    %s\n", r.Error)
			}
		}
	})
}

// record is one run of one revision in one line.
func record(r runner.Record) string {
	line := fmt.Sprintf("%s  %s %s", r.Started.Format(time.DateTime), r.Direction, r.Revision)
	if r.Message != "" {
		line += ", " + r.Message
	}
	line += ": " + string(r.Outcome)
	if r.Outcome == runner.Done {
		line += fmt.Sprintf(" in %dms", r.Duration.Milliseconds())
	} else {
		line += fmt.Sprintf(" behind step %d of %d", r.OperationsDone, r.Operations)
	}
	line += fmt.Sprintf(", by %s on %s", r.Who, r.Host)
	if r.Build != "" {
		line += ", build " + r.Build
	}
	return line
}

type recordJSON struct {
	Revision     string `json:"revision"`
	Direction    string `json:"direction"`
	Message      string `json:"message"`
	Started      string `json:"started"`
	Finished     string `json:"finished,omitempty"`
	Milliseconds int64  `json:"milliseconds"`
	Outcome      string `json:"outcome"`
	Step         int    `json:"step"`
	Steps        int    `json:"steps"`
	Checksum     string `json:"checksum"`
	Error        string `json:"error,omitempty"`
	Who          string `json:"who"`
	Host         string `json:"host"`
	Build        string `json:"build,omitempty"`
}

func recordsJSON(records []runner.Record) []recordJSON {
	list := make([]recordJSON, len(records))
	for i, r := range records {
		list[i] = recordJSON{
			Revision: r.Revision, Direction: string(r.Direction), Message: r.Message, Started: r.Started.Format(time.RFC3339Nano),
			Milliseconds: milliseconds(r.Duration), Outcome: string(r.Outcome), Step: r.OperationsDone, Steps: r.Operations,
			Checksum: r.Checksum, Error: r.Error, Who: r.Who, Host: r.Host, Build: r.Build,
		}
		if !r.Finished.IsZero() {
			list[i].Finished = r.Finished.Format(time.RFC3339Nano)
		}
	}
	return list
}
