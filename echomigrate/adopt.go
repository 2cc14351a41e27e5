package echomigrate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/adopt"
	"github.com/echomigrate/echo-migrate/echomigrate/diff"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/spelling"
)

// AdoptOptions say which other tool's version table is taken over, and how.
type AdoptOptions struct {
	// From is the tool, with its tables where they have not the tool's own names.
	From adopt.Source
	// To are the names of the revisions that the database has. Default: those that replace what the tool's table says is applied.
	To []string
	// NoCheck stamps without a look at the schema. Default: a database that has not what the revisions make is refused.
	NoCheck bool
	// DryRun looks at everything and stamps nothing. Default: the database is stamped.
	DryRun bool
}

// Adoption is a version table of another tool, taken over.
type Adoption struct {
	// Former is what the tool's table says; without versions where the database is empty, or was not asked because it is ours already.
	Former adopt.State
	// Revisions are the IDs of those that the database has; none where it is empty, so that Upgrade begins at the base.
	Revisions []string
	// Tables counts the tables of these revisions that were compared with the database.
	Tables int
	// Unmanaged are objects in tables of these revisions, and further tables, that none of them made. They are left alone.
	Unmanaged []diff.Object
	// Already is set when the version table says that the database has the revisions, so that there is nothing to do.
	Already bool
	// Report is the stamp's; zero where there was none.
	Report runner.Report
}

// errNothingToAdopt ends a search for what to stamp: there is nothing to be done.
var errNothingToAdopt = errors.New("there is nothing to adopt")

// Adopt takes a database over from another migration tool: it reads the tool's version table, finds the revisions that replace what is
// applied, checks that the database is what they make, and stamps them, under the lock. The tool's table stays as it is. A database
// that is stamped already, and one with nothing in it, which Upgrade makes from the base, have nothing to be done. It is an error when
// the tool is not at rest (adopt.ErrUnfinished), and when the revisions replace more or less than is applied (a
// *revision.FormerError).
func (m *Migrator) Adopt(ctx context.Context, o AdoptOptions, options ...RunOptions) (found Adoption, err error) {
	graph, err := m.graph()
	if err != nil {
		return Adoption{}, err
	}
	if o.From, err = o.From.WithDefaults(); err != nil {
		return Adoption{}, err
	}
	if slices.Contains(o.From.Tables(), m.config.VersionTable) {
		return Adoption{}, fmt.Errorf("table %s is this program's version table already: there is nothing to adopt", o.From.Table)
	}
	r := m.runner(graph, options)
	defer m.atWork(r)()
	rows, err := r.Current(ctx)
	if err != nil {
		return Adoption{}, err
	}
	found, err = m.adoptable(ctx, m.db, graph, o, rows)
	if errors.Is(err, errNothingToAdopt) {
		return found, nil
	}
	if err == nil && !o.NoCheck {
		err = m.isMade(ctx, graph, o, &found)
	}
	if err != nil || o.DryRun {
		return found, err
	}
	found.Report, err = r.StampAt(invoked(ctx, options), func(ctx context.Context, db bun.IDB, rows []string) ([]string, error) {
		now, err := m.adoptable(ctx, db, graph, o, rows)
		if err == nil && !slices.Equal(now.Former.Versions, found.Former.Versions) {
			err = fmt.Errorf("%s went on from %s to %s meanwhile: run this again", o.From.Tool, found.Former.Latest(), now.Former.Latest())
		}
		return now.Revisions, err
	})
	if errors.Is(err, errNothingToAdopt) {
		found.Already, err = true, nil
	}
	return found, err
}

// adoptable finds what is to be stamped on a database with the given version rows, or errNothingToAdopt.
func (m *Migrator) adoptable(ctx context.Context, db bun.IDB, graph *revision.Graph, o AdoptOptions, rows []string) (Adoption, error) {
	found := Adoption{Former: adopt.State{Source: o.From}}
	state, err := adopt.Read(ctx, m.dialect, db, o.From)
	if err != nil && !errors.Is(err, adopt.ErrNoTable) {
		return found, err
	}
	if len(state.Versions) == 0 {
		if len(rows) > 0 {
			found.Already, found.Revisions = true, rows
			return found, errNothingToAdopt
		}
		if empty, err := m.isEmpty(ctx, db, o.From); err != nil {
			return found, err
		} else if empty {
			return found, errNothingToAdopt
		}
	}
	if err != nil {
		return found, fmt.Errorf("%w: give its name by --table", err)
	}
	found.Former = state
	if found.Revisions, err = m.standIns(graph, o, state); err != nil {
		return found, err
	}
	applied, err := graph.Applied(rows)
	if err != nil || len(rows) == 0 {
		return found, err
	}
	for _, id := range found.Revisions {
		if !slices.ContainsFunc(applied, func(r *revision.Revision) bool { return r.ID == id }) {
			return found, fmt.Errorf("the version table says that the database is at %s, which does not have revision %s: `db stamp` changes what it says",
				strings.Join(rows, ", "), id)
		}
	}
	found.Already = true
	return found, errNothingToAdopt
}

// isEmpty reports whether a database has no tables but a tool's own and ours.
func (m *Migrator) isEmpty(ctx context.Context, db bun.IDB, from adopt.Source) (bool, error) {
	scope := m.scope()
	scope.Exclude = append(scope.Exclude, from.Tables()...)
	there, err := m.read(ctx, db, scope)
	if err != nil {
		return false, err
	}
	return len(there.Tables) == 0, nil
}

// standIns are the IDs of the revisions that a database has, those that are asked for or those that replace what is applied.
func (m *Migrator) standIns(graph *revision.Graph, o AdoptOptions, state adopt.State) (ids []string, err error) {
	if len(o.To) > 0 {
		for _, name := range o.To {
			revisions, err := graph.Resolve(name)
			if err != nil {
				return nil, err
			}
			for _, r := range revisions {
				ids = append(ids, r.ID)
			}
		}
		if len(ids) == 0 {
			return nil, fmt.Errorf("%s is no revision that a database has: name one, or leave the database as it is", strings.Join(o.To, ", "))
		}
		return ids, nil
	}
	ids, err = graph.StandIns(revision.Former{Tool: state.Tool, Versions: state.Versions, Database: m.name}, state.Whole)
	var unlike *revision.FormerError
	if !errors.As(err, &unlike) {
		return ids, err
	}
	switch {
	case unlike.Revision == "":
		return nil, fmt.Errorf("%w: write it into Replaces of the first revision, as `db init --from-database` does, or name the revision that the database is at by --to", err)
	case len(unlike.Missing) > 0:
		up, late := state.Up(unlike.Missing)
		if late {
			return nil, fmt.Errorf("%w: run %s first, or where what it does is in the database already, name the revision by `--to %s`", err, up, unlike.Revision)
		}
		return nil, fmt.Errorf("%w: run %s first", err, up)
	default:
		return nil, fmt.Errorf("%w: write it into Replaces of a revision that does the same, or name the revision that the database is at by --to", err)
	}
}

// isMade checks that the database is what the revisions that are to be stamped make.
func (m *Migrator) isMade(ctx context.Context, graph *revision.Graph, o AdoptOptions, found *Adoption) error {
	compared, err := m.made(graph, found.Revisions)
	if err != nil {
		return err
	}
	compared.Desired = compared.History.Clone()
	scope := m.scope(compared.Desired)
	scope.Exclude = append(scope.Exclude, o.From.Tables()...)
	if compared.Actual, err = m.read(ctx, m.db, scope); err != nil {
		return err
	}
	speller := spelling.New(ctx, m.dialect, m.db, compared)
	result, err := diff.Diff(speller, compared)
	if err != nil {
		return err
	}
	found.Tables, found.Unmanaged = len(compared.Desired.Tables), result.Unmanaged
	if err := speller.Undecided(result.Upgrade); err != nil {
		return fmt.Errorf("%w: leave the comparison out by --no-check", err)
	}
	if len(result.Upgrade) == 0 {
		return nil
	}
	var changes []string
	for _, c := range result.Upgrade {
		changes = append(changes, c.String())
	}
	return fmt.Errorf("%w of revision %s: %s would lead there: put the database right, or leave the comparison out by --no-check",
		ErrDrift, strings.Join(found.Revisions, ", "), strings.Join(changes, ", "))
}
