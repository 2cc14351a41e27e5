package echomigrate_test

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

// emptyEnumStages are one with an enum type that has an empty value, whose neighbours AddEnumValue names otherwise.
var emptyEnumStages = []stage{
	{says: "create", models: []any{(*emptyMood)(nil)}, up: []string{"CreateEnum mood", "CreateTable days"}},
	{says: "add behind it", models: []any{(*emptyBehind)(nil)}, up: []string{"AddEnumValue mood angry", "AddEnumValue mood ok"}},
	{says: "add before it", models: []any{(*emptyNotFirst)(nil)}, up: []string{"AlterEnum mood"}},
	{says: "remove it", models: []any{(*emptyGone)(nil)}, up: []string{"AlterColumn days.mood", "AlterEnum mood", "AlterColumn days.mood"}},
	{says: "add it", models: []any{(*emptyAdded)(nil)}, up: []string{"AddEnumValue mood "}},
	{says: "rename it", models: []any{(*emptyRenamed)(nil)}, up: []string{"RenameEnumValue mood  to none"}},
}
