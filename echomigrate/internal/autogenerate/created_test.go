package autogenerate_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// created is a database that Bun's own CREATE TABLE made, which a comparison finds to be what the models say.
type created struct {
	says string
	// on is the one kind of database that has such a thing; empty where all do.
	on string
	// extension is created first. Where the server has no such files, the models are not compared.
	extension string
	setup     []string
	models    []any
	// by is SQL that creates the tables in Bun's place.
	by []string
}

// TestCreatedByBun compares models with the tables that Bun creates of them.
func TestCreatedByBun(t *testing.T) {
	for _, c := range creations() {
		t.Run(c.says, func(t *testing.T) {
			t.Parallel()
			for kind, address := range map[string]func(testing.TB) string{onPostgres: testdb.PostgresURL, onSQLite: testdb.SQLitePath} {
				if c.on == "" || c.on == kind {
					t.Run(kind, func(t *testing.T) { c.compare(t, open(t, kind, address(t))) })
				}
			}
		})
	}
}

func (c created) compare(t *testing.T, p place) {
	if c.extension != "" && !testdb.CreateExtension(t, p.db, c.extension) {
		return
	}
	p.exec(t, c.setup...)
	p.exec(t, c.by...)
	if c.by == nil {
		// Bun wants to know a table between two others before those.
		reversed := slices.Clone(c.models)
		slices.Reverse(reversed)
		p.db.RegisterModel(reversed...)
		for _, m := range c.models {
			if _, err := p.db.NewCreateTable().Model(m).WithForeignKeys().Exec(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	if d := cmp.Diff([]string(nil), p.clean(t, config(t, c.models), "at once")); d != "" {
		t.Errorf("listed: %s", d)
	}
}

func creations() []created {
	return []created{
		{says: "functions as defaults", on: onPostgres, models: []any{model[struct {
			bun.BaseModel `bun:"table:books"`

			ID    int64     `bun:"id,pk,autoincrement"`
			A     time.Time `bun:"a,default:now()"`
			B     time.Time `bun:"b,default:current_timestamp"`
			C     time.Time `bun:"c,type:date,default:current_date"`
			D     string    `bun:"d,type:uuid,default:gen_random_uuid()"`
			E     time.Time `bun:"e,default:CURRENT_TIMESTAMP + interval '1 day'"`
			Clock time.Time `bun:"clock,notnull,default:clock_timestamp()"`
		}]()}},
		{says: "all kinds of defaults", on: onPostgres, models: []any{model[struct {
			bun.BaseModel `bun:"table:books"`

			ID int64          `bun:"id,pk,autoincrement"`
			A  string         `bun:"a,default:'it''s'"`
			B  int64          `bun:"b,default:-1"`
			C  bool           `bun:"c,default:true"`
			D  float64        `bun:"d,default:1.5"`
			E  map[string]any `bun:"e,default:'{}'"`
			F  string         `bun:"f,default:upper('x')"`
			G  string         `bun:"g,type:varchar(20),default:'a'::varchar"`
			H  []string       `bun:"h,array,default:'{}'"`
			I  string         `bun:"i,type:numeric(10,2),default:0"`
			J  int64          `bun:"j,default:1+2"`
			K  *string        `bun:"k,default:NULL"`
			L  string         `bun:"l,type:char(3),default:'EUR'"`
			M  time.Duration  `bun:"m,type:interval,default:'1 day'"`
		}]()}},
		{says: "plain defaults", models: []any{model[struct {
			bun.BaseModel `bun:"table:books"`

			ID int64     `bun:"id,pk,autoincrement"`
			A  string    `bun:"a,default:'it''s'"`
			B  int64     `bun:"b,default:-1"`
			C  bool      `bun:"c,default:true"`
			D  float64   `bun:"d,default:1.5"`
			E  time.Time `bun:"e,notnull,default:current_timestamp"`
		}]()}},
		{says: "a foreign key of two columns", models: []any{model[hall](), model[chair]()}},
		{says: "an enum type that is there", on: onPostgres, setup: []string{"CREATE TYPE mood AS ENUM ('happy', 'sad')"}, models: []any{model[struct {
			bun.BaseModel `bun:"table:books"`

			ID    int64    `bun:"id,pk,autoincrement"`
			Mood  string   `bun:"mood,type:mood,notnull,default:'sad'"`
			Moods []string `bun:"moods,array,type:mood[]"`
		}]()}},
		{says: "numbers and times with arguments", models: []any{model[struct {
			bun.BaseModel `bun:"table:books"`

			ID    int64     `bun:"id,pk,autoincrement"`
			Price string    `bun:"price,type:numeric(10,2)"`
			At    time.Time `bun:"at,type:timestamptz(3)"`
			Local time.Time `bun:"local,type:timestamp"`
			Name  string    `bun:"name,type:varchar(50)"`
			Code  string    `bun:"code,type:char(3)"`
		}]()}},
		{says: "arrays", on: onPostgres, models: []any{model[struct {
			bun.BaseModel `bun:"table:books"`

			ID      int64     `bun:"id,pk,autoincrement"`
			Numbers []int     `bun:"nums,array"`
			Small   []int16   `bun:"small,array"`
			Tags    []string  `bun:"tags,array"`
			Texts   []string  `bun:"texts,array,type:text[]"`
			Codes   []string  `bun:"codes,array,type:varchar(20)[]"`
			Prices  []float64 `bun:"prices,array"`
			Matrix  []string  `bun:"matrix,type:int[][]"`
		}]()}},
		{says: "plain types", models: []any{model[struct {
			bun.BaseModel `bun:"table:books"`

			ID     int64     `bun:"id,pk,autoincrement"`
			Bool   bool      `bun:"bool"`
			Int    int       `bun:"int"`
			Int16  int16     `bun:"int16"`
			Int32  int32     `bun:"int32"`
			Uint32 uint32    `bun:"uint32"`
			F32    float32   `bun:"f32"`
			F64    float64   `bun:"f64"`
			Text   string    `bun:"text,type:text"`
			String string    `bun:"string"`
			Ptr    *string   `bun:"ptr"`
			Bytes  []byte    `bun:"bytes"`
			At     time.Time `bun:"at"`
			Date   time.Time `bun:"date,type:date"`
			Time   string    `bun:"tm,type:time"`
			UUID   string    `bun:"uuid,type:uuid"`
		}]()}},
		{says: "JSON", on: onPostgres, models: []any{model[struct {
			bun.BaseModel `bun:"table:books"`

			ID      int64           `bun:"id,pk,autoincrement"`
			Map     map[string]any  `bun:"map"`
			Raw     json.RawMessage `bun:"raw"`
			Struct  struct{ A int } `bun:"struct"`
			Strings []string        `bun:"strings"`
			Text    string          `bun:"text,type:json"`
		}]()}},
		{says: "the type of an extension", on: onPostgres, extension: "citext", models: []any{model[struct {
			bun.BaseModel `bun:"table:books"`

			ID int64  `bun:"id,pk,autoincrement"`
			A  string `bun:"a,type:citext"`
		}]()}},
		{says: "other names of types", on: onPostgres, models: []any{model[struct {
			bun.BaseModel `bun:"table:books"`

			ID   int64     `bun:"id,pk,autoincrement"`
			A    int64     `bun:"a,type:int8"`
			B    bool      `bun:"b,type:bool"`
			C    string    `bun:"c,type:decimal"`
			D    int64     `bun:"d,type:int"`
			E    float64   `bun:"e,type:float8"`
			F    string    `bun:"f,type:char(3)"`
			H    float32   `bun:"h,type:float4"`
			I    string    `bun:"i,type:character varying(7)"`
			J    time.Time `bun:"j,type:timestamp with time zone"`
			K    string    `bun:"k,type:time without time zone"`
			L    string    `bun:"l,type:bit varying(5)"`
			M    string    `bun:"m,type:decimal(8)"`
			N    float64   `bun:"n,type:float(10)"`
			O    string    `bun:"o,type:INT4RANGE"`
			P    string    `bun:"p,type:interval day to second(2)"`
			Wide string    `bun:"wide,type:bpchar"`
		}]()}},
		{says: "identities", on: onPostgres, models: []any{model[struct {
			bun.BaseModel `bun:"table:books"`

			ID int64 `bun:"id,pk,identity"`
		}]()}},
		{says: "an identity that is no primary key", on: onPostgres, models: []any{model[struct {
			bun.BaseModel `bun:"table:books"`

			ID     int64 `bun:"id,pk"`
			Number int64 `bun:"number,identity"`
		}]()}},
		{says: "computed columns that are scanned", by: []string{
			"CREATE TABLE books (id bigint NOT NULL PRIMARY KEY, title varchar, lower text GENERATED ALWAYS AS (lower(title)) STORED)",
		}, models: []any{model[struct {
			bun.BaseModel `bun:"table:books"`

			ID    int64  `bun:"id,pk"`
			Title string `bun:"title"`
			Lower string `bun:"lower,scanonly,type:text" migrate:"generated:'lower(title)'"`
		}]()}},
		{says: "a table in another schema beside one in the default one", on: onPostgres, setup: []string{"CREATE SCHEMA audit"},
			models: []any{model[entry](), model[titled]()}},
		{says: "tables with one between them", models: []any{model[member](), model[team](), model[membership]()}},
	}
}
