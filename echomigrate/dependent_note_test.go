package echomigrate_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// guestWithNumber is guest with a bio of another type.
type guestWithNumber struct {
	bun.BaseModel `bun:"table:guests"`

	ID   int64  `bun:"id,pk,autoincrement"`
	Name string `bun:"name,notnull"`
	Bio  string `bun:"bio,type:varchar(40)"`
}

// What needs a column is named where that is dropped or gets another type, and it is in the way there.
func TestWhatNeedsAColumnIsNoted(t *testing.T) {
	made := []string{
		"CREATE VIEW bios AS SELECT bio FROM guests", "CREATE VIEW names AS SELECT name FROM guests",
		"CREATE MATERIALIZED VIEW all_bios AS SELECT upper(bio) FROM guests", "CREATE POLICY own ON guests USING (bio = current_user)",
	}
	const want = "The database refuses it while there is materialized view all_bios, policy own of guests, view bios: " +
		"drop that by an op.Exec before it, and create it again by one behind it."
	for name, model := range map[string]any{"dropped": (*guest)(nil), "dropped of a table that is renamed": (*visitor)(nil), "of another type": (*guestWithNumber)(nil)} {
		t.Run(name, func(t *testing.T) {
			db := testdb.Postgres(t)
			directory, _ := versionsDirectory(t)
			config := echomigrate.Config{Repository: withBio(), Models: []any{model}, Directory: directory}
			m := migrator(t, db, config)
			if _, err := m.Upgrade(t.Context(), "head"); err != nil {
				t.Fatal(err)
			}
			run(t, db, made...)
			generated, err := m.Migrate(t.Context(), echomigrate.RevisionOptions{})
			if err != nil {
				t.Fatal(err)
			}
			var noted []string
			for _, lines := range generated.Comparison.UpgradeNotes {
				for _, line := range lines {
					if strings.HasPrefix(line, "The database refuses") {
						noted = append(noted, line)
					}
				}
			}
			if d := cmp.Diff([]string{want}, noted); d != "" {
				t.Errorf("notes (-want +got):\n%s", d)
			}
			r := append(withBio().Revisions(), generated.Revision)
			after := migrator(t, db, echomigrate.Config{Repository: repository(r...), Models: []any{model}})
			if _, err := after.Upgrade(t.Context(), "head"); err == nil {
				t.Error("nothing is in the way")
			}
			run(t, db, "DROP VIEW bios", "DROP MATERIALIZED VIEW all_bios", "DROP POLICY own ON guests")
			if _, err := after.Upgrade(t.Context(), "head"); err != nil {
				t.Error(fmt.Errorf("without what needs the column: %w", err))
			}
		})
	}
}

// guestOfTheHouse is guest whose column has another name and another type.
type guestOfTheHouse struct {
	bun.BaseModel `bun:"table:visitors" migrate:"was:guests"`

	ID   int64  `bun:"id,pk,autoincrement"`
	Name string `bun:"name,notnull"`
	Bio  string `bun:"story,type:varchar(40)" migrate:"was:bio"`
}

// What needs a column now stands at the downgrade too, in the file, where it gives the column its former type; it is in the way there
// once the upgrade has made it again.
func TestWhatNeedsAColumnIsNotedAtTheDowngrade(t *testing.T) {
	db := testdb.Postgres(t)
	directory, _ := versionsDirectory(t)
	m := migrator(t, db, echomigrate.Config{Repository: withBio(), Models: []any{(*guestOfTheHouse)(nil)}, Directory: directory})
	if _, err := m.Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	run(t, db, "CREATE VIEW bios AS SELECT bio FROM guests", "CREATE POLICY own ON guests USING (bio = current_user)",
		"CREATE RULE quiet AS ON DELETE TO guests WHERE (old.bio = '') DO INSTEAD NOTHING",
		"CREATE TRIGGER told BEFORE UPDATE OF bio ON guests FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()")
	generated, err := m.Migrate(t.Context(), echomigrate.RevisionOptions{})
	if err != nil {
		t.Fatal(err)
	}
	const want = "The database refuses it while there is policy own of guests, rule quiet of guests, trigger told of guests, view bios: " +
		"drop that by an op.Exec before it, and create it again by one behind it."
	for i, o := range generated.Revision.Downgrade {
		if _, alters := o.(op.AlterColumn); alters != slices.Contains(generated.Comparison.DowngradeNotes[i], want) {
			t.Errorf("%s: notes %q", o, generated.Comparison.DowngradeNotes[i])
		}
	}
	source, err := os.ReadFile(generated.Path)
	if err != nil {
		t.Fatal(err)
	}
	_, downgrade, _ := strings.Cut(string(source), "Downgrade:")
	if text := strings.Join(strings.Fields(strings.ReplaceAll(downgrade, "//", " ")), " "); !strings.Contains(text, want) {
		t.Errorf("the downgrade in the file:\n%s", downgrade)
	}
	after := migrator(t, db, echomigrate.Config{Repository: repository(append(withBio().Revisions(), generated.Revision)...), Models: []any{(*guestOfTheHouse)(nil)}})
	run(t, db, "DROP VIEW bios", "DROP POLICY own ON guests", "DROP RULE quiet ON guests", "DROP TRIGGER told ON guests")
	if _, err := after.Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	run(t, db, "CREATE VIEW bios AS SELECT story FROM visitors")
	if _, err := after.Downgrade(t.Context(), "-1"); err == nil {
		t.Error("nothing is in the way of the downgrade")
	}
	run(t, db, "DROP VIEW bios")
	if _, err := after.Downgrade(t.Context(), "-1"); err != nil {
		t.Error(err)
	}
}

// SQLite does not say which columns a view needs: the upgrade names the view, where it does not work any more.
func TestAViewOnSQLiteIsNamedByTheUpgrade(t *testing.T) {
	for model, want := range map[any]string{(*guest)(nil): "view bios does not work any more", (*guestWithNumber)(nil): "<nil>"} {
		t.Run(want, func(t *testing.T) {
			db := testdb.SQLite(t)
			directory, _ := versionsDirectory(t)
			m := migrator(t, db, echomigrate.Config{Repository: withBio(), Models: []any{model}, Directory: directory})
			if _, err := m.Upgrade(t.Context(), "head"); err != nil {
				t.Fatal(err)
			}
			run(t, db, "CREATE VIEW bios AS SELECT bio FROM guests")
			generated, err := m.Migrate(t.Context(), echomigrate.RevisionOptions{})
			if err != nil {
				t.Fatal(err)
			}
			after := migrator(t, db, echomigrate.Config{Repository: repository(append(withBio().Revisions(), generated.Revision)...), Models: []any{model}})
			if _, err := after.Upgrade(t.Context(), "head"); !strings.Contains(fmt.Sprint(err), want) {
				t.Errorf("%v, want %s", err, want)
			}
		})
	}
}
