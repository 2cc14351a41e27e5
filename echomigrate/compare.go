package echomigrate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/diff"
	"github.com/echomigrate/echo-migrate/echomigrate/model"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// ErrNotUpToDate says that the database is not at the head revisions, so that a comparison with the models would find what
// revisions do already.
var ErrNotUpToDate = errors.New("target database is not up to date: run `db upgrade` first")

// Comparison is what a comparison of the models with the database found.
type Comparison struct {
	// Upgrade are the operations that lead from the database to the models; none when they agree.
	Upgrade []op.Operation
	// Downgrade are the operations that lead back.
	Downgrade []op.Operation
	// Foreign are the objects in the database that no model maps and no revision created. They are left alone.
	Foreign []diff.Object
	// Warnings are what a reader of the models should know, one line each.
	Warnings []string
}

// Check compares the models with the database.
func (m *Migrator) Check(ctx context.Context) (Comparison, error) {
	graph, err := m.graph()
	if err != nil {
		return Comparison{}, err
	}
	return m.compare(ctx, graph)
}

// compare finds what leads from the database to the models. The database must be at the heads.
func (m *Migrator) compare(ctx context.Context, graph *revision.Graph) (Comparison, error) {
	if err := m.atHeads(ctx, graph); err != nil {
		return Comparison{}, err
	}
	read, err := model.Read(m.models)
	if err != nil {
		return Comparison{}, err
	}
	desired := m.included(read.Schema)
	actual, err := m.dialect.Inspect(ctx, m.db, m.scope(desired))
	if err != nil {
		return Comparison{}, fmt.Errorf("read the database's schema: %w", err)
	}
	actual = m.included(actual)
	history, err := graph.Replay(m.dialect.Name())
	if err != nil {
		return Comparison{}, err
	}
	from, to := m.sides(actual, desired, history)
	from, to, err = m.spellDifferent(ctx, from, to)
	if err != nil {
		return Comparison{}, err
	}
	found, err := diff.Diff(from, to, diff.Options{Renames: read.Renames, Owned: owned(history, desired)})
	if err != nil {
		return Comparison{}, err
	}
	return Comparison{Upgrade: found.Upgrade, Downgrade: found.Downgrade, Foreign: found.Foreign, Warnings: read.Warnings}, nil
}

func (m *Migrator) atHeads(ctx context.Context, graph *revision.Graph) error {
	rows, err := m.runner(graph, nil).Current(ctx)
	if err != nil {
		return err
	}
	plan, err := graph.Upgrade(rows, "heads")
	if err != nil {
		return err
	}
	if len(plan.Steps) > 0 {
		return ErrNotUpToDate
	}
	return nil
}

// scope is what an inspection looks at: the schemas that the models and the configuration name, without our own tables.
func (m *Migrator) scope(desired *schema.Schema) dialect.Scope {
	schemas := slices.Clone(m.config.Schemas)
	for _, t := range desired.Tables {
		if t.Schema != "" {
			schemas = append(schemas, t.Schema)
		}
	}
	slices.Sort(schemas)
	return dialect.Scope{
		Schemas: slices.Compact(schemas),
		Exclude: []schema.Name{m.config.VersionTable, runner.HistoryTable(m.config.VersionTable)},
	}
}

// included leaves out the tables that the configuration does not want compared.
func (m *Migrator) included(s *schema.Schema) *schema.Schema {
	s.Tables = slices.DeleteFunc(s.Tables, func(t schema.Table) bool { return !m.config.Include(t.ID()) })
	return s
}

// spellDifferent lets the database itself spell the models' tables that are not plainly equal to its own.
func (m *Migrator) spellDifferent(ctx context.Context, from, to diff.Side) (diff.Side, diff.Side, error) {
	var different []schema.Table
	var places []int
	for i, t := range to.Canonical.Tables {
		if there := from.Canonical.Table(t.ID()); there == nil || !sameColumns(*there).Equal(sameColumns(t)) {
			different = append(different, to.Spelled.Tables[i])
			places = append(places, i)
		}
	}
	if len(different) == 0 {
		return from, to, nil
	}
	spelled, err := m.dialect.Spell(ctx, m.db, different)
	if err != nil {
		return from, to, fmt.Errorf("try the models on the database: %w", err)
	}
	_ = places
	_ = spelled
	return from, to, nil
}

// sameColumns sorts the columns by name: their order is no difference.
func sameColumns(t schema.Table) schema.Table {
	t = t.Clone()
	slices.SortFunc(t.Columns, func(a, b schema.Column) int { return strings.Compare(a.Name, b.Name) })
	return t
}
