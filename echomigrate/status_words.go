package echomigrate

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/echomigrate/echo-migrate/echomigrate/runner"
)

// String is "current", or the state with the reason: "behind: 1 revision is not applied: 8c2f1e0a7b44: run `db upgrade`".
func (s Status) String() string {
	text := string(s.State)
	if s.Reason != "" {
		text += ": " + s.Reason
	}
	if s.Database != "" {
		text = "database " + s.Database + ": " + text
	}
	return text
}

// Lines says all of it to people, a line for each fact.
func (s Status) Lines() []string {
	lines := []string{s.String()}
	if s.State != StateUnknown {
		lines = append(lines, "at "+orNothing(s.Current)+", this program is at "+orNothing(s.Heads))
	}
	if s.Run != nil {
		lines = append(lines, s.Run.String())
	}
	for _, r := range s.Pending {
		lines = append(lines, "pending: "+r.String())
	}
	for _, r := range s.Unknown {
		lines = append(lines, "not in this program: "+r.String())
	}
	if len(s.Edited) > 0 {
		lines = append(lines, "warning: "+runner.EditedWarning(s.Edited))
	}
	return lines
}

// String is "8c2f1e0a7b44, Add user bio (compatible with 4a1f0c2b9d3e)".
func (r StatusRevision) String() string {
	text := runner.Listed([]string{r.ID})
	if r.Message != "" {
		text += ", " + oneLine(r.Message)
	}
	if r.CompatibleWith != "" {
		text += " (compatible with " + r.CompatibleWith + ")"
	}
	return text
}

// String is "under way: upgrade 8c2f1e0a7b44, behind step 1 of 3, by ann at web-1, process 4711 (shop) of ann at 10.0.0.7, since …".
func (r StatusRun) String() string {
	words := []string{"a run"}
	if r.Revision != "" {
		words[0] = fmt.Sprintf("%s %s", r.Direction, r.Revision)
		words = append(words, fmt.Sprintf("behind step %d of %d", r.Step, r.Steps))
	}
	if r.Rows > 0 {
		words = append(words, counted(int(r.Rows), "row", "rows")+" done")
	}
	if r.Who != "" {
		words = append(words, "by "+r.Who+" at "+r.Host)
	}
	if r.Session != "" {
		words = append(words, r.Session)
	}
	if !r.Since.IsZero() {
		words = append(words, "since "+r.Since.UTC().Format(time.DateTime+" MST"))
	}
	what := "stopped in its middle: "
	if r.UnderWay {
		what = "under way: "
	}
	text := what + strings.Join(words, ", ")
	if r.Error != "" {
		text += ": " + oneLine(r.Error)
	}
	return text
}

// reason says why a database is not current, and the way out.
func reason(s Status, unknown []runner.UnknownRevision) string {
	var incompatible, nameless []string
	wayOut := "deploy a program that has it, or `db downgrade`"
	for _, u := range unknown {
		switch {
		case !u.Described:
			nameless = append(nameless, u.ID)
		case !u.Compatible:
			incompatible = append(incompatible, u.ID)
		}
		if !u.Kept {
			wayOut = "deploy a program that has it"
		}
	}
	switch {
	case s.Run != nil && !s.Run.UnderWay && slices.ContainsFunc(s.Pending, func(p StatusRevision) bool { return p.ID == s.Run.Revision }):
		return fmt.Sprintf("%s %s was stopped behind step %d of %d: run `db %s` again, to go on from there", s.Run.Direction, s.Run.Revision, s.Run.Step,
			s.Run.Steps, s.Run.Direction)
	case s.State == StateBehind:
		return behind(s)
	case len(nameless) > 0:
		return fmt.Sprintf("the history does not say what %s is, which this program does not have: deploy a program that has it, or "+
			"`db stamp --purge` what the database is at", runner.Listed(nameless))
	case s.State == StateDiverged:
		return "the database has revisions of another program (" + few(s.Unknown) + "), and lacks some of this one's (" + few(s.Pending) +
			"): deploy a program that has both, joined by `db merge`"
	case len(incompatible) > 0:
		declare := " does not declare that it stays compatible "
		if len(incompatible) > 1 {
			declare = " do not declare that they stay compatible "
		}
		return "the database is newer than this program, and " + runner.Listed(incompatible) + declare +
			"with it: " + wayOut
	case s.State == StateAhead:
		return "the database is newer than this program, and declares that it stays compatible with it: " + few(s.Unknown)
	}
	return ""
}

// behind says what the database lacks, and the way out. While a run is at work there is nothing to be done: it may be a downgrade, which is
// to take away what is missing then.
func behind(s Status) string {
	text := counted(len(s.Pending), "revision is", "revisions are") + " not applied: " + few(s.Pending) + ": "
	switch {
	case s.Run == nil || !s.Run.UnderWay:
		return text + "run `db upgrade`"
	case s.Run.Direction == runner.Downgrade:
		return text + "a downgrade is under way"
	}
	return text + "a run is under way: wait for it"
}

// counted is a number with what there is of it: one, or many.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// few lists the first IDs.
func few(revisions []StatusRevision) string {
	const most = 5
	var ids []string
	for _, r := range revisions[:min(most, len(revisions))] {
		ids = append(ids, r.ID)
	}
	text := runner.Listed(ids)
	if more := len(revisions) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

func orNothing(ids []string) string {
	if len(ids) == 0 {
		return "the base"
	}
	return runner.Listed(ids)
}
