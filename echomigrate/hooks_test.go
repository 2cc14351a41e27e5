package echomigrate_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/diff"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// visit is guest, grown by a table and by what its tags say.
type visit struct {
	bun.BaseModel `bun:"table:visits"`

	ID      int64  `bun:"id,pk,autoincrement"`
	GuestID int64  `bun:"guest_id,notnull"`
	Guest   *guest `bun:"rel:belongs-to,join:guest_id=id"`
	Room    string `bun:"room,notnull,unique" migrate:"index,check:room <> ''"`
}

// operations are the lines of what Check found.
func operations(t *testing.T, m *echomigrate.Migrator) []string {
	t.Helper()
	found, err := m.Check(t.Context())
	if err != nil || found.Drift != nil {
		t.Fatal(err, found.Drift)
	}
	return operationLines(found.Upgrade)
}

func operationLines(ops []op.Operation) []string {
	var lines []string
	for _, o := range ops {
		lines = append(lines, o.String())
	}
	return lines
}

// roundTrip runs what Check finds as a revision, looks that nothing is found then, and goes back.
func roundTrip(t *testing.T, db *bun.DB, c echomigrate.Config, before ...revision.Revision) {
	t.Helper()
	c.Repository = repository(before...)
	m := migrator(t, db, c)
	if _, err := m.Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	found, err := m.Check(t.Context())
	if err != nil || found.Drift != nil {
		t.Fatal(err, found.Drift)
	}
	next := revision.Revision{ID: "next", Upgrade: found.Upgrade, Downgrade: found.Downgrade}
	for _, r := range before {
		next.Revises = []string{r.ID}
	}
	c.Repository = repository(append(before, next)...)
	m = migrator(t, db, c)
	if _, err := m.Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	if left := operations(t, m); left != nil {
		t.Errorf("after the upgrade Check finds %v", left)
	}
	if _, err := m.Downgrade(t.Context(), "-1"); err != nil {
		t.Fatal(err)
	}
	again, err := m.Check(t.Context())
	if !errors.Is(err, echomigrate.ErrNotUpToDate) {
		t.Errorf("after the downgrade Check finds %v, %v", again, err)
	}
	c.Repository = repository(before...)
	if diff := cmp.Diff(operationLines(found.Upgrade), operations(t, migrator(t, db, c))); diff != "" {
		t.Errorf("the way back leads elsewhere: %s", diff)
	}
}

func TestIncludeObject(t *testing.T) {
	type guest struct {
		bun.BaseModel `bun:"table:guests"`

		ID    int64  `bun:"id,pk,autoincrement"`
		Name  string `bun:"name,notnull,type:varchar(20)" migrate:"index"`
		Email string `bun:"email"`
	}
	none := func(o diff.Pair) bool { return o.Table.Table != "guests" || o.Kind == diff.KindTable }
	for _, c := range []struct {
		says    string
		include func(diff.Pair) bool
		want    []string
	}{
		{"everything", nil, []string{
			"AlterColumn guests.name", "AddColumn guests.email", "CreateIndex guests guests_name_idx",
		}},
		{"nothing of the table", none, nil},
		{"no column that the database lacks", func(o diff.Pair) bool { return o.Kind != diff.KindColumn || o.Actual != nil }, []string{
			"AlterColumn guests.name", "CreateIndex guests guests_name_idx",
		}},
		{"no column that is there", func(o diff.Pair) bool { return o.Kind != diff.KindColumn || o.Actual == nil }, []string{
			"AddColumn guests.email", "CreateIndex guests guests_name_idx",
		}},
		{"no indexes", func(o diff.Pair) bool { return o.Kind != diff.KindIndex }, []string{
			"AlterColumn guests.name", "AddColumn guests.email",
		}},
		{"not this table", func(o diff.Pair) bool { return o.String() != "table guests" }, nil},
	} {
		t.Run(c.says, func(t *testing.T) {
			testdb.Each(t, func(t *testing.T, db *bun.DB) {
				config := echomigrate.Config{Repository: repository(createGuests()), Models: []any{(*guest)(nil)}, IncludeObject: c.include}
				m := migrator(t, db, config)
				if _, err := m.Upgrade(t.Context(), "head"); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(c.want, operations(t, m)); diff != "" {
					t.Error(diff)
				}
				roundTrip(t, db, config, createGuests())
			})
		})
	}
}

func TestWhatIsLeftOutIsNotDropped(t *testing.T) {
	table := guests()
	table.Columns = append(table.Columns, schema.Column{Name: "legacy", Type: "text"})
	table.Indexes = []schema.Index{{Name: "guests_legacy_idx", Columns: []string{"legacy"}}}
	table.Checks = []schema.Check{{Name: "legacy_check", Expression: "legacy <> 'x'"}}
	create := revision.Revision{ID: "a1", Upgrade: []op.Operation{op.CreateTable{Table: table}}, Downgrade: []op.Operation{op.DropTable{Table: "guests"}}}
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		c := echomigrate.Config{
			Repository: repository(create), Models: []any{(*guest)(nil)},
			IncludeObject: func(o diff.Pair) bool { return o.Desired != nil || !strings.Contains(o.Name, "legacy") },
		}
		m := migrator(t, db, c)
		if _, err := m.Upgrade(t.Context(), "head"); err != nil {
			t.Fatal(err)
		}
		found, err := m.Check(t.Context())
		if diff := cmp.Diff(echomigrate.Comparison{Tables: 1}, found); err != nil || diff != "" {
			t.Errorf("%v %s", err, diff)
		}
		c.IncludeObject = nil
		m = migrator(t, db, c)
		if got := operations(t, m); !slices.Contains(got, "DropColumn guests.legacy") {
			t.Errorf("without the hook Check finds %v", got)
		}
	})
}

func TestATableThatIsNotIncludedCanBeReferredTo(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		c := echomigrate.Config{
			Repository: repository(), Models: []any{(*guest)(nil), (*visit)(nil)},
			Include: func(table schema.Name) bool { return table.Table != "guests" },
		}
		found, err := migrator(t, db, c).Check(t.Context())
		if err != nil || len(found.Warnings) != 1 || !strings.Contains(found.Warnings[0], "foreign key (guest_id) of table visits is left out too") {
			t.Errorf("warnings %q, error %v", found.Warnings, err)
		}
		roundTrip(t, db, c)
		if _, err := db.Exec("CREATE TABLE guests (id bigint PRIMARY KEY)"); err != nil {
			t.Fatal(err)
		}
		found, err = migrator(t, db, c).Check(t.Context())
		if err != nil || len(found.Warnings) > 0 || len(found.Upgrade[0].(op.CreateTable).Table.ForeignKeys) != 1 {
			t.Errorf("the table is there: %v, %v", found, err)
		}
	})
}

func TestCompareTypeAndDefault(t *testing.T) {
	type guest struct {
		bun.BaseModel `bun:"table:guests"`

		ID   int64  `bun:"id,pk,autoincrement"`
		Name string `bun:"name,notnull,type:text,default:'nobody'"`
	}
	say := func(v diff.Verdict) func(schema.Name, schema.Column, schema.Column) diff.Verdict {
		return func(table schema.Name, actual, desired schema.Column) diff.Verdict {
			if table.Table != "guests" || actual.Name != "name" || actual.Type != "varchar" || desired.Type != "text" || desired.Default != "'nobody'" {
				t.Errorf("asked about %v, %+v and %+v", table, actual, desired)
			}
			return v
		}
	}
	both := op.AlterColumn{
		Table: "guests", Column: "name", From: schema.Column{Type: "varchar"}, To: schema.Column{Type: "text", Default: "'nobody'"},
	}
	onlyDefault := op.AlterColumn{Table: "guests", Column: "name", To: schema.Column{Default: "'nobody'"}}
	onlyType := op.AlterColumn{Table: "guests", Column: "name", From: schema.Column{Type: "varchar"}, To: schema.Column{Type: "text"}}
	for _, c := range []struct {
		ofType, ofDefault diff.Verdict
		want              []op.Operation
	}{
		{diff.Undecided, diff.Undecided, []op.Operation{both}},
		{diff.Different, diff.Different, []op.Operation{both}},
		{diff.Same, diff.Undecided, []op.Operation{onlyDefault}},
		{diff.Undecided, diff.Same, []op.Operation{onlyType}},
		{diff.Same, diff.Same, nil},
	} {
		t.Run(fmt.Sprintf("%d %d", c.ofType, c.ofDefault), func(t *testing.T) {
			testdb.Each(t, func(t *testing.T, db *bun.DB) {
				config := echomigrate.Config{
					Repository: repository(createGuests()), Models: []any{(*guest)(nil)}, CompareType: say(c.ofType),
					CompareDefault: func(_ schema.Name, _, desired schema.Column) diff.Verdict {
						if desired.Default != "'nobody'" {
							t.Errorf("asked about %+v", desired)
						}
						return c.ofDefault
					},
				}
				m := migrator(t, db, config)
				if _, err := m.Upgrade(t.Context(), "head"); err != nil {
					t.Fatal(err)
				}
				found, err := m.Check(t.Context())
				if diff := cmp.Diff(c.want, found.Upgrade); err != nil || diff != "" {
					t.Errorf("%v %s", err, diff)
				}
				roundTrip(t, db, config, createGuests())
			})
		})
	}
}

func TestHooksRunInTheRevisionsTransaction(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		if _, err := db.Exec("CREATE TABLE audit (line text)"); err != nil {
			t.Fatal(err)
		}
		audit := func(name string, refuse bool) func(context.Context, runner.Event, bun.IDB) error {
			return func(ctx context.Context, e runner.Event, db bun.IDB) error {
				line := fmt.Sprintf("%s %s %s %v", name, e.Direction, e.Revision.ID, op.InvocationFrom(ctx).Arguments)
				if _, err := db.ExecContext(ctx, "INSERT INTO audit VALUES (?)", line); err != nil {
					return err
				}
				if refuse {
					return errors.New("not now")
				}
				return nil
			}
		}
		c := echomigrate.Config{Repository: repository(createGuests()), BeforeRevision: audit("before", false), AfterRevision: audit("after", true)}
		options := echomigrate.RunOptions{Invocation: op.Invocation{Arguments: []string{"by=night"}}}
		if _, err := migrator(t, db, c).Upgrade(t.Context(), "head", options); err == nil || err.Error() != "upgrade a1: AfterRevision: not now" {
			t.Errorf("got the error %v", err)
		}
		c.AfterRevision = audit("after", false)
		if _, err := migrator(t, db, c).Upgrade(t.Context(), "head", options); err != nil {
			t.Fatal(err)
		}
		var lines []string
		if err := db.NewRaw("SELECT line FROM audit").Scan(t.Context(), &lines); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"before upgrade a1 [by=night]", "after upgrade a1 [by=night]"}, lines); diff != "" {
			t.Error(diff)
		}
	})
}

func TestHooksKnowTheDatabase(t *testing.T) {
	var seen []string
	see := func(_ context.Context, e runner.Event, _ bun.IDB) error {
		seen = append(seen, e.Database)
		return nil
	}
	c := echomigrate.Config{Repository: repository(createGuests()), AfterRevision: see, Databases: []echomigrate.Database{{Name: "other", DB: testdb.SQLite(t)}}}
	for _, m := range migrator(t, testdb.SQLite(t), c).Databases() {
		if _, err := m.Upgrade(t.Context(), "head"); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"", "other"}, seen); diff != "" {
		t.Error(diff)
	}
}
