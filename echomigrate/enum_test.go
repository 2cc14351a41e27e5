package echomigrate_test

import (
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
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

// enumStages are the life of an app with enum types.
var enumStages = []stage{
	{says: "create with table", models: []any{(*moodCreated)(nil)}, up: []string{"CreateEnum mood", "CreateTable days"},
		then: inserts("INSERT INTO days (mood) VALUES ('ok')")},
	{says: "add an enum column", models: []any{(*moodColumn)(nil)}, up: []string{"CreateEnum sky", "AddColumn days.sky"},
		then: inserts("INSERT INTO days (sky) VALUES ('{blue}')")},
	{says: "add a value at the end, and use it", models: []any{(*moodLast)(nil)}, up: []string{"AddEnumValue mood happy", "DropCheck days days_mood_check",
		"AlterColumn days.mood", "AddCheck days days_mood_check"}, then: inserts("INSERT INTO days (id) VALUES (9)")},
	{says: "add values before and between", models: []any{(*moodMiddle)(nil)}, up: []string{"AddEnumValue mood angry", "AddEnumValue mood so-so"}},
	{says: "rename values and the type", models: []any{(*moodRenamed)(nil)}, up: []string{"RenameEnum mood to feeling",
		"RenameEnumValue feeling ok to fine", "RenameEnumValue feeling happy to glad"}},
	{says: "remove values", models: []any{(*moodRemoved)(nil)}, up: []string{"DropCheck days days_mood_check",
		"AlterColumn days.mood", "AlterEnum feeling", "AlterColumn days.mood", "AddCheck days days_mood_check"}},
	{says: "take another type, and drop types", models: []any{(*moodOther)(nil)}, up: []string{"CreateEnum state", "DropCheck days days_mood_check",
		"DropColumn days.sky", "AlterColumn days.mood", "AddCheck days days_mood_check", "DropEnum feeling", "DropEnum sky"}},
	{says: "take text", models: []any{(*moodText)(nil)}, up: []string{"DropCheck days days_mood_check", "AlterColumn days.mood", "AddCheck days days_mood_check", "DropEnum state"}},
}

// TestEnumTypesThroughTheLifeOfAnApp generates a revision for each stage, runs it there and back, and runs the same revisions on the
// other kind of database.
func TestEnumTypesThroughTheLifeOfAnApp(t *testing.T) {
	for name, stages := range map[string][]stage{"values": enumStages, "an empty value": emptyEnumStages} {
		t.Run(name, func(t *testing.T) {
			generated := map[string][]revision.Revision{}
			testdb.Each(t, func(t *testing.T, db *bun.DB) { generated[db.Dialect().Name().String()] = live(t, db, stages) })
			testdb.Each(t, func(t *testing.T, db *bun.DB) {
				for name, revisions := range generated {
					if name != db.Dialect().Name().String() {
						relive(t, db, stages, revisions)
					}
				}
			})
		})
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
		run(t, db, "UPDATE days SET mood = 'sad'")
		if _, err := m.Upgrade(t.Context(), "head"); err != nil {
			t.Error(err)
		}
	})
}
