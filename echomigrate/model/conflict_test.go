package model_test

import (
	"testing"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"github.com/echomigrate/echo-migrate/echomigrate/model"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// UserWithStats extends User by what a query counts.
type UserWithStats struct {
	User `bun:",extend"`

	Posts int64
}

type userName struct {
	bun.BaseModel `bun:"table:users"`

	ID int64 `bun:"id,pk,autoincrement"`
}

type userWithBio struct {
	bun.BaseModel `bun:"table:users"`

	ID    int64  `bun:"id,pk,autoincrement"`
	Email string `bun:"email,notnull" migrate:"comment:'to log in'"`
	Bio   string `bun:"bio"`
}

type userWithPhone struct {
	bun.BaseModel `bun:"table:users"`

	ID    int64  `bun:"id,pk,autoincrement"`
	Phone string `bun:"phone"`
}

type userByUUID struct {
	bun.BaseModel `bun:"table:users"`

	ID string `bun:"id,pk,type:uuid"`
}

type userOutside struct {
	bun.BaseModel `bun:"table:users" migrate:"-"`

	ID string `bun:"id"`
}

func registered(models ...any) (model.Result, error) {
	db := on(pgdialect.New())
	db.RegisterModel(models...)
	return model.Read(model.Snapshot(db, nil))
}

func TestOfRegisteredModelsOfATableTheFullestOneCounts(t *testing.T) {
	user := table(t, (*User)(nil))
	bio := table(t, (*userWithBio)(nil))
	for name, c := range map[string]struct {
		models []any
		want   schema.Table
	}{
		"an extension":           {[]any{(*UserWithStats)(nil), (*User)(nil)}, user},
		"a projection":           {[]any{(*userName)(nil), (*User)(nil)}, user},
		"a projection of a copy": {[]any{(*userName)(nil), (*User)(nil), (*userWithBio)(nil)}, bio},
		"one that is no table":   {[]any{(*userOutside)(nil), (*User)(nil)}, user},
	} {
		t.Run(name, func(t *testing.T) {
			result, err := registered(c.models...)
			if err != nil {
				t.Fatal(err)
			}
			equal(t, []schema.Table{c.want}, result.Schema.Tables)
		})
	}
}

func TestTwoModelsForOneTableAreAnError(t *testing.T) {
	_, err := registered((*userWithPhone)(nil), (*User)(nil))
	wantFault(t, err, "two models for one table", "model_test.User", "model_test.userWithPhone", "only one of them has column", `migrate:"-"`)
	_, err = registered((*userByUUID)(nil), (*User)(nil))
	wantFault(t, err, "two models for one table", "model_test.User", "model_test.userByUUID", "they differ in column id")
}

func TestGivenModelsAreTakenAtTheirWord(t *testing.T) {
	_, err := read((*userName)(nil), (*User)(nil))
	wantFault(t, err, "two models for one table", "model_test.User", "model_test.userName", "users")
	equal(t, table(t, (*User)(nil)), table(t, (*User)(nil), (*UserWithStats)(nil), (*userOutside)(nil)))
}

func TestAnExtensionOfWhatIsNotRegisteredIsATable(t *testing.T) {
	got := table(t, (*UserWithStats)(nil))
	equal(t, "users", got.Name)
	equal(t, []string{"id", "email", "posts"}, got.ColumnNames())
}
