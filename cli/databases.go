package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/echomigrate"
)

func databaseFlag() cli.Flag {
	return &cli.StringFlag{Name: "database", Usage: "only the database `NAME` of several; the first one is called first"}
}

// firstDatabase is what --database calls the database without a name.
const firstDatabase = "first"

// each calls do, which only looks, for the database that --database names, or for all of them, one behind the other, whatever is wrong
// with one. Where there are several, a line says which one follows, an error says which ones it is about, and the values that do gives
// become an object of them by name.
func (c call) each(do func(call) (any, error)) (any, error) { return c.among(do, false) }

// inTurn is each for what changes databases, unless a plan or a dry run takes its place: it stops at an error, and says which ones it
// is done with, as a step back would take these one further when it is repeated, and which ones it did not come to.
func (c call) inTurn(do func(call) (any, error)) (any, error) {
	return c.among(do, !c.Bool("plan") && !c.Bool("dry-run"))
}

func (c call) among(do func(call) (any, error), stops bool) (any, error) {
	all := c.migrator.Databases()
	if name := c.String("database"); name != "" {
		one, err := c.migrator.Database(name)
		if err != nil {
			return nil, err
		}
		all = []*echomigrate.Migrator{one}
	}
	if len(all) == 1 {
		c.migrator = all[0]
		return do(c)
	}
	values := valuesJSON{}
	var done []*echomigrate.Migrator
	var faults faults
	for i, m := range all {
		c.announce(m)
		c.migrator = m
		value, err := do(c)
		values[named(m)] = value
		if err == nil {
			done = append(done, m)
			continue
		}
		if stops = stops || c.Context.Context.Err() != nil; stops {
			err = fmt.Errorf("%w (%s)", err, strings.Join(cameTo(done, all[i+1:]), "; "))
		}
		faults.add(m, err)
		if stops {
			break
		}
	}
	return values, faults.err()
}

// cameTo says which databases are done, and which were not begun.
func cameTo(done, left []*echomigrate.Migrator) (parts []string) {
	if len(done) > 0 {
		parts = append(parts, "done: "+databases(done...))
	}
	if len(left) > 0 {
		parts = append(parts, "not begun: "+databases(left...))
	}
	return parts
}

// announce prints which database follows.
func (c call) announce(m *echomigrate.Migrator) {
	switch {
	case c.Bool("sql"):
		fmt.Fprintf(c.out, "-- Database %s\n", named(m))
	case !c.asJSON():
		fmt.Fprintf(c.out, "Database %s\n", named(m))
	}
}

// faults are what is wrong with some of several databases.
type faults []fault

// fault is an error, and the databases that have it.
type fault struct {
	error
	of []*echomigrate.Migrator
}

// add adds an error of a database. What is wrong with the program is wrong for all of them, and said once.
func (f *faults) add(m *echomigrate.Migrator, err error) {
	for i := range *f {
		if known := &(*f)[i]; known.Error() == err.Error() {
			known.of = append(known.of, m)
			return
		}
	}
	*f = append(*f, fault{err, []*echomigrate.Migrator{m}})
}

// err is nil where there are none.
func (f faults) err() error {
	var all []error
	for _, one := range f {
		all = append(all, fmt.Errorf("%s: %w", databases(one.of...), one.error))
	}
	return errors.Join(all...)
}

// databases is "database first", or "databases first, second".
func databases(all ...*echomigrate.Migrator) string {
	names := make([]string, len(all))
	for i, m := range all {
		names[i] = named(m)
	}
	noun := "database"
	if len(names) > 1 {
		noun += "s"
	}
	return noun + " " + strings.Join(names, ", ")
}

func named(m *echomigrate.Migrator) string {
	if m.Name() == "" {
		return firstDatabase
	}
	return m.Name()
}
