package model_test

import (
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	bunschema "github.com/uptrace/bun/schema"

	"github.com/echomigrate/echo-migrate/echomigrate/model"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// on is a database of which only the dialect counts.
func on(d bunschema.Dialect) *bun.DB { return bun.NewDB(new(sql.DB), d) }

func read(models ...any) (model.Result, error) {
	return model.Read(model.Snapshot(on(pgdialect.New()), models))
}

func mustRead(t *testing.T, models ...any) model.Result {
	t.Helper()
	result, err := read(models...)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// table is the only table of the models.
func table(t *testing.T, models ...any) schema.Table {
	t.Helper()
	result := mustRead(t, models...)
	if len(result.Schema.Tables) != 1 {
		t.Fatalf("%d tables, want 1", len(result.Schema.Tables))
	}
	return result.Schema.Tables[0]
}

// wantFault checks that an error is one line that says all of the parts.
func wantFault(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one with %q", parts)
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("more than one line: %s", err)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not say %q", err, part)
		}
	}
}

func equal(t *testing.T, want, got any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("want (-), got (+):\n%s", d)
	}
}

type User struct {
	bun.BaseModel `bun:"table:users"`

	ID    int64  `bun:"id,pk,autoincrement"`
	Email string `bun:"email,notnull,unique"`
}

type Post struct {
	bun.BaseModel `bun:"table:posts"`

	ID       int64  `bun:"id,pk,autoincrement"`
	AuthorID int64  `bun:"author_id,notnull"`
	Author   *User  `bun:"rel:belongs-to,join:author_id=id"`
	Tags     []*Tag `bun:"m2m:post_tags,join:Post=Tag"`
}

type Tag struct {
	bun.BaseModel `bun:"table:tags"`

	ID    int64   `bun:"id,pk,autoincrement"`
	Posts []*Post `bun:"m2m:post_tags,join:Tag=Post"`
}

type PostTag struct {
	bun.BaseModel `bun:"table:post_tags"`

	PostID int64 `bun:"post_id,pk"`
	Post   *Post `bun:"rel:belongs-to,join:post_id=id"`
	TagID  int64 `bun:"tag_id,pk"`
	Tag    *Tag  `bun:"rel:belongs-to,join:tag_id=id"`
}

func TestReadGivesTheTablesByName(t *testing.T) {
	result := mustRead(t, (*User)(nil), (*Post)(nil), (*Tag)(nil), (*PostTag)(nil))
	want := &schema.Schema{Tables: []schema.Table{
		{
			Name:       "post_tags",
			Columns:    []schema.Column{{Name: "post_id", Type: "bigint", NotNull: true}, {Name: "tag_id", Type: "bigint", NotNull: true}},
			PrimaryKey: schema.Key{Columns: []string{"post_id", "tag_id"}},
			ForeignKeys: []schema.ForeignKey{
				{Columns: []string{"post_id"}, RefTable: "posts", RefColumns: []string{"id"}},
				{Columns: []string{"tag_id"}, RefTable: "tags", RefColumns: []string{"id"}},
			},
		},
		{
			Name:        "posts",
			Columns:     []schema.Column{{Name: "id", Type: "bigserial", NotNull: true}, {Name: "author_id", Type: "bigint", NotNull: true}},
			PrimaryKey:  schema.Key{Columns: []string{"id"}},
			ForeignKeys: []schema.ForeignKey{{Columns: []string{"author_id"}, RefTable: "users", RefColumns: []string{"id"}}},
		},
		{Name: "tags", Columns: []schema.Column{{Name: "id", Type: "bigserial", NotNull: true}}, PrimaryKey: schema.Key{Columns: []string{"id"}}},
		{
			Name:       "users",
			Columns:    []schema.Column{{Name: "id", Type: "bigserial", NotNull: true}, {Name: "email", Type: "varchar", NotNull: true}},
			PrimaryKey: schema.Key{Columns: []string{"id"}},
			Uniques:    []schema.Key{{Columns: []string{"email"}}},
		},
	}}
	equal(t, want, result.Schema)
	equal(t, []string(nil), result.Warnings)
}

func TestModelsMayBeGivenInAnyFormAndOrder(t *testing.T) {
	want := mustRead(t, (*User)(nil), (*Post)(nil), (*Tag)(nil), (*PostTag)(nil))
	for name, models := range map[string][]any{
		"pointers":  {&Post{}, &User{}, &PostTag{}, &Tag{}},
		"values":    {Tag{}, PostTag{}, Post{}, User{}},
		"twice":     {(*Tag)(nil), Tag{}, (*PostTag)(nil), (*Post)(nil), &User{}, User{}},
		"backwards": {(*PostTag)(nil), (*Tag)(nil), (*Post)(nil), (*User)(nil)},
	} {
		t.Run(name, func(t *testing.T) { equal(t, want, mustRead(t, models...)) })
	}
}

func TestWhatIsNoModelIsAnError(t *testing.T) {
	type nameless = struct {
		ID int64 `bun:"id,pk"`
	}
	type Empty struct {
		bun.BaseModel `bun:"table:empties"`
	}
	type Lonely struct {
		ID   int64  `bun:"id,pk"`
		Tags []*Tag `bun:"m2m:lonely_tags,join:Lonely=Tag"`
	}
	type Keyless struct {
		Name string
	}
	type Lost struct {
		ID        int64    `bun:"id,pk"`
		KeylessID int64    `bun:"keyless_id"`
		Keyless   *Keyless `bun:"rel:belongs-to,join:keyless_id=id"`
	}
	type Strange struct {
		ID   int64 `bun:"id,pk"`
		User *User `bun:"rel:belongs-too"`
	}
	for name, c := range map[string]struct {
		models []any
		parts  []string
	}{
		"nil":                     {[]any{nil}, []string{"model 1", "nil is no model", "(*User)(nil)"}},
		"number":                  {[]any{(*User)(nil), 42}, []string{"model 2", "int is no model"}},
		"slice":                   {[]any{&[]User{}}, []string{"*[]model_test.User is no model"}},
		"pointer to pointer":      {[]any{new(*User)}, []string{"**model_test.User is no model"}},
		"function":                {[]any{func() {}}, []string{"func() is no model"}},
		"without a name":          {[]any{nameless{}}, []string{"no table name"}},
		"without columns":         {[]any{Empty{}}, []string{"model_test.Empty", "no columns"}},
		"without a junction":      {[]any{Lonely{}, Tag{}, Post{}, PostTag{}, User{}}, []string{"Lonely.Tags", "lonely_tags has no model"}},
		"without a key to refer":  {[]any{Lost{}}, []string{"model_test.Lost", "primary keys"}},
		"with a strange relation": {[]any{Strange{}}, []string{"model_test.Strange", "belongs-too"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read(c.models...)
			wantFault(t, err, c.parts...)
		})
	}
}

func TestEveryFaultIsReported(t *testing.T) {
	type First struct {
		ID int64 `bun:"id,pk" migrate:"chek:'id > 0'"`
	}
	type Second struct {
		ID int64 `bun:"id,pk" migrate:"indx"`
	}
	_, err := read(First{}, Second{})
	var joined interface{ Unwrap() []error }
	if !errors.As(err, &joined) || len(joined.Unwrap()) != 2 {
		t.Fatalf("got %v, want two errors", err)
	}
}

func TestJunctionsThatWaitForEachOtherAreAnError(t *testing.T) {
	type Left struct {
		bun.BaseModel `bun:"table:lefts"`

		ID   int64  `bun:"id,pk"`
		Tags []*Tag `bun:"m2m:rights,join:Left=Tag"`
	}
	type Right struct {
		bun.BaseModel `bun:"table:rights"`

		ID   int64  `bun:"id,pk"`
		Tags []*Tag `bun:"m2m:lefts,join:Right=Tag"`
	}
	_, err := read(Left{}, Right{})
	if err == nil || !strings.Contains(err.Error(), "Left.Tags") || !strings.Contains(err.Error(), "Right.Tags") {
		t.Errorf("got %v, want both fields named", err)
	}
}

func TestWithoutDatabaseThereIsAnError(t *testing.T) {
	for name, m := range map[string]model.Models{
		"nil":            model.Snapshot(nil, []any{(*User)(nil)}),
		"no snapshot":    {},
		"nil and models": model.Snapshot(nil, nil),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := model.Read(m)
			wantFault(t, err, "models: ")
		})
	}
}

func TestWithoutModelsThereIsAWarning(t *testing.T) {
	result := mustRead(t)
	equal(t, 0, len(result.Schema.Tables))
	if len(result.Warnings) != 1 || !strings.Contains(result.Warnings[0], "there are no models") {
		t.Errorf("warnings %q, want one", result.Warnings)
	}
}

func TestRegisteredModelsAreReadWhereNoneAreGiven(t *testing.T) {
	db := on(pgdialect.New())
	db.RegisterModel((*PostTag)(nil), (*User)(nil), (*Post)(nil), (*Tag)(nil))
	got, err := model.Read(model.Snapshot(db, nil))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, mustRead(t, (*User)(nil), (*Post)(nil), (*Tag)(nil), (*PostTag)(nil)), got)
}

func TestSnapshotDoesNotSeeWhatIsScannedLater(t *testing.T) {
	type Row struct {
		ID int64
	}
	db := on(pgdialect.New())
	db.RegisterModel((*User)(nil))
	m := model.Snapshot(db, nil)
	db.Table(reflect.TypeFor[Row]())
	got, err := model.Read(m)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, []schema.Name{{Table: "users"}}, got.Schema.Names())
}

func TestReadingLeavesTheRegistryAlone(t *testing.T) {
	db := on(pgdialect.New())
	if _, err := model.Read(model.Snapshot(db, []any{(*Post)(nil), (*PostTag)(nil), (*Tag)(nil), (*User)(nil)})); err != nil {
		t.Fatal(err)
	}
	equal(t, 0, len(db.Dialect().Tables().All()))
}

func TestRegisteredStructsThatAreNoTablesArePassedOver(t *testing.T) {
	type Nothing struct {
		bun.BaseModel `bun:"table:nothing"`
	}
	type View struct {
		bun.BaseModel `bun:"table:active_users" migrate:"view"`

		ID int64 `bun:"id"`
	}
	type Foreign struct {
		bun.BaseModel `bun:"table:legacy" migrate:"-"`

		Data any `bun:"data"`
	}
	db := on(pgdialect.New())
	db.RegisterModel((*User)(nil), (*Nothing)(nil), (*View)(nil), (*Foreign)(nil), (*struct{ N int64 })(nil), (*bun.NullTime)(nil))
	got, err := model.Read(model.Snapshot(db, nil))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, []schema.Name{{Table: "users"}}, got.Schema.Names())
}

func TestReadIsTheSameEveryTime(t *testing.T) {
	type Summary struct {
		bun.BaseModel `bun:"table:users"`

		ID int64 `bun:"id,pk,autoincrement"`
	}
	type Copy struct {
		bun.BaseModel `bun:"table:users"`

		ID    int64  `bun:"id,pk,autoincrement"`
		Email string `bun:"email,notnull"`
	}
	type Junction struct {
		bun.BaseModel `bun:"table:post_tags"`

		PostID int64 `bun:"post_id,pk"`
	}
	var want model.Result
	for n := range 50 {
		db := on(pgdialect.New())
		db.RegisterModel((*PostTag)(nil), (*Post)(nil), (*Tag)(nil), (*User)(nil), (*Summary)(nil), (*Copy)(nil), (*Junction)(nil))
		got, err := model.Read(model.Snapshot(db, nil))
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			want = got
		}
		equal(t, want, got)
	}
	equal(t, 1, len(want.Schema.Table(schema.Name{Table: "users"}).Uniques))
}

func TestModelsMayBeReadAtTheSameTime(t *testing.T) {
	m := model.Snapshot(on(pgdialect.New()), []any{(*Post)(nil), (*PostTag)(nil), (*Tag)(nil), (*User)(nil)})
	results := make([]model.Result, 8)
	var wait sync.WaitGroup
	for i := range results {
		wait.Go(func() { results[i], _ = model.Read(m) })
	}
	wait.Wait()
	for _, r := range results {
		equal(t, mustRead(t, (*Post)(nil), (*PostTag)(nil), (*Tag)(nil), (*User)(nil)), r)
	}
}

func TestTheDatabaseDoesNotMatter(t *testing.T) {
	got, err := model.Read(model.Snapshot(on(sqlitedialect.New()), []any{(*Post)(nil), (*PostTag)(nil), (*Tag)(nil), (*User)(nil)}))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, mustRead(t, (*Post)(nil), (*PostTag)(nil), (*Tag)(nil), (*User)(nil)), got)
}

// tagged is a model with the given migrate tag on bun.BaseModel, whose column b has the other one.
func tagged(onTable, onColumn string) any {
	return reflect.New(reflect.StructOf([]reflect.StructField{
		{Name: "BaseModel", Type: reflect.TypeFor[bun.BaseModel](), Anonymous: true, Tag: reflect.StructTag(fmt.Sprintf(`bun:"table:items" migrate:%q`, onTable))},
		{Name: "A", Type: reflect.TypeFor[int64](), Tag: `bun:"a,pk"`},
		{Name: "B", Type: reflect.TypeFor[string](), Tag: reflect.StructTag(fmt.Sprintf(`bun:"b" migrate:%q`, onColumn))},
		{Name: "Order", Type: reflect.TypeFor[string](), Tag: `bun:"Order By"`},
	})).Interface()
}
