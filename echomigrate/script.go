package echomigrate

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
)

// UpgradeSQL writes the SQL that Upgrade would run, for a database that is not asked. target is "FROM:TO", or "TO" for a
// database at the base; FROM and TO are names of revisions, TO also "+N". Where the database has several version rows FROM has
// commas between their names, as in "8c2f,91d0:heads". The script refuses a database that is not at FROM.
func (m *Migrator) UpgradeSQL(w io.Writer, target string, options runner.ScriptOptions) error {
	from, to, ranged, err := cutRange(target)
	if err != nil {
		return err
	}
	if !ranged {
		from, to = "base", target
	}
	return m.script(w, runner.Upgrade, from, options, func(g *revision.Graph, rows []string) (revision.Plan, error) {
		return g.Upgrade(rows, to)
	})
}

// DowngradeSQL writes the SQL that Downgrade would run. target is "FROM:TO"; TO is the name of a revision, "base" or "-N".
func (m *Migrator) DowngradeSQL(w io.Writer, target string, options runner.ScriptOptions) error {
	from, to, ranged, err := cutRange(target)
	if err != nil {
		return err
	}
	if !ranged {
		return fmt.Errorf("downgrade to %s as SQL: say where the database is, as in head:%s", target, target)
	}
	return m.script(w, runner.Downgrade, from, options, func(g *revision.Graph, rows []string) (revision.Plan, error) {
		return g.Downgrade(rows, to)
	})
}

// StampSQL writes the SQL that Stamp would run. Each target is "TO", or "FROM:TO" with the same FROM for all; without it the
// database is taken to be at the base.
func (m *Migrator) StampSQL(w io.Writer, targets []string, options runner.ScriptOptions) error {
	from := ""
	names := make([]string, len(targets))
	for i, target := range targets {
		start, to, ranged, err := cutRange(target)
		if err != nil {
			return err
		}
		if !ranged {
			start, to = "base", target
		}
		if i > 0 && start != from {
			return fmt.Errorf("stamp %s as SQL: a database is at one place: begin all with %s:", target, from)
		}
		from, names[i] = start, to
	}
	return m.script(w, runner.Stamp, from, options, func(g *revision.Graph, rows []string) (revision.Plan, error) {
		return g.Stamp(rows, names)
	})
}

// EnsureVersionSQL writes the SQL that creates the version table and the history table where they are missing, for a database
// that is not asked.
func (m *Migrator) EnsureVersionSQL(w io.Writer) error {
	graph, err := m.graph()
	if err != nil {
		return err
	}
	return m.runner(graph, nil).WriteTables(w)
}

// script plans from a revision, and writes the plan.
func (m *Migrator) script(w io.Writer, d runner.Direction, from string, options runner.ScriptOptions,
	plan func(*revision.Graph, []string) (revision.Plan, error)) error {
	graph, err := m.graph()
	if err != nil {
		return err
	}
	rows, err := versionRows(graph, from)
	if err != nil {
		return err
	}
	steps, err := plan(graph, rows)
	if err != nil {
		return err
	}
	return m.runner(graph, nil).WriteScript(w, d, rows, steps, options)
}

// cutRange takes FROM:TO apart.
func cutRange(target string) (from, to string, ranged bool, err error) {
	from, to, ranged = strings.Cut(target, ":")
	if strings.Contains(to, ":") {
		err = fmt.Errorf("revision %q: a range has one colon: write FROM:TO", target)
	}
	return from, to, ranged, err
}

// versionRows are those of a database at the named revisions, which have commas between them.
func versionRows(graph *revision.Graph, names string) ([]string, error) {
	var rows []string
	for name := range strings.SplitSeq(names, ",") {
		found, err := graph.Resolve(name)
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			rows = append(rows, r.ID)
		}
	}
	slices.Sort(rows)
	return slices.Compact(rows), nil
}
