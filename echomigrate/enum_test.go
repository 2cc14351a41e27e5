package echomigrate_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/postgres"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/sqlite"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

type (
	moodBase struct {
		bun.BaseModel `bun:"table:days"`
		ID            int64 `bun:"id,pk,autoincrement"`
	}
	moodCreated struct {
		moodBase `bun:",extend"`
		Mood     string `bun:"mood,notnull,default:'ok'" migrate:"enum:mood(sad,ok),check:mood <> 'sad',index"`
	}
	moodColumn struct {
		moodCreated `bun:",extend"`
		Sky         []string `bun:"sky,array" migrate:"enum:sky(blue,'dark grey')"`
	}
	moodLast struct {
		moodBase `bun:",extend"`
		Mood     string   `bun:"mood,notnull,default:'happy'" migrate:"enum:mood(sad,ok,happy),check:mood IN ('ok', 'happy'),index"`
		Sky      []string `bun:"sky,array" migrate:"enum:sky(blue,'dark grey')"`
	}
	moodMiddle struct {
		moodBase `bun:",extend"`
		Mood     string   `bun:"mood,notnull,default:'happy'" migrate:"enum:mood(angry,sad,so-so,ok,happy),check:mood IN ('ok', 'happy'),index"`
		Sky      []string `bun:"sky,array" migrate:"enum:sky(blue,'dark grey')"`
	}
	moodRenamed struct {
		moodBase `bun:",extend"`
		Mood     string   `bun:"mood,notnull,default:'glad'" migrate:"enum:feeling was mood(angry,sad,so-so,fine was ok,glad was happy),check:mood IN ('fine', 'glad'),index"`
		Sky      []string `bun:"sky,array" migrate:"enum:sky(blue,'dark grey')"`
	}
	moodRemoved struct {
		moodBase `bun:",extend"`
		Mood     string   `bun:"mood,notnull,default:'new'" migrate:"enum:feeling(new,glad,fine,sad),check:mood <> 'sad',index"`
		Sky      []string `bun:"sky,array" migrate:"enum:sky(blue,'dark grey')"`
	}
	moodOther struct {
		moodBase `bun:",extend"`
		Mood     string `bun:"mood,notnull,default:'new'" migrate:"enum:state(sad,fine,glad,new),check:mood <> 'sad',index"`
	}
	moodText struct {
		moodBase `bun:",extend"`
		Mood     string `bun:"mood,notnull,type:text,default:'new'" migrate:"check:mood <> 'sad',index"`
	}
)

// enumStages are the models of an app, one behind the other, with what leads to them.
var enumStages = []struct {
	says  string
	model any
	want  []string
	// insert is a row that is there from then on.
	insert string
}{
	{"create with table", (*moodCreated)(nil), []string{"CreateEnum mood", "CreateTable days"}, "INSERT INTO days (mood) VALUES ('ok')"},
	{"add an enum column", (*moodColumn)(nil), []string{"CreateEnum sky", "AddColumn days.sky"}, "INSERT INTO days (sky) VALUES ('{blue}')"},
	{"add a value at the end, and use it", (*moodLast)(nil), []string{"AddEnumValue mood happy", "DropCheck days days_mood_check", "AlterColumn days.mood", "AddCheck days days_mood_check"}, "INSERT INTO days (id) VALUES (9)"},
	{"add values before and between", (*moodMiddle)(nil), []string{"AddEnumValue mood angry", "AddEnumValue mood so-so"}, ""},
	{"rename values and the type", (*moodRenamed)(nil), []string{"RenameEnum mood to feeling", "RenameEnumValue feeling ok to fine", "RenameEnumValue feeling happy to glad"}, ""},
	{"remove values", (*moodRemoved)(nil), []string{"DropCheck days days_mood_check", "AlterColumn days.mood", "AlterEnum feeling", "AlterColumn days.mood", "AddCheck days days_mood_check"}, ""},
	{"take another type, and drop types", (*moodOther)(nil), []string{"CreateEnum state", "DropCheck days days_mood_check", "DropColumn days.sky", "AlterColumn days.mood",
		"AddCheck days days_mood_check", "DropEnum feeling", "DropEnum sky"}, ""},
	{"take text", (*moodText)(nil), []string{"DropCheck days days_mood_check", "AlterColumn days.mood", "AddCheck days days_mood_check", "DropEnum state"}, ""},
}

// TestEnumTypesThroughTheLifeOfAnApp generates a revision for each stage, runs it there and back, and runs the same revisions on the
// other kind of database.
func TestEnumTypesThroughTheLifeOfAnApp(t *testing.T) {
	generated := map[string][]revision.Revision{}
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		directory, _ := versionsDirectory(t)
		var revisions []revision.Revision
		for _, stage := range enumStages {
			config := echomigrate.Config{Repository: repository(revisions...), Models: []any{stage.model}, Directory: directory}
			made, err := migrator(t, db, config).Migrate(t.Context(), echomigrate.RevisionOptions{})
			if err != nil {
				t.Fatalf("%s: %v", stage.says, err)
			}
			if d := cmp.Diff(stage.want, operationLines(made.Revision.Upgrade)); d != "" {
				t.Errorf("%s (-want +got)\n%s", stage.says, d)
			}
			if made.Doubts != nil {
				t.Errorf("%s: %q", stage.says, made.Doubts)
			}
			revisions = append(revisions, made.Revision)
			runEnumStage(t, db, revisions, stage.model)
			if stage.insert != "" {
				execSQL(t, db, stage.insert)
			}
		}
		generated[db.Dialect().Name().String()] = revisions
	})
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		for name, revisions := range generated {
			if name == db.Dialect().Name().String() {
				continue
			}
			for i, stage := range enumStages {
				runEnumStage(t, db, revisions[:i+1], stage.model)
				if stage.insert != "" {
					execSQL(t, db, stage.insert)
				}
			}
		}
	})
}

// runEnumStage goes to the last revision, back and again, and compares.
func runEnumStage(t *testing.T, db *bun.DB, revisions []revision.Revision, models ...any) {
	t.Helper()
	last := revisions[len(revisions)-1]
	m := migrator(t, db, echomigrate.Config{Repository: repository(revisions...), Models: models})
	before := inspectAll(t, db)
	if _, err := m.Upgrade(t.Context(), "head"); err != nil {
		t.Fatalf("upgrade to %s: %v", operationLines(last.Upgrade), err)
	}
	if found := operations(t, m); found != nil {
		t.Errorf("after %s there is left %v", operationLines(last.Upgrade), found)
	}
	after := inspectAll(t, db)
	if _, err := m.Downgrade(t.Context(), "-1"); err != nil {
		t.Fatalf("downgrade by %s: %v", operationLines(last.Downgrade), err)
	}
	if d := cmp.Diff(before, inspectAll(t, db), cmpopts.EquateEmpty()); d != "" {
		t.Errorf("there and back by %s %s (-before +after)\n%s", operationLines(last.Upgrade), operationLines(last.Downgrade), d)
	}
	if _, err := m.Upgrade(t.Context(), "head"); err != nil {
		t.Fatalf("upgrade again to %s: %v", operationLines(last.Upgrade), err)
	}
	if d := cmp.Diff(after, inspectAll(t, db), cmpopts.EquateEmpty()); d != "" {
		t.Errorf("again (-first +second)\n%s", d)
	}
}

func TestAValueThatARowHoldsCannotGo(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		values := []string{"sad", "it's ok"}
		create := revision.Revision{ID: "a1", Upgrade: []op.Operation{
			op.CreateEnum{Enum: schema.Enum{Name: "mood", Values: values}},
			op.CreateTable{Table: schema.Table{Name: "days", Columns: []schema.Column{{Name: "id", Type: "bigint"}, {Name: "mood", Type: "mood"}}}},
			op.BulkInsert{Table: "days", Columns: []string{"id", "mood"}, Rows: [][]any{{1, "sad"}, {2, "it's ok"}}},
		}}
		alter := revision.Revision{ID: "b2", Revises: []string{"a1"}, Upgrade: []op.Operation{op.AlterEnum{Enum: "mood", From: values, To: []string{"sad"}}}}
		m := migrator(t, db, echomigrate.Config{Repository: repository(create, alter)})
		_, err := m.Upgrade(t.Context(), "head")
		if err == nil || !strings.Contains(err.Error(), "table days, column mood: a row holds 'it's ok', which goes: give such rows another value first") {
			t.Fatalf("the value goes: %v", err)
		}
		execSQL(t, db, "UPDATE days SET mood = 'sad'")
		if _, err := m.Upgrade(t.Context(), "head"); err != nil {
			t.Error(err)
		}
	})
}

// inspectAll is the schema with its columns by name.
func inspectAll(t *testing.T, db *bun.DB) *schema.Schema {
	t.Helper()
	var d dialect.Dialect = postgres.New()
	if db.Dialect().Name().String() == "sqlite" {
		d = sqlite.New()
	}
	s, err := d.Inspect(t.Context(), db, dialect.Scope{Exclude: []schema.Name{{Table: "echomigrate_version"}, {Table: "echomigrate_history"}}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func execSQL(t *testing.T, db *bun.DB, sql string) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}
