package cli

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
)

func doctorLeaf() leaf {
	return leaf{
		name:  "doctor",
		usage: "look for what stands in the way of a run or is left of one; fail when something is serious",
		flags: []cli.Flag{databaseFlag(), jsonFlag()},
		run:   func(c call) (any, error) { return c.each(doctor) },
	}
}

func doctor(c call) (any, error) {
	found, err := c.migrator.Doctor(c.Context.Context)
	serious := 0
	value := &doctorJSON{Server: found.Server, Findings: []findingJSON{}}
	for _, f := range found.Findings {
		if f.Severity == dialect.Serious {
			serious++
		}
		f.WayOut = c.commandsIn(f.WayOut)
		f.Text = c.commandsIn(f.Text)
		value.Findings = append(value.Findings, findingJSON{Code: f.Code, Severity: string(f.Severity), Text: f.Text, WayOut: f.WayOut})
		if !c.asJSON() {
			fmt.Fprintln(c.out, finding(f))
		}
	}
	if !c.asJSON() && found.Server != "" {
		fmt.Fprintf(c.out, "Looked at %s.\n", found.Server)
	}
	if err == nil && serious > 0 {
		err = fmt.Errorf("serious findings: %d", serious)
	}
	return value, err
}

// finding is "serious: invalid-index: index … : DROP INDEX …".
func finding(f dialect.Finding) string {
	line := fmt.Sprintf("%s: %s: %s", f.Severity, f.Code, f.Text)
	if f.WayOut != "" {
		line += ": " + f.WayOut
	}
	return oneLine(line)
}

// commandsIn names commands by the group's path in this program.
func (c call) commandsIn(text string) string {
	return strings.ReplaceAll(text, "`db ", "`"+c.Lineage()[1].Command.HelpName+" ")
}

// doctorJSON is what was found as JSON.
type doctorJSON struct {
	Server   string        `json:"server"`
	Findings []findingJSON `json:"findings"`
	failure
}

type findingJSON struct {
	Code     string `json:"code"`
	Severity string `json:"severity"`
	Text     string `json:"text"`
	WayOut   string `json:"way_out,omitempty"`
}
