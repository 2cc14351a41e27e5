package dialecttest

import (
	"bytes"
	"math"
	"testing"
	"time"

	"github.com/uptrace/bun"
)

// row has a column for every kind of value.
type row struct {
	bun.BaseModel `bun:"table:row"`

	ID    int64
	Text  *string
	Whole *int64
	Float *float64
	Flag  *bool
	Bytes []byte
	At    *time.Time `bun:",nullzero,type:timestamptz"`
}

// literals writes Go values as SQL and reads them by Bun.
func (x Target) literals(t *testing.T) {
	db := x.Open(t)
	if _, err := db.NewCreateTable().Model((*row)(nil)).Exec(ctx); err != nil {
		t.Fatal(err)
	}
	id := 0
	insert := func(column string, value any) (back row) {
		id++
		one, err := x.Dialect.Literal(id)
		if err != nil {
			t.Fatal(err)
		}
		literal, err := x.Dialect.Literal(value)
		if err != nil {
			t.Fatalf("Literal(%v): %v", value, err)
		}
		exec(t, db, "INSERT INTO row (id, "+x.Dialect.Quote(column)+") VALUES ("+one+", "+literal+")")
		if err := db.NewSelect().Model(&back).Where("id = ?", id).Scan(ctx); err != nil {
			t.Fatalf("%s: %v", literal, err)
		}
		return back
	}
	type named string
	type number int32
	for _, v := range append([]string{"", "plain", "two\nlines\t", `a\'b`, "ü表😀"}, hostile...) {
		if back := insert("text", v); back.Text == nil || *back.Text != v {
			t.Errorf("the text %q came back as %v", v, back.Text)
		}
	}
	if back := insert("text", named("it's")); *back.Text != "it's" {
		t.Errorf("a named string came back as %q", *back.Text)
	}
	for v, want := range map[any]int64{int(-5): -5, int8(math.MinInt8): math.MinInt8, int16(300): 300, int32(-70000): -70000, int64(math.MaxInt64): math.MaxInt64,
		int64(math.MinInt64): math.MinInt64, uint(5): 5, uint8(255): 255, uint16(65535): 65535, uint32(math.MaxUint32): math.MaxUint32, uint64(math.MaxInt64): math.MaxInt64, number(7): 7} {
		if back := insert("whole", v); back.Whole == nil || *back.Whole != want {
			t.Errorf("%T %v came back as %v", v, v, back.Whole)
		}
	}
	for _, v := range []float64{0, -0.1, 1e300, 5e-324, math.MaxFloat64, math.Pi, 1 << 60, math.Inf(1), math.Inf(-1)} {
		if back := insert("float", v); back.Float == nil || *back.Float != v {
			t.Errorf("the float %v came back as %v", v, back.Float)
		}
	}
	if back := insert("float", float32(0.1)); float32(*back.Float) != 0.1 {
		t.Errorf("float32(0.1) came back as %v", *back.Float)
	}
	for _, v := range []bool{true, false} {
		if back := insert("flag", v); back.Flag == nil || *back.Flag != v {
			t.Errorf("%v came back as %v", v, back.Flag)
		}
	}
	for _, v := range [][]byte{{}, {0}, {0, 1, 0xff, '\'', '\\', '?'}} {
		if back := insert("bytes", v); back.Bytes == nil || !bytes.Equal(back.Bytes, v) {
			t.Errorf("%x came back as %x", v, back.Bytes)
		}
	}
	for _, v := range []time.Time{
		time.Date(2026, 11, 24, 7, 54, 0, 123456000, time.UTC), time.Date(1969, 7, 20, 20, 17, 40, 0, time.FixedZone("", -4*3600)), time.Date(2, 1, 1, 0, 0, 0, 0, time.UTC),
	} {
		if back := insert("at", v); back.At == nil || !back.At.Equal(v) {
			t.Errorf("%v came back as %v", v, back.At)
		}
	}
	if back := insert("text", nil); back.Text != nil {
		t.Errorf("nil came back as %q", *back.Text)
	}
	if back := insert("bytes", []byte(nil)); back.Bytes != nil {
		t.Errorf("no bytes came back as %x", back.Bytes)
	}
	for _, v := range []any{struct{}{}, "zero\x00byte", []int{1}, map[string]int{}, &id} {
		if literal, err := x.Dialect.Literal(v); err == nil {
			t.Errorf("Literal(%#v) is %s, want an error", v, literal)
		}
	}
}
