package revision

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// TestScenarios plays testdata/scenarios.txt, a text of one command a line. Empty lines and lines with # say nothing.
//
//	graph a b<a c<a,b~x=left     revisions: c revises a and b, depends on x and has the label left; the database is at the base
//	rows d1 d2                   the database is put at these version rows
//	COMMAND ARGUMENTS => ANSWER  what a command comes to; a plan is carried out, and its answer ends in "at" and the rows
//	COMMAND ARGUMENTS !! ERROR   or the error's whole text
//
// The commands are upgrade, downgrade, stamp, purge, history, resolve, current, labels, revision and load; load only builds the
// graph that the line gives.
func TestScenarios(t *testing.T) {
	text, err := os.ReadFile("testdata/scenarios.txt")
	if err != nil {
		t.Fatal(err)
	}
	var s scenario
	played := 0
	for i, line := range strings.Split(string(text), "\n") {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		played++
		switch words[0] {
		case "graph":
			if s.graph, err = NewGraph(written(words[1:])); err != nil {
				t.Fatalf("line %d: %v", i+1, err)
			}
			s.rows = nil
			continue
		case "rows":
			s.rows = words[1:]
			continue
		}
		command, want, sign := strings.TrimSpace(line), "", ""
		for _, sign = range []string{" =>", " !!"} {
			if before, after, found := strings.Cut(line, sign); found {
				command, want = before, strings.TrimSpace(after)
				break
			}
		}
		got, err := s.play(strings.Fields(command))
		if isError := sign == " !!"; err != nil != isError {
			t.Errorf("line %d: %s\ngot  %q, error %v\nwant %q", i+1, command, got, err, want)
			continue
		} else if isError {
			got = strings.ReplaceAll(err.Error(), "\n", " & ")
		}
		if got != want {
			t.Errorf("line %d: %s\ngot  %s\nwant %s", i+1, command, got, want)
		}
	}
	if played < 50 {
		t.Errorf("played only %d lines", played)
	}
}

type scenario struct {
	graph *Graph
	rows  []string
}

func (s *scenario) play(words []string) (string, error) {
	switch command, arguments := words[0], words[1:]; command {
	case "upgrade":
		return s.carryOut(s.graph.Upgrade(s.rows, arguments...))
	case "downgrade":
		return s.carryOut(s.graph.Downgrade(s.rows, arguments[0]))
	case "stamp":
		return s.carryOut(s.graph.Stamp(s.rows, arguments))
	case "purge":
		return s.carryOut(s.graph.Purge(s.rows, arguments))
	case "history":
		return spoken(s.graph.History(strings.Join(arguments, ""), s.rows))
	case "resolve":
		return spoken(s.graph.Resolve(strings.Join(arguments, "")))
	case "current":
		return spoken(s.graph.Current(s.rows))
	case "labels":
		place, _ := s.graph.Place(arguments[0])
		return strings.Join(place.Labels, " "), nil
	case "revision":
		r, err := s.graph.Next(NextOptions{ID: "new", Heads: arguments})
		return strings.Join(r.Revises, " "), err
	case "load":
		_, err := NewGraph(written(arguments))
		return "", err
	default:
		return "no such command: " + command, nil
	}
}

// carryOut moves the rows as a plan does.
func (s *scenario) carryOut(plan Plan, err error) (string, error) {
	if err != nil {
		return "", err
	}
	a := steps(plan, s.rows)
	s.rows = a.After
	words := append(slices.DeleteFunc(a.IDs, func(id string) bool { return id == "" }), "at")
	words = append(words, a.After...)
	if plan.Warning != "" {
		words = append(words, "("+plan.Warning+")")
	}
	return strings.Join(words, " "), nil
}

func spoken(revisions []*Revision, err error) (string, error) {
	return strings.Join(ids(revisions), " "), err
}

// written reads revisions such as c<a,b~x=left.
func written(words []string) []Revision {
	var list []Revision
	for _, word := range words {
		var r Revision
		word, labels, _ := strings.Cut(word, "=")
		word, needs, _ := strings.Cut(word, "~")
		id, revises, _ := strings.Cut(word, "<")
		r.ID, r.Revises, r.DependsOn, r.Labels = id, commaSeparated(revises), commaSeparated(needs), commaSeparated(labels)
		list = append(list, r)
	}
	return list
}

func commaSeparated(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}
