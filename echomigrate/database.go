package echomigrate

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// Database is one of several databases with the same history.
type Database struct {
	// Name says in revisions and on the command line which database is meant. It cannot be "first" or "error".
	Name string
	// DB is the database.
	DB *bun.DB
	// Models are pointers to the models of its tables. Default: the models that are registered on DB when Init is called.
	Models []any
}

// Name is the database's name among several; empty for the first.
func (m *Migrator) Name() string { return m.name }

// reservedNames are those that the command line has a meaning for among databases: the one given to Init, and what failed.
var reservedNames = []string{firstDatabase, "error"}

// Databases lists a Migrator for each database: this one, then those of Config.Databases. What runs or looks at a database
// works on the one of its Migrator alone; what writes revisions looks at all of them.
func (m *Migrator) Databases() []*Migrator { return append([]*Migrator{m}, m.further...) }

// firstDatabase is what the database given to Init is called among several.
const firstDatabase = "first"

// Database is the Migrator for the database of that name. "first" is the one given to Init, and so is the empty name.
func (m *Migrator) Database(name string) (*Migrator, error) {
	var known []string
	for _, d := range m.Databases() {
		own := cmp.Or(d.name, firstDatabase)
		if own == cmp.Or(name, firstDatabase) {
			return d, nil
		}
		known = append(known, strconv.Quote(own))
	}
	return nil, fmt.Errorf("there is no database %q: write one of %s", name, strings.Join(known, ", "))
}

// named is an error about this database, which it names where there are several.
func (m *Migrator) named(err error) error {
	if m.name == "" {
		return err
	}
	return fmt.Errorf("database %s: %w", m.name, err)
}

// target is the database that operations are for.
func (m *Migrator) target() op.Target { return op.Target{Dialect: m.dialect.Name(), Database: m.name} }

// operations are the operations for this database of revisions, a list for each.
func (m *Migrator) operations(revisions []*revision.Revision) [][]op.Operation {
	lists := make([][]op.Operation, len(revisions))
	for i, r := range revisions {
		lists[i] = op.For(m.target(), r.Upgrade)
	}
	return lists
}
