package echomigrate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// Doctor looks for what stands in the way of a run, or is left of one: at the program and its files, at the database, its rights and
// its catalog, and at what the version table and the history table say. It reads only, and what is wrong is a finding, so that there is
// an error only where the looking itself failed.
func (m *Migrator) Doctor(ctx context.Context) (dialect.Examination, error) {
	graph, err := m.compiled()
	if err != nil {
		return dialect.Examination{Findings: lines("revisions", dialect.Serious, err, "put the revision files right, and build again")}, nil
	}
	found, err := m.runner(graph, nil).Examine(ctx)
	found.Findings = slices.Concat(m.fileFindings(graph), headFindings(graph), found.Findings)
	return found, err
}

// fileFindings are those about the revision files.
func (m *Migrator) fileFindings(graph *revision.Graph) []dialect.Finding {
	err := m.compiledIn(graph)
	if err == nil {
		return nil
	}
	way := "put the revision files right, and build again"
	if errors.Is(err, ErrStaleBinary) {
		way = "build the program again"
	}
	return lines("stale-binary", dialect.Serious, err, way)
}

// headFindings are those about the heads.
func headFindings(graph *revision.Graph) []dialect.Finding {
	heads := graph.Heads()
	if len(heads) < 2 {
		return nil
	}
	var ids []string
	for _, r := range heads {
		ids = append(ids, r.ID)
	}
	return []dialect.Finding{{
		Code: "several-heads", Severity: dialect.Doubtful, Text: fmt.Sprintf("there are %d heads: %s", len(ids), strings.Join(ids, ", ")),
		WayOut: "`db merge` joins them; `db upgrade heads` goes to all of them",
	}}
}

// lines are the lines of an error, each as a finding.
func lines(code string, severity dialect.Severity, err error, wayOut string) []dialect.Finding {
	var list []dialect.Finding
	for line := range strings.Lines(err.Error()) {
		list = append(list, dialect.Finding{Code: code, Severity: severity, Text: strings.TrimSpace(line), WayOut: wayOut})
	}
	return list
}
