package echomigrate

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/model"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
)

// ErrNoRepository says that the program holds no revisions: there is no migration repository yet, or nothing imports it.
var ErrNoRepository = errors.New("this program has no migration repository: run `db init`, then import the package that it names where the app is built")

// Migrator has one method for each thing that the command line can do.
// It holds no connection between calls, and may be used by several goroutines at once.
type Migrator struct {
	db      *bun.DB
	dialect dialect.Dialect
	config  Config
	models  model.Models
}

// New is Init without an Echo app.
func New(db *bun.DB, config Config) (*Migrator, error) {
	if db == nil {
		return nil, errors.New("echomigrate: the database is nil")
	}
	d, err := dialectOf(db)
	if err != nil {
		return nil, err
	}
	return &Migrator{db: db, dialect: d, config: config.withDefaults(), models: model.Snapshot(db, config.Models)}, nil
}

// InDirectory is the same Migrator for a migration repository in another directory.
func (m *Migrator) InDirectory(directory string) *Migrator {
	other := *m
	other.config.Directory = directory
	return &other
}

// repository is the one that the configuration or the program's imports give.
func (m *Migrator) repository() (*revision.Repository, error) {
	if m.config.Repository != nil {
		return m.config.Repository, nil
	}
	switch all := revision.Repositories(); len(all) {
	case 0:
		return nil, ErrNoRepository
	case 1:
		return all[0], nil
	default:
		return nil, fmt.Errorf("this program has %d migration repositories: say which one in Config.Repository", len(all))
	}
}

// graph is the graph of the program's revisions, which must be those on disk where the repository's sources are at hand.
func (m *Migrator) graph() (*revision.Graph, error) {
	repository, err := m.repository()
	if err != nil {
		return nil, err
	}
	graph, err := repository.Graph()
	if err != nil {
		return nil, err
	}
	if err := m.checkSources(graph); err != nil {
		return nil, err
	}
	return graph, nil
}

// versions is the directory that holds the revision files.
func (m *Migrator) versions() string { return filepath.Join(m.config.Directory, "versions") }

func (m *Migrator) runner(graph *revision.Graph, options []RunOptions) *runner.Runner {
	r := &runner.Runner{
		DB:           m.db,
		Dialect:      m.dialect,
		Graph:        graph,
		VersionTable: m.config.VersionTable,
		LockTimeout:  m.config.LockTimeout,
		Logger:       m.config.Logger,
	}
	for _, o := range options {
		if o.OnStep != nil {
			r.OnStep = o.OnStep
		}
	}
	return r
}
