package echomigrate

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/known"
	"github.com/echomigrate/echo-migrate/echomigrate/model"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
)

// ErrNoRepository says that the program holds no revisions: there is no migration repository yet, or nothing imports it.
var ErrNoRepository = errors.New("this program has no migration repository: run `db init`, then import the package that it names where the app is built")

// Migrator has one method for each thing that the command line can do, and for what a service shows of its database.
// It holds no connection between calls, and may be used by several goroutines at once.
type Migrator struct {
	// name is the database's among several; empty for the first.
	name    string
	db      *bun.DB
	dialect dialect.Dialect
	config  Config
	models  model.Models
	// further are those of Config.Databases.
	further []*Migrator
	// status is what was last known of the database.
	status *statusCache
	// development is the page on the app that Init was called for; nil where there is none.
	development *developmentPage
}

// New is Init without an Echo app.
func New(db *bun.DB, config Config) (*Migrator, error) {
	if err := config.Naming.Verify(); err != nil {
		return nil, fmt.Errorf("echomigrate: Config.Naming.%w", err)
	}
	if err := config.Transaction.Check(); err != nil {
		return nil, fmt.Errorf("echomigrate: Config.Transaction: %w", err)
	}
	if err := config.OnStart.verify(); err != nil {
		return nil, fmt.Errorf("echomigrate: Config.OnStart: %w", err)
	}
	config = config.withDefaults()
	if err := errors.Join(config.verifyTimes(), config.verifyLocations(), config.Development.verify()); err != nil {
		return nil, fmt.Errorf("echomigrate: %w", err)
	}
	m, err := newMigrator("", db, config.Models, config)
	if err != nil {
		return nil, fmt.Errorf("echomigrate: %w", err)
	}
	names := map[string]bool{"": true}
	for _, d := range config.Databases {
		if slices.Contains(reservedNames, d.Name) {
			return nil, fmt.Errorf("echomigrate: Config.Databases: no database can be called %q, which stands for something else: "+
				"give it another name", d.Name)
		}
		if names[d.Name] {
			return nil, fmt.Errorf("echomigrate: Config.Databases: the name %q is missing or given twice", d.Name)
		}
		names[d.Name] = true
		if same := slices.IndexFunc(m.Databases(), func(other *Migrator) bool { return d.DB != nil && other.db.DB == d.DB.DB }); same >= 0 {
			return nil, fmt.Errorf("echomigrate: Config.Databases: database %s is the same as database %s: give each a *sql.DB of its own",
				d.Name, cmp.Or(m.Databases()[same].name, firstDatabase))
		}
		other, err := newMigrator(d.Name, d.DB, d.Models, m.config)
		if err != nil {
			return nil, fmt.Errorf("echomigrate: Config.Databases: database %s: %w", d.Name, err)
		}
		m.further = append(m.further, other)
	}
	return m, nil
}

func newMigrator(name string, db *bun.DB, models []any, config Config) (*Migrator, error) {
	if db == nil {
		return nil, errors.New("the database is nil")
	}
	if db.DB == nil {
		return nil, errors.New("the database has no *sql.DB: give bun.NewDB the one that sql.Open gives")
	}
	d, err := known.Of(db)
	if err != nil {
		return nil, err
	}
	return &Migrator{name: name, db: db, dialect: d, config: config, models: model.Snapshot(db, models), status: &statusCache{}}, nil
}

// InDirectory is the same Migrator for a migration repository in another directory. The further ones, those of
// Config.VersionLocations, stay where they are.
func (m *Migrator) InDirectory(directory string) *Migrator {
	other := *m
	other.config.Directory = directory
	other.further = nil
	for _, d := range m.further {
		other.further = append(other.further, d.InDirectory(directory))
	}
	return &other
}

// graph is the graph of the program's revisions, which must be those on disk where the sources are at hand.
func (m *Migrator) graph() (*revision.Graph, error) {
	graph, err := m.compiled()
	if err != nil {
		return nil, err
	}
	if err := m.compiledIn(graph); err != nil {
		return nil, err
	}
	return graph, nil
}

// compiled is the graph of the program's revisions, whatever is on disk.
func (m *Migrator) compiled() (*revision.Graph, error) {
	locations, err := m.locations()
	if err != nil {
		return nil, err
	}
	var repositories []*revision.Repository
	for _, l := range locations {
		repositories = append(repositories, l.Repository)
	}
	return revision.GraphOf(repositories...)
}

func (m *Migrator) runner(graph *revision.Graph, options []RunOptions) *runner.Runner {
	r := &runner.Runner{
		DB:           m.db,
		Dialect:      m.dialect,
		Database:     m.name,
		Graph:        graph,
		VersionTable: m.config.VersionTable,
		LockTimeout:  m.config.LockTimeout,
		Transaction:  m.config.Transaction,
		Logger:       m.config.Logger,

		StatementLockTimeout: m.config.StatementLockTimeout,
		StatementTimeout:     m.config.StatementTimeout,

		BeforeRevision: m.config.BeforeRevision,
		AfterRevision:  m.config.AfterRevision,
		Trace:          m.config.Trace,
	}
	for _, o := range options {
		if o.OnRevision != nil {
			r.OnRevision = o.OnRevision
		}
		if o.OnWait != nil {
			r.OnWait = o.OnWait
		}
		if o.LockTimeout != 0 {
			r.LockTimeout = o.LockTimeout
		}
		if o.Transaction != "" {
			r.Transaction = o.Transaction
		}
		if o.OnProgress != nil {
			r.OnProgress = o.OnProgress
		}
	}
	return r
}
