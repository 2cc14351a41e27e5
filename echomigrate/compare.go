package echomigrate

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

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
	// UpgradeNotes and DowngradeNotes are what a reader should know of an operation, by its place in the list.
	UpgradeNotes, DowngradeNotes map[int][]string
	// Foreign are the objects in the database that no model maps and no revision created. They are left alone.
	Foreign []diff.Object
	// Warnings are what a reader of the models should know, one line each.
	Warnings []string
}

// Check compares the models with the database, which must be at the head revisions.
func (m *Migrator) Check(ctx context.Context) (Comparison, error) {
	graph, err := m.graph()
	if err != nil {
		return Comparison{}, err
	}
	return m.compare(ctx, graph)
}

// compare finds what leads from the database to the models.
func (m *Migrator) compare(ctx context.Context, graph *revision.Graph) (Comparison, error) {
	rows, err := m.atHeads(ctx, graph)
	if err != nil {
		return Comparison{}, err
	}
	read, err := model.Read(m.models)
	if err != nil {
		return Comparison{}, err
	}
	applied, err := graph.Applied(rows)
	if err != nil {
		return Comparison{}, err
	}
	history, exact, err := revision.Replay(m.target(), applied)
	if err != nil {
		return Comparison{}, err
	}
	if len(read.Schema.Tables) == 0 && len(history.Tables) > 0 {
		return Comparison{}, errors.New("there are no models: register them on the database before Init, or give Config.Models")
	}
	desired := m.included(read.Schema)
	actual, err := m.dialect.Inspect(ctx, m.db, m.scope(desired, history))
	if err != nil {
		return Comparison{}, fmt.Errorf("read the database's schema: %w", err)
	}
	found, err := diff.Diff(database{Dialect: m.dialect, ctx: ctx, db: m.db}, diff.Input{
		Actual: m.included(actual), Desired: desired, History: m.included(history), Exact: exact, Renames: read.Renames,
	})
	if err != nil {
		return Comparison{}, err
	}
	return Comparison{
		Upgrade: found.Upgrade, Downgrade: found.Downgrade,
		UpgradeNotes: found.UpgradeNotes, DowngradeNotes: found.DowngradeNotes,
		Foreign: found.Foreign, Warnings: append(read.Warnings, found.Warnings...),
	}, nil
}

// compareAll compares all databases; what is found for a further one is in one op.Database.
func (m *Migrator) compareAll(ctx context.Context, graph *revision.Graph) (Comparison, error) {
	var all Comparison
	for _, d := range m.Databases() {
		found, err := d.compare(ctx, graph)
		if err != nil && d.name != "" {
			err = fmt.Errorf("database %s: %w", d.name, err)
		}
		if err != nil {
			return Comparison{}, err
		}
		if d.name != "" {
			found.wrap(d.name)
		}
		all.append(found)
	}
	return all, nil
}

// wrap puts the operations into an op.Database.
func (c *Comparison) wrap(name string) {
	group := func(ops []op.Operation, notes map[int][]string) ([]op.Operation, map[int][]string) {
		if len(ops) == 0 {
			return nil, nil
		}
		var lines []string
		for i := range ops {
			lines = append(lines, notes[i]...)
		}
		if lines == nil {
			return []op.Operation{op.Database{Name: name, Ops: ops}}, nil
		}
		return []op.Operation{op.Database{Name: name, Ops: ops}}, map[int][]string{0: lines}
	}
	c.Upgrade, c.UpgradeNotes = group(c.Upgrade, c.UpgradeNotes)
	c.Downgrade, c.DowngradeNotes = group(c.Downgrade, c.DowngradeNotes)
}

// append puts what was found in another database behind.
func (c *Comparison) append(found Comparison) {
	shift := func(into *map[int][]string, by int, notes map[int][]string) {
		for i, lines := range notes {
			if *into == nil {
				*into = map[int][]string{}
			}
			(*into)[by+i] = lines
		}
	}
	shift(&c.UpgradeNotes, len(c.Upgrade), found.UpgradeNotes)
	shift(&c.DowngradeNotes, len(c.Downgrade), found.DowngradeNotes)
	c.Upgrade = append(c.Upgrade, found.Upgrade...)
	c.Downgrade = append(c.Downgrade, found.Downgrade...)
	c.Foreign = append(c.Foreign, found.Foreign...)
	c.Warnings = append(c.Warnings, found.Warnings...)
}

// database is the database that a comparison asks.
type database struct {
	dialect.Dialect
	ctx context.Context
	db  *bun.DB
}

var _ diff.Database = database{}

// Spell lets the database itself spell the tables.
func (d database) Spell(tables []schema.Table) ([]schema.Table, error) {
	return d.Dialect.Spell(d.ctx, d.db, tables)
}

// atHeads gives the version rows of a database that is at the head revisions.
func (m *Migrator) atHeads(ctx context.Context, graph *revision.Graph) (rows []string, err error) {
	if rows, err = m.runner(graph, nil).Current(ctx); err != nil {
		return nil, err
	}
	plan, err := graph.Upgrade(rows, "heads")
	if err != nil {
		return nil, err
	}
	if len(plan.Steps) > 0 {
		return nil, ErrNotUpToDate
	}
	return rows, nil
}

// scope is what an inspection looks at: the schemas that the models, the history and the configuration name, without our
// own tables.
func (m *Migrator) scope(named ...*schema.Schema) dialect.Scope {
	schemas := slices.Clone(m.config.Schemas)
	for _, s := range named {
		for _, t := range s.Tables {
			if t.Schema != "" {
				schemas = append(schemas, t.Schema)
			}
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
