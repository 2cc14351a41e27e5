package echomigrate_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

type (
	emptyMood struct {
		moodBase `bun:",extend"`
		Mood     string `bun:"mood,notnull,default:''" migrate:"enum:mood('',sad)"`
	}
	emptyBehind struct {
		moodBase `bun:",extend"`
		Mood     string `bun:"mood,notnull,default:''" migrate:"enum:mood('',angry,ok,sad)"`
	}
	emptyNotFirst struct {
		moodBase `bun:",extend"`
		Mood     string `bun:"mood,notnull,default:''" migrate:"enum:mood(new,'',angry,ok,sad)"`
	}
	emptyGone struct {
		moodBase `bun:",extend"`
		Mood     string `bun:"mood,notnull,default:'sad'" migrate:"enum:mood(new,angry,ok,sad)"`
	}
	emptyAdded struct {
		moodBase `bun:",extend"`
		Mood     string `bun:"mood,notnull,default:'sad'" migrate:"enum:mood(new,angry,'',ok,sad)"`
	}
	emptyRenamed struct {
		moodBase `bun:",extend"`
		Mood     string `bun:"mood,notnull,default:'sad'" migrate:"enum:mood(new,angry,none was '',ok,sad)"`
	}
)

// An enum type may have an empty value, whose neighbours AddEnumValue names otherwise.
func TestEnumTypesWithAnEmptyValue(t *testing.T) {
	stages := []struct {
		says  string
		model any
		want  []string
	}{
		{"create", (*emptyMood)(nil), []string{"CreateEnum mood", "CreateTable days"}},
		{"add behind it", (*emptyBehind)(nil), []string{"AddEnumValue mood angry", "AddEnumValue mood ok"}},
		{"add before it", (*emptyNotFirst)(nil), []string{"AlterEnum mood"}},
		{"remove it", (*emptyGone)(nil), []string{"AlterColumn days.mood", "AlterEnum mood", "AlterColumn days.mood"}},
		{"add it", (*emptyAdded)(nil), []string{"AddEnumValue mood "}},
		{"rename it", (*emptyRenamed)(nil), []string{"RenameEnumValue mood  to none"}},
	}
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		directory, _ := versionsDirectory(t)
		var revisions []revision.Revision
		for _, stage := range stages {
			config := echomigrate.Config{Repository: repository(revisions...), Models: []any{stage.model}, Directory: directory}
			made, err := migrator(t, db, config).Migrate(t.Context(), echomigrate.RevisionOptions{})
			if err != nil {
				t.Fatalf("%s: %v", stage.says, err)
			}
			if d := cmp.Diff(stage.want, operationLines(made.Revision.Upgrade)); d != "" {
				t.Errorf("%s (-want +got)\n%s", stage.says, d)
			}
			revisions = append(revisions, made.Revision)
			runEnumStage(t, db, revisions, stage.model)
		}
	})
}
