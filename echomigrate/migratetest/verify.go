package migratetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/known"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/revisionfile"
)

// Verify tests a migration repository on a new database, which is gone afterwards:
//
//   - heads: there is one head, or those that Kit.Heads names
//   - files: the revision files are compiled in, and those of the program are there
//   - replay: each revision, without a database, applies to what those before it made, and is undone by its downgrade
//   - revisions: each in turn goes up, down and up again, over the rows of data; the downgrade leaves the schema as it was, and
//     the second upgrade makes the same as the first
//   - models: the schema at the heads is what the models say
//   - data: the rows are there still
//   - base: all the way down leaves nothing, and up again makes the same
//
// A further database of several has a test of its own, whose Kit.Migrator gives Migrator.Database.
func (k *Kit) Verify(t *testing.T, data ...Data) {
	t.Helper()
	if k.Open == nil {
		t.Fatal(errNoOpen)
	}
	at := k.empty(t)
	v, err := k.verification(t.Context(), k.open(t, at.address), data)
	if err != nil {
		t.Fatalf("migratetest: %v", err)
	}
	v.whole = at.schema == ""
	check(t, "heads", func() error { return v.heads(t.Context(), k.Heads) })
	check(t, "files", v.files)
	check(t, "replay", func() error { return replay(v.dialect, v.migrator.Name(), v.revisions, v.oneWay) })
	if !t.Run("revisions", v.climb) {
		return
	}
	check(t, "models", func() error { return v.models(t.Context()) })
	t.Run("data", v.rows)
	check(t, "base", func() error { return v.base(t.Context()) })
}

// verification is the test of one repository on one database.
type verification struct {
	db       *bun.DB
	dialect  dialect.Dialect
	migrator *echomigrate.Migrator
	// entries are all revisions, each behind all that it requires.
	entries   []echomigrate.Entry
	revisions []*revision.Revision
	data      map[string][]Data
	oneWay    map[string]bool
	// whole is set where the database is the test's own, so that all its schemas are looked at.
	whole bool
	// empty is the database before the first revision.
	empty state
	// now is what the database is known to hold.
	now state
}

func (k *Kit) verification(ctx context.Context, db *bun.DB, data []Data) (*verification, error) {
	d, err := known.Of(db)
	if err != nil {
		return nil, err
	}
	m, err := k.migrator(db)
	if err != nil {
		return nil, err
	}
	v := &verification{db: db, dialect: d, migrator: m, oneWay: map[string]bool{}}
	if v.entries, err = m.History(ctx, echomigrate.HistoryOptions{}); err != nil {
		return nil, err
	}
	slices.Reverse(v.entries)
	for i := range v.entries {
		v.revisions = append(v.revisions, &v.entries[i].Revision)
	}
	if v.data, err = attached(ctx, m, data); err != nil {
		return nil, err
	}
	for _, name := range k.OneWay {
		id, err := resolve(ctx, m, name)
		if err != nil {
			return nil, fmt.Errorf("Kit.OneWay: %w", err)
		}
		v.oneWay[id] = true
	}
	return v, nil
}

// heads compares the heads with those that there are to be.
func (v *verification) heads(ctx context.Context, names []string) error {
	var heads, wanted []string
	for _, e := range v.entries {
		if e.Head {
			heads = append(heads, e.Revision.ID)
		}
	}
	slices.Sort(heads)
	if len(names) == 0 {
		if len(heads) > 1 {
			return severalHeads(heads)
		}
		return nil
	}
	for _, name := range names {
		found, err := v.migrator.Show(ctx, name+"@heads")
		if err != nil {
			return fmt.Errorf("Kit.Heads: %w", err)
		}
		for _, e := range found {
			wanted = append(wanted, e.Revision.ID)
		}
	}
	slices.Sort(wanted)
	if wanted = slices.Compact(wanted); !slices.Equal(heads, wanted) {
		return fmt.Errorf("the heads are %s, and Kit.Heads says %s: join them by `db merge`, or name them there",
			strings.Join(heads, ", "), strings.Join(wanted, ", "))
	}
	return nil
}

// files compares the directories of revision files with the program.
func (v *verification) files() error {
	var all []revision.Revision
	built := map[string][]revision.Revision{}
	for _, e := range v.entries {
		all = append(all, e.Revision)
		if e.Path != "" {
			built[filepath.Dir(e.Path)] = append(built[filepath.Dir(e.Path)], e.Revision)
		}
	}
	graph, err := revision.NewGraph(all)
	if err != nil {
		return err
	}
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(built)) {
		directory, err := lookUp(name)
		if err != nil {
			faults = append(faults, fmt.Errorf("there is no directory %s here or above, up to go.mod: say in Config.Directory where the revisions are", name))
			continue
		}
		if err := revisionfile.Check(os.DirFS(directory), graph, built[name]); err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", name, err))
		}
	}
	return errors.Join(faults...)
}

// models compares the schema with the models.
func (v *verification) models(ctx context.Context) error {
	found, err := v.migrator.Check(ctx)
	if err != nil {
		return err
	}
	if err := errors.Join(found.Drift, found.Undecided); err != nil {
		return err
	}
	if len(found.Upgrade) == 0 {
		return nil
	}
	var lines []string
	for _, o := range found.Upgrade {
		lines = append(lines, "  "+o.String())
	}
	return fmt.Errorf("the models say what no revision does: write it by `db migrate`\n%s", strings.Join(lines, "\n"))
}

// rows lets the data be found again.
func (v *verification) rows(t *testing.T) {
	for _, r := range v.revisions {
		for _, d := range v.data[r.ID] {
			if d.Verify != nil {
				t.Run(r.ID, func(t *testing.T) { d.Verify(t, v.db) })
			}
		}
	}
}
