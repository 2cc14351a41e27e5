package echomigrate

import (
	"context"
	"errors"
	"fmt"
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
	found.Findings = append(m.ownFindings(graph), found.Findings...)
	return found, err
}

// ownFindings are those about the program.
func (m *Migrator) ownFindings(graph *revision.Graph) []dialect.Finding {
	var list []dialect.Finding
	if err := m.compiledIn(graph); err != nil {
		way := "put the revision files right, and build again"
		if errors.Is(err, ErrStaleBinary) {
			way = "build the program again"
		}
		list = append(list, lines("stale-binary", dialect.Serious, err, way)...)
	}
	if heads := graph.Heads(); len(heads) > 1 {
		var ids []string
		for _, r := range heads {
			ids = append(ids, r.ID)
		}
		list = append(list, dialect.Finding{
			Code: "several-heads", Severity: dialect.Doubtful, Text: fmt.Sprintf("there are %d heads: %s", len(ids), strings.Join(ids, ", ")),
			WayOut: "`db merge` joins them; `db upgrade heads` goes to all of them",
		})
	}
	return list
}

// lines are the lines of an error, each as a finding.
func lines(code string, severity dialect.Severity, err error, wayOut string) []dialect.Finding {
	var list []dialect.Finding
	for line := range strings.Lines(err.Error()) {
		list = append(list, dialect.Finding{Code: code, Severity: severity, Text: strings.TrimSpace(line), WayOut: wayOut})
	}
	return list
}
