package echomigrate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/diff"
	"github.com/echomigrate/echo-migrate/echomigrate/internal/concurrent"
	"github.com/echomigrate/echo-migrate/echomigrate/model"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/spelling"
)

// ErrNotUpToDate says that the database is not at the head revisions, so that a comparison with the models would find what
// revisions do already.
var ErrNotUpToDate = errors.New("target database is not up to date: run `db upgrade` first")

// ErrDrift says that the database is not what its revisions make, in a way that a further revision cannot mend.
var ErrDrift = errors.New("the database is not what its revisions make")

// ErrUndecided says that a comparison cannot tell a change from another spelling of the same, because it could not ask the database.
var ErrUndecided = spelling.ErrUndecided

// Check compares the models with the database, which must be at the head revisions.
func (m *Migrator) Check(ctx context.Context) (Comparison, error) {
	graph, err := m.graph()
	if err != nil {
		return Comparison{}, err
	}
	found, _, err := m.compare(ctx, graph, diff.Answers{})
	return found, err
}

// CheckSQL writes SQL that leads from the database, as it is, to the models; nothing when they agree. It is a way to mend a
// database that was changed by hand; what all databases need belongs in a revision. No step of it is recorded.
func (m *Migrator) CheckSQL(ctx context.Context, w io.Writer) error {
	graph, err := m.graph()
	if err != nil {
		return err
	}
	found, compared, err := m.compare(ctx, graph, diff.Answers{})
	if err != nil || len(found.Upgrade) == 0 {
		return err
	}
	return m.runner(graph, nil).WriteOperations(w, found.Upgrade, compared.Actual)
}

// compare finds what leads from the database to the models. It also gives what it compared.
func (m *Migrator) compare(ctx context.Context, graph *revision.Graph, answers diff.Answers) (
	found Comparison, compared comparedDatabase, err error,
) {
	in, read, edited, err := m.toCompare(ctx, graph, answers)
	if err != nil {
		return Comparison{}, comparedDatabase{}, err
	}
	speller := spelling.New(ctx, m.dialect, m.db, in)
	result, err := diff.Diff(speller, in)
	if refused := (*diff.RefusedError)(nil); errors.As(err, &refused) {
		err = fmt.Errorf("%s: %w", placeOf(refused.Object, read), err)
	}
	if err != nil {
		return Comparison{}, comparedDatabase{}, err
	}
	extensions, err := m.extensions(ctx, result.Upgrade, read)
	if err != nil {
		return Comparison{}, comparedDatabase{}, err
	}
	schemas, err := m.schemas(ctx, slices.Concat(extensions, result.Upgrade))
	if err != nil {
		return Comparison{}, comparedDatabase{}, err
	}
	first := slices.Concat(schemas, extensions)
	result.Upgrade, result.UpgradeNotes = append(first, result.Upgrade...), joinedNotes(nil, len(first), result.UpgradeNotes)
	if result.Drift != nil {
		result.Drift = fmt.Errorf("%w: %w: mend it by the SQL that `db check --sql` prints", ErrDrift, result.Drift)
	}
	found = Comparison{
		Upgrade: result.Upgrade, Downgrade: result.Downgrade, UpgradeNotes: result.UpgradeNotes, DowngradeNotes: result.DowngradeNotes,
		Tables: len(read.Schema.Tables), Unmapped: read.Unmapped,
		RenameQuestions: result.RenameQuestions, FillQuestions: result.FillQuestions,
		Unmanaged: result.Unmanaged, Drift: result.Drift, Undecided: speller.Undecided(result.Upgrade),
		Warnings: slices.Concat(read.Warnings, result.Warnings, speller.Warnings(), edited),
	}
	if err := m.noteDependents(ctx, &found); err != nil {
		return Comparison{}, comparedDatabase{}, err
	}
	found.UpgradeNotes, found.DowngradeNotes = noteLocks(found.Upgrade, found.UpgradeNotes), noteLocks(found.Downgrade, found.DowngradeNotes)
	return found, comparedDatabase{in, result.Lost}, nil
}

// toCompare reads what a comparison compares: a database at the head revisions, what they made of it, and the models. It also
// warns of edited revisions. The models are read while the database answers; of several errors it gives the one that it would
// meet first if it did one after the other.
func (m *Migrator) toCompare(ctx context.Context, graph *revision.Graph, answers diff.Answers) (
	in diff.Input, read model.Result, edited []string, err error,
) {
	var there stateThere
	var errModels error
	concurrent.Do(
		func() { read, errModels = model.Read(m.models) },
		func() { there = m.readThere(ctx, graph) },
	)
	if err := cmp.Or(there.errRows, errModels, there.errMade); err != nil {
		return diff.Input{}, model.Result{}, nil, err
	}
	in = there.Input
	if len(read.Schema.Tables) == 0 && len(in.History.Tables) > 0 {
		return diff.Input{}, model.Result{}, nil, errors.New("there are no models: register them on the database before Init, or give Config.Models")
	}
	in.Desired, in.Renames, in.Answers, in.Naming = read.Schema, read.Renames, answers, m.config.Naming
	if err = there.errActual; err == nil {
		in.Actual, err = m.readFurther(ctx, in)
	}
	return in, read, there.edited, cmp.Or(err, there.errEdited)
}

// stateThere is what a comparison reads of the database, up to what is wrong with it.
type stateThere struct {
	// Input is without the models. Its Actual is what is in the schemas that the history and the configuration name.
	diff.Input
	edited                                 []string
	errRows, errMade, errActual, errEdited error
}

// readThere reads what of a comparison needs no models.
func (m *Migrator) readThere(ctx context.Context, graph *revision.Graph) (there stateThere) {
	var rows []string
	if rows, there.errRows = m.atHeads(ctx, graph); there.errRows != nil {
		return there
	}
	if there.Input, there.errMade = m.made(graph, rows); there.errMade != nil {
		return there
	}
	if there.Actual, there.errActual = m.read(ctx, m.db, m.scope(there.History)); there.errActual != nil {
		return there
	}
	there.edited, there.errEdited = m.edited(ctx, graph)
	return there
}

// readFurther is Actual with the schemas that the models alone name: it is read again where there are any, and stays where not.
func (m *Migrator) readFurther(ctx context.Context, in diff.Input) (*schema.Schema, error) {
	whole := m.scope(in.Desired, in.History)
	if slices.Equal(whole.Schemas, m.scope(in.History).Schemas) {
		return in.Actual, nil
	}
	return m.read(ctx, m.db, whole)
}

// made is an input with what the revisions of version rows made, and with what the configuration says of comparisons.
func (m *Migrator) made(graph *revision.Graph, rows []string) (in diff.Input, err error) {
	applied, err := graph.Applied(rows)
	if err != nil {
		return in, err
	}
	in.History, in.Exact, err = revision.Replay(m.target(), applied)
	in.Applied, in.Include = m.operations(applied), m.included()
	in.CompareType, in.CompareDefault = m.config.CompareType, m.config.CompareDefault
	return in, err
}

// placeOf says where models say an object: the model, with the field of a column or the kind and name of a constraint or an index.
func placeOf(o diff.Object, models model.Result) string {
	place := models.Places[o.Table]
	switch o.Kind {
	case diff.KindTable:
		return place.Model
	case diff.KindColumn:
		return cmp.Or(place.Fields[o.Name], place.Model)
	}
	return fmt.Sprintf("%s, %s %s", place.Model, o.Kind, o.Name)
}

// edited warns of applied revisions that were edited since.
func (m *Migrator) edited(ctx context.Context, graph *revision.Graph) ([]string, error) {
	ids, err := m.runner(graph, nil).Edited(ctx)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	return []string{runner.EditedWarning(ids)}, nil
}

// compareAll compares all databases for a new revision; what is found for a further one is in one op.Database. It also gives
// what was compared, for each database in turn. What is undecided is an error unless the revision need not be proved.
func (m *Migrator) compareAll(ctx context.Context, graph *revision.Graph, answers diff.Answers, noProve bool) (
	all Comparison, compared []comparedDatabase, err error,
) {
	given := m.answersOf(answers)
	for _, d := range m.Databases() {
		found, in, err := d.compare(ctx, graph, given[d.name])
		if err == nil {
			err = found.Drift
		}
		if err == nil && found.Undecided != nil && !noProve {
			err = fmt.Errorf("%w: nothing was written: compare where the role may try it, or write it as it is by --no-prove", found.Undecided)
		}
		if err != nil {
			return Comparison{}, nil, d.named(err)
		}
		if d.name != "" {
			found.wrap(d.name)
			found.address(d.name)
		}
		all.append(found)
		compared = append(compared, in)
	}
	return all, compared, nil
}

// atHeads gives the version rows of a database that is at the head revisions.
func (m *Migrator) atHeads(ctx context.Context, graph *revision.Graph) (rows []string, err error) {
	rows, plan, err := m.toHeads(ctx, graph)
	switch {
	case isAhead(err):
		err = fmt.Errorf("the models are not compared with a database that may have what a newer program's models say: %w", err)
	case err == nil && len(plan.Steps) > 0:
		err = ErrNotUpToDate
	}
	return rows, err
}
