package model_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"math/big"
	"net"
	"net/netip"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	bunschema "github.com/uptrace/bun/schema"

	"github.com/echomigrate/echo-migrate/echomigrate/model"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

type (
	Mood  string
	Level int
	Point struct{ X, Y int }
	// Decimal looks like the usual types for decimals.
	Decimal struct{ Unscaled *big.Int }
	// Label writes itself, but is a string.
	Label string
	// Colour writes itself as text.
	Colour struct{ R, G, B uint8 }
	// Tokens writes itself, and is a slice.
	Tokens []string
)

func (Decimal) Value() (driver.Value, error) { return "0", nil }
func (Label) Value() (driver.Value, error)   { return "", nil }
func (*Tokens) Value() (driver.Value, error) { return "", nil }
func (Colour) MarshalText() ([]byte, error)  { return nil, nil }
func (*Decimal) Scan(any) error              { return nil }
func (Decimal) MarshalJSON() ([]byte, error) { return nil, nil }

type zoo struct {
	bun.BaseModel `bun:"table:zoo"`

	Bool           bool
	BoolP          *bool
	BoolNotNull    bool    `bun:",notnull"`
	BoolNullZero   bool    `bun:",nullzero"`
	StringPNotNull *string `bun:",notnull"`
	StringNullZero string  `bun:",nullzero,notnull"`
	StringDefault  string  `bun:",nullzero,default:'x'"`

	Int     int
	Int8    int8
	Int16   int16
	Int32   int32
	Int64   int64
	Uint    uint
	Uint8   uint8
	Uint16  uint16
	Uint32  uint32
	Uint64  uint64
	Uintptr uintptr
	Float32 float32
	Float64 float64

	String         string
	StringText     string `bun:",type:text"`
	StringVarchar  string `bun:",type:varchar"`
	StringVarchar5 string `bun:",type:varchar(50)"`
	StringLong     string `bun:",type:CHARACTER VARYING(50)"`
	StringP        *string

	Bytes         []byte
	Bytes16       [16]byte
	BytesP        *[]byte
	UUID          uuid.UUID
	UUIDTyped     uuid.UUID `bun:",type:uuid"`
	NullUUID      uuid.NullUUID
	Time          time.Time
	TimeP         *time.Time
	BunNullTime   bun.NullTime
	Duration      time.Duration
	TimeDate      time.Time `bun:",type:date"`
	TimeTimestamp time.Time `bun:",type:timestamp"`
	TimeTz3       time.Time `bun:",type:timestamptz(3)"`

	NullBool    sql.NullBool
	NullString  sql.NullString
	NullInt16   sql.NullInt16
	NullInt32   sql.NullInt32
	NullInt64   sql.NullInt64
	NullByte    sql.NullByte
	NullFloat64 sql.NullFloat64
	NullTime    sql.NullTime
	NullOfS     sql.Null[string]
	NullOfI     sql.Null[int64]
	NullOfT     sql.Null[time.Time]
	NullStringP *sql.NullString

	Raw       json.RawMessage
	RawP      *json.RawMessage
	RawJSON   json.RawMessage `bun:",type:json"`
	Map       map[string]any
	MapJSON   map[string]any    `bun:",type:json"`
	Hstore    map[string]string `bun:",hstore"`
	HstoreT   map[string]string `bun:",type:hstore"`
	Struct    Point
	StructP   *Point
	StructJ   Point `bun:",type:jsonb"`
	Composite Point `bun:",composite:pt"`
	Msgpack   Point `bun:",msgpack"`
	Any       any   `bun:",type:jsonb"`

	Strings        []string
	StringsArray   []string    `bun:",array"`
	StringsText    []string    `bun:",type:text[]"`
	StringsVarchar []string    `bun:",type:varchar(9)[]"`
	Int64s         []int64     `bun:",array"`
	Int32s         []int32     `bun:",array"`
	Float64s       []float64   `bun:",array"`
	Bools          []bool      `bun:",array"`
	Times          []time.Time `bun:",array"`
	UUIDs          []uuid.UUID `bun:",array"`
	UUIDsTyped     []uuid.UUID `bun:",type:uuid[]"`
	Matrix         [][]int64   `bun:",array"`
	Three          [3]int64    `bun:",array"`
	ThreeJSON      [3]int64
	Points         []Point
	PointsArray    []Point           `bun:",array"`
	StringPs       []*string         `bun:",array"`
	Blobs          [][]byte          `bun:",array"`
	StringsP       *[]string         `bun:",array"`
	IPs            []net.IP          `bun:",array"`
	Raws           []json.RawMessage `bun:",array"`

	IP           net.IP
	IPInet       net.IP `bun:",type:inet"`
	IPP          *net.IP
	IPNet        net.IPNet
	Addr         netip.Addr
	Prefix       netip.Prefix
	Hardware     net.HardwareAddr
	URL          url.URL
	Decimal      Decimal
	DecimalTyped Decimal `bun:",type:numeric(10,2)"`
	BigInt       *big.Int
	Range        string `bun:",type:tstzrange"`
	Multirange   string `bun:",type:int4multirange,multirange"`
	Mood         Mood
	Level        Level
	MoodTyped    Mood `bun:",type:mood"`
	Label        Label
	Colour       Colour
	Tokens       Tokens

	Citext   string `bun:",type:citext"`
	Tsvector string `bun:",type:tsvector"`
	XML      string `bun:",type:xml"`
	Bit8     string `bun:",type:bit(8)"`
	Interval string `bun:",type:interval"`
	Money    string `bun:",type:money"`

	Bigserial    string `bun:",type:bigserial"`
	Auto64       int64  `bun:",autoincrement"`
	Auto32       int32  `bun:",autoincrement"`
	Auto16       int16  `bun:",autoincrement"`
	AutoUint64   uint64 `bun:",autoincrement"`
	Auto64P      *int64 `bun:",autoincrement"`
	Identity     int64  `bun:",identity"`
	AutoIdentity int64  `bun:",autoincrement,identity"`
}

// typesOf are the types of the columns that a model has.
func typesOf(t schema.Table) map[string]string {
	types := map[string]string{}
	for _, c := range t.Columns {
		types[c.Name] = c.Type
	}
	return types
}

func TestTypesAreThoseThatBunTakesOnPostgreSQL(t *testing.T) {
	bunTable := on(pgdialect.New()).Table(reflect.TypeFor[zoo]())
	want := map[string]string{}
	for _, f := range bunTable.Fields {
		want[f.Name] = schema.TypeName(f.CreateTableSQLType)
	}
	if len(want) < 100 {
		t.Fatalf("the zoo has %d types only", len(want))
	}
	for name, d := range map[string]bunschema.Dialect{"postgres": pgdialect.New(), "sqlite": sqlitedialect.New()} {
		t.Run(name, func(t *testing.T) {
			result, err := model.Read(model.Snapshot(on(d), []any{(*zoo)(nil)}))
			if err != nil {
				t.Fatal(err)
			}
			equal(t, want, typesOf(result.Schema.Tables[0]))
		})
	}
}

func TestAutoincrementIsASerialOfTheColumnsWidth(t *testing.T) {
	type Numbered struct {
		A int64 `bun:"a,type:integer,autoincrement"`
		B int64 `bun:"b,type:INT2,autoincrement"`
		C int32 `bun:"c,type:bigint,autoincrement"`
		D int64 `bun:"d,type:serial,autoincrement"`
		E int64 `bun:"e,type:integer,autoincrement,identity"`
	}
	equal(t, map[string]string{"a": "serial", "b": "smallserial", "c": "bigserial", "d": "serial", "e": "integer"}, typesOf(table(t, Numbered{})))
}

func TestATypeThatSaysNothingIsAnError(t *testing.T) {
	type Any struct {
		Data any `bun:"data"`
	}
	type Complex struct {
		Number complex128
	}
	type Anys struct {
		List []any `bun:"list,array"`
	}
	type Channel struct {
		C chan int
	}
	wantFault(t, second(read(Any{})), "Any.Data", "the Go type any has no SQL type", `bun:"data,type:jsonb"`)
	wantFault(t, second(read(Complex{})), "Complex.Number", "complex128")
	wantFault(t, second(read(Anys{})), "Anys.List", "[]any")
	wantFault(t, second(read(Channel{})), "Channel.C", "chan int")
}

func second[A any](_ A, err error) error { return err }

func TestTrapsAreWarnedOf(t *testing.T) {
	type Traps struct {
		ID      uint64 `bun:"id,pk,autoincrement"`
		OwnerID uint64
		Owner   *User `bun:"rel:belongs-to,join:owner_id=id"`
		Price   Decimal
		Null    sql.Null[string]
		NullI   sql.NullInt32
		Addr    netip.Addr
		IP      *net.IP
		UUID    uuid.UUID
		UUIDs   []uuid.UUID `bun:",array"`
		Colour  Colour
		Tokens  Tokens
		BigInt  *big.Int
		Big     uint64
		Half    uint32
		Packed  Point `bun:",msgpack"`
		// What follows is as it should be.
		Fine     uint8
		Data     Point
		Raw      json.RawMessage
		Bytes    []byte
		At       sql.NullTime
		Name     sql.NullString
		Label    Label
		Typed    Decimal           `bun:",type:numeric(10,2)"`
		TypedID  uuid.UUID         `bun:",type:uuid"`
		TypedBig uint64            `bun:",type:numeric(20)"`
		Hstore   map[string]string `bun:",hstore"`
	}
	want := []string{
		"Traps.Price: Go type model_test.Decimal becomes jsonb: say what its values are, as in type:numeric",
		"Traps.Null: Go type sql.Null[string] becomes jsonb: say what its values are, as in type:varchar",
		"Traps.NullI: Go type sql.NullInt32 becomes jsonb: say what its values are, as in type:integer",
		"Traps.Addr: Go type netip.Addr becomes jsonb: say what its values are, as in type:inet",
		"Traps.IP: Go type net.IP becomes bytea: say what its values are, as in type:inet",
		"Traps.UUID: Go type uuid.UUID becomes bytea: say what its values are, as in type:uuid",
		"Traps.UUIDs: Go type []uuid.UUID becomes bytea[]: say what its values are, as in type:uuid[]",
		"Traps.Colour: Go type model_test.Colour becomes jsonb: say what its values are, such as type:text",
		"Traps.Tokens: Go type model_test.Tokens becomes jsonb: say what its values are, such as type:text",
		"Traps.BigInt: Go type big.Int becomes jsonb: say what its values are, as in type:numeric",
		"Traps.Big: the upper half of uint64 does not fit into bigint: give it type:numeric(20) if you need it",
		"Traps.Half: the upper half of uint32 does not fit into integer: give it type:bigint if you need it",
		"Traps.Packed: msgpack is no JSON, but the column becomes jsonb: give it type:bytea",
	}
	equal(t, want, mustRead(t, Traps{}, User{}).Warnings)
}

type hooked struct {
	ID int64 `bun:"id,pk"`
}

func (*hooked) BeforeCreateTable(_ context.Context, _ *bun.CreateTableQuery) error { return nil }
func (*hooked) AfterCreateTable(_ context.Context, _ *bun.CreateTableQuery) error  { return nil }

type hookedAndDefined struct{ hooked }

func (*hookedAndDefined) DefineTable(*schema.Table) {}

func TestHooksAreWarnedOf(t *testing.T) {
	warnings := mustRead(t, hooked{}).Warnings
	if len(warnings) != 2 || !strings.HasPrefix(warnings[0], "hooked.BeforeCreateTable: ") || !strings.HasPrefix(warnings[1], "hooked.AfterCreateTable: ") {
		t.Errorf("warnings %q, want one for each hook", warnings)
	}
	equal(t, []string(nil), mustRead(t, hookedAndDefined{}).Warnings)
}
