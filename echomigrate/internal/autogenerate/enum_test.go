package autogenerate_test

import "github.com/uptrace/bun"

// moody and its relatives are a table with an enum type.
type (
	moody struct {
		bun.BaseModel `bun:"table:days"`

		ID   int64  `bun:"id,pk,autoincrement"`
		Mood string `bun:"mood,notnull,default:'sad'" migrate:"enum:mood(sad, happy)"`
	}
	moodless struct {
		bun.BaseModel `bun:"table:days"`

		ID int64 `bun:"id,pk,autoincrement"`
	}
	moodByText struct {
		bun.BaseModel `bun:"table:days"`

		ID   int64  `bun:"id,pk,autoincrement"`
		Mood string `bun:"mood,notnull,type:text,default:'sad'"`
	}
)

func enumChanges() []change {
	days := []string{"INSERT INTO days (mood) VALUES ('happy'), ('sad')"}
	return []change{
		{
			says: "a column of an enum type that is new", before: []any{model[moodless]()}, rows: []string{"INSERT INTO days (id) VALUES (1)"},
			after: []any{model[moody]()},
			finds: []string{"CreateEnum mood", "AddColumn days.mood"},
			holds: map[string]string{"SELECT mood FROM days": "sad"},
		},
		{
			says: "a table with an enum type", after: []any{model[moody]()},
			finds: []string{"CreateEnum mood", "CreateTable days"},
		},
		{
			says: "an enum type that goes with its column", before: []any{model[moody]()}, rows: days, after: []any{model[moodless]()},
			finds: []string{"DropColumn days.mood", "DropEnum mood"},
			lost:  []string{"days.mood"},
		},
		{
			says: "a value in the middle of an enum type", before: []any{model[moody]()}, rows: days,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:days"`

				ID   int64  `bun:"id,pk,autoincrement"`
				Mood string `bun:"mood,notnull,default:'sad'" migrate:"enum:mood(sad, fine, happy)"`
			}]()},
			finds: []string{"AddEnumValue mood fine"},
		},
		{
			says: "a renamed value of an enum type", before: []any{model[moody]()}, rows: days,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:days"`

				ID   int64  `bun:"id,pk,autoincrement"`
				Mood string `bun:"mood,notnull,default:'blue'" migrate:"enum:mood(blue was sad, happy)"`
			}]()},
			finds: []string{"RenameEnumValue mood sad to blue"},
			holds: map[string]string{"SELECT mood FROM days ORDER BY id": "happy\nblue"},
			moved: []string{"days.mood"},
		},
		{
			says: "a value of an enum type that is gone", before: []any{model[moody]()}, rows: []string{"INSERT INTO days (mood) VALUES ('sad')"},
			after: []any{model[struct {
				bun.BaseModel `bun:"table:days"`

				ID   int64  `bun:"id,pk,autoincrement"`
				Mood string `bun:"mood,notnull,default:'sad'" migrate:"enum:mood(sad)"`
			}]()},
			finds: []string{"AlterEnum mood"},
		},
		{
			says: "a renamed enum type", before: []any{model[moody]()}, rows: days,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:days"`

				ID   int64  `bun:"id,pk,autoincrement"`
				Mood string `bun:"mood,notnull,default:'sad'" migrate:"enum:temper was mood(sad, happy)"`
			}]()},
			finds: []string{"RenameEnum mood to temper"},
			holds: map[string]string{"SELECT mood FROM days ORDER BY id": "happy\nsad"},
		},
		{
			says: "a text column that becomes an enum type", before: []any{model[moodByText]()}, rows: days, after: []any{model[moody]()},
			finds: []string{"CreateEnum mood", "AlterColumn days.mood"},
			holds: map[string]string{"SELECT mood FROM days ORDER BY id": "happy\nsad"},
		},
	}
}
