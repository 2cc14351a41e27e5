package model_test

import (
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

type Address struct {
	Street string `bun:"street,notnull" migrate:"comment:'and number'"`
	Zip    string `bun:"zip,unique:zips"`
}

type Timestamps struct {
	CreatedAt time.Time `bun:"created_at,notnull,default:CURRENT_TIMESTAMP"`
	DeletedAt time.Time `bun:"deleted_at,soft_delete,nullzero"`
}

func TestColumnsAreWhatTheTagsSay(t *testing.T) {
	type Everything struct {
		bun.BaseModel `bun:"table:things,alias:t"`

		ID int64 `bun:"id,pk,identity"`
		Timestamps
		Home     Address  `bun:"embed:home_"`
		Work     *Address `bun:"embed:work_"`
		FullName string   `bun:"alt:name"`
		Active   bool     `bun:"active,notnull,default:TRUE"`
		State    string   `bun:"state,default:'NEW'"`
		Token    string   `bun:"token,default:gen_random_uuid()"`
		Score    int64    `bun:"score,scanonly"`
		Hidden   string   `bun:"-"`
		private  string
		Total    int64  `bun:"total" migrate:"generated:'(score * 2)',virtual"`
		Search   string `bun:"search,type:tsvector generated always as (to_tsvector('simple', state)) stored,scanonly"`
		Upper    string `bun:"upper,scanonly" migrate:"generated:upper(state),collate:C"`
		Number   int32  `bun:"number,type:integer GENERATED ALWAYS AS IDENTITY"`
		Other    int64  `bun:"other,autoincrement" migrate:"identity"`
		Always   int64  `bun:"always" migrate:"identity:always,comment:'it''s, well, numbered'"`
	}
	want := []schema.Column{
		{Name: "id", Type: "bigint", NotNull: true, Identity: schema.IdentityByDefault},
		{Name: "created_at", Type: "timestamptz", NotNull: true, Default: "current_timestamp"},
		{Name: "deleted_at", Type: "timestamptz"},
		{Name: "home_street", Type: "varchar", NotNull: true, Comment: "and number"},
		{Name: "home_zip", Type: "varchar"},
		{Name: "work_street", Type: "varchar", NotNull: true, Comment: "and number"},
		{Name: "work_zip", Type: "varchar"},
		{Name: "full_name", Type: "varchar"},
		{Name: "active", Type: "boolean", NotNull: true, Default: "true"},
		{Name: "state", Type: "varchar", Default: "'NEW'"},
		{Name: "token", Type: "varchar", Default: "gen_random_uuid()"},
		{Name: "total", Type: "bigint", Generated: "score * 2", Virtual: true},
		{Name: "search", Type: "tsvector", Generated: "to_tsvector('simple', state)"},
		{Name: "upper", Type: "varchar", Generated: "upper(state)", Collation: "C"},
		{Name: "number", Type: "integer", NotNull: true, Identity: schema.IdentityAlways},
		{Name: "other", Type: "bigint", NotNull: true, Identity: schema.IdentityByDefault},
		{Name: "always", Type: "bigint", NotNull: true, Identity: schema.IdentityAlways, Comment: "it's, well, numbered"},
	}
	got := table(t, Everything{private: ""})
	equal(t, want, got.Columns)
	equal(t, []schema.Key{{Name: "home_zips", Columns: []string{"home_zip"}}, {Name: "work_zips", Columns: []string{"work_zip"}}}, got.Uniques)
}

func TestKeysAreWhatTheTagsSay(t *testing.T) {
	type Keys struct {
		bun.BaseModel `bun:"table:keys"`

		B    int64  `bun:"b,pk"`
		A    string `bun:"a,pk,unique:first,unique:second"`
		C    string `bun:"c,unique:second"`
		D    string `bun:"d,unique" migrate:"unique"`
		E    string `bun:"e,unique" migrate:"unique:keys_e_f"`
		F    string `bun:"f" migrate:"unique:keys_e_f"`
		Data []byte `bun:"data"`
	}
	got := table(t, Keys{})
	equal(t, schema.Key{Columns: []string{"b", "a"}}, got.PrimaryKey)
	equal(t, []schema.Key{
		{Columns: []string{"d"}}, {Columns: []string{"e"}},
		{Name: "first", Columns: []string{"a"}}, {Name: "second", Columns: []string{"a", "c"}},
		{Name: "keys_e_f", Columns: []string{"e", "f"}},
	}, got.Uniques)
	equal(t, []bool{true, true, false}, []bool{got.Columns[0].NotNull, got.Columns[1].NotNull, got.Columns[2].NotNull})
}

func TestATableMayHaveASchema(t *testing.T) {
	type Log struct {
		bun.BaseModel `bun:"table:audit.logs"`

		ID       int64 `bun:"id,pk,autoincrement"`
		ParentID int64 `bun:"parent_id"`
		Parent   *Log  `bun:"rel:belongs-to,join:parent_id=id"`
		UserID   int64 `bun:"user_id"`
		User     *User `bun:"rel:belongs-to,join:user_id=id"`
	}
	type Plain struct {
		bun.BaseModel `bun:"table:public.plains"`

		ID    int64 `bun:"id,pk"`
		LogID int64 `bun:"log_id"`
		Log   *Log  `bun:"rel:belongs-to,join:log_id=id"`
	}
	s := mustRead(t, Log{}, Plain{}, User{}).Schema
	equal(t, []schema.Name{{Table: "plains"}, {Table: "users"}, {Schema: "audit", Table: "logs"}}, s.Names())
	equal(t, []schema.ForeignKey{
		{Columns: []string{"parent_id"}, RefTable: "logs", RefColumns: []string{"id"}},
		{Columns: []string{"user_id"}, RefSchema: schema.DefaultSchema, RefTable: "users", RefColumns: []string{"id"}},
	}, s.Table(schema.Name{Schema: "audit", Table: "logs"}).ForeignKeys)
	equal(t, []schema.ForeignKey{{Columns: []string{"log_id"}, RefSchema: "audit", RefTable: "logs", RefColumns: []string{"id"}}},
		s.Table(schema.Name{Table: "plains"}).ForeignKeys)
}

func TestNamesMayHaveAnyCharacters(t *testing.T) {
	type Hostile struct {
		bun.BaseModel `bun:"table:\"Select \\\"from\\\" it's\""`

		ID int64  `bun:"id,pk"`
		By string `bun:"Order By,unique" migrate:"index"`
	}
	got := table(t, Hostile{})
	equal(t, `Select "from" it's`, got.Name)
	equal(t, []string{"id", "Order By"}, got.ColumnNames())
	equal(t, []schema.Index{{Columns: []string{"Order By"}}}, got.Indexes)
}

func TestColumnsThatCannotBeAreErrors(t *testing.T) {
	type Twice struct {
		A string `bun:"name"`
		B string `bun:"name"`
	}
	type Author struct {
		Name string `bun:"name"`
	}
	type Editor struct {
		Name string `bun:"name"`
	}
	type Ambiguous struct {
		ID int64 `bun:"id,pk"`
		Author
		Editor
	}
	type Generated struct {
		ID int64 `bun:"id,default:1" migrate:"generated:'1'"`
	}
	type Virtual struct {
		ID int64 `bun:"id" migrate:"virtual"`
	}
	type Identity struct {
		ID int64 `bun:"id" migrate:"identity:sometimes"`
	}
	type UniqueRelation struct {
		ID     int64 `bun:"id,pk"`
		UserID int64
		User   *User `bun:"rel:belongs-to,join:user_id=id,unique"`
	}
	type Scanned struct {
		ID    int64 `bun:"id,pk"`
		Count int64 `bun:"count,scanonly" migrate:"index"`
	}
	type Left struct {
		ID   int64 `bun:"id,pk"`
		Gone int64 `bun:"-" migrate:"index"`
	}
	type Embedding struct {
		ID   int64   `bun:"id,pk"`
		Home Address `bun:"embed:home_" migrate:"index"`
	}
	for name, c := range map[string]struct {
		model any
		parts []string
	}{
		"two fields for a column":     {Twice{}, []string{"Twice.B", "column name is that of Twice.A already"}},
		"two embedded for a column":   {Ambiguous{}, []string{"Ambiguous.Author", "column name is in another embedded struct too"}},
		"generated with a default":    {Generated{}, []string{"Generated.ID", "no default"}},
		"virtual, but not generated":  {Virtual{}, []string{"Virtual.ID", "virtual is for generated columns"}},
		"identity that is none":       {Identity{}, []string{"Identity.ID", `no meaning to "sometimes": it is always or by default`}},
		"unique on a relation":        {UniqueRelation{}, []string{"UniqueRelation.User", "no column"}},
		"tag on a scanned field":      {Scanned{}, []string{"Scanned.Count", "only scanned"}},
		"tag on a field that is none": {Left{}, []string{"Left.Gone", "no column"}},
		"tag on an embedded struct":   {Embedding{}, []string{"Embedding.Home", "no column"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read(c.model, User{})
			if err == nil {
				t.Fatal("no error")
			}
			for _, part := range c.parts {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q does not say %q", err, part)
				}
			}
		})
	}
}

func TestAModelMayTakeAnEmbeddedColumnOver(t *testing.T) {
	type Model struct {
		ID int64 `bun:"id,pk"`
		Address
		Zip int32 `bun:"zip"`
	}
	equal(t, map[string]string{"id": "bigint", "street": "varchar", "zip": "integer"}, typesOf(table(t, Model{})))
}

func TestNamesThatPostgreSQLWouldCutAreErrors(t *testing.T) {
	long := strings.Repeat("x", 64)
	for name, c := range map[string]any{
		"column":     tagged("", "was:b,index:"+long),
		"index":      tagged("index:"+long+"(a)", ""),
		"constraint": tagged("check:"+long+": a > 0", ""),
		"unique":     tagged("unique:"+long+"(a)", ""),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read(c)
			wantFault(t, err, long, "64 bytes")
		})
	}
	short := strings.Repeat("x", 63)
	equal(t, short, table(t, tagged("index:"+short+"(a)", "")).Indexes[0].Name)
}
