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
	w := &literalWriter{T: t, target: x, db: db}
	w.texts()
	w.wholeNumbers()
	w.floats()
	w.flagsAndBytes()
	w.times()
	w.nothing()
	for _, v := range []any{struct{}{}, "zero\x00byte", []int{1}, map[string]int{}, &w.id} {
		if literal, err := x.Dialect.Literal(v); err == nil {
			t.Errorf("Literal(%#v) is %s, want an error", v, literal)
		}
	}
}

// literalWriter writes values into rows of their own.
type literalWriter struct {
	*testing.T
	target Target
	db     *bun.DB
	id     int
}

// insert writes a value and reads its row back.
func (w *literalWriter) insert(column string, value any) (back row) {
	w.Helper()
	w.id++
	d := w.target.Dialect
	one, err := d.Literal(w.id)
	if err != nil {
		w.Fatal(err)
	}
	literal, err := d.Literal(value)
	if err != nil {
		w.Fatalf("Literal(%v): %v", value, err)
	}
	exec(w.T, w.db, "INSERT INTO row (id, "+d.Quote(column)+") VALUES ("+one+", "+literal+")")
	if err := w.db.NewSelect().Model(&back).Where("id = ?", w.id).Scan(ctx); err != nil {
		w.Fatalf("%s: %v", literal, err)
	}
	return back
}

func (w *literalWriter) texts() {
	type named string
	for _, v := range append([]string{"", "plain", "two\nlines\t", `a\'b`, "ü表😀"}, hostile...) {
		if back := w.insert("text", v); back.Text == nil || *back.Text != v {
			w.Errorf("the text %q came back as %v", v, back.Text)
		}
	}
	if back := w.insert("text", named("it's")); *back.Text != "it's" {
		w.Errorf("a named string came back as %q", *back.Text)
	}
}

func (w *literalWriter) wholeNumbers() {
	type named int32
	for v, want := range map[any]int64{
		int(-5): -5, int8(math.MinInt8): math.MinInt8, int16(300): 300, int32(-70000): -70000, int64(math.MaxInt64): math.MaxInt64,
		int64(math.MinInt64): math.MinInt64, uint(5): 5, uint8(255): 255, uint16(65535): 65535, uint32(math.MaxUint32): math.MaxUint32,
		uint64(math.MaxInt64): math.MaxInt64, named(7): 7,
	} {
		if back := w.insert("whole", v); back.Whole == nil || *back.Whole != want {
			w.Errorf("%T %v came back as %v", v, v, back.Whole)
		}
	}
}

func (w *literalWriter) floats() {
	for _, v := range []float64{0, -0.1, 1e300, 5e-324, math.MaxFloat64, math.Pi, 1 << 60, math.Inf(1), math.Inf(-1)} {
		if back := w.insert("float", v); back.Float == nil || *back.Float != v {
			w.Errorf("the float %v came back as %v", v, back.Float)
		}
	}
	if back := w.insert("float", float32(0.1)); float32(*back.Float) != 0.1 {
		w.Errorf("float32(0.1) came back as %v", *back.Float)
	}
}

func (w *literalWriter) flagsAndBytes() {
	for _, v := range []bool{true, false} {
		if back := w.insert("flag", v); back.Flag == nil || *back.Flag != v {
			w.Errorf("%v came back as %v", v, back.Flag)
		}
	}
	for _, v := range [][]byte{{}, {0}, {0, 1, 0xff, '\'', '\\', '?'}} {
		if back := w.insert("bytes", v); back.Bytes == nil || !bytes.Equal(back.Bytes, v) {
			w.Errorf("%x came back as %x", v, back.Bytes)
		}
	}
}

func (w *literalWriter) times() {
	for _, v := range []time.Time{
		time.Date(2026, 11, 24, 7, 54, 0, 123456000, time.UTC), time.Date(1969, 7, 20, 20, 17, 40, 0, time.FixedZone("", -4*3600)),
		time.Date(2, 1, 1, 0, 0, 0, 0, time.UTC),
	} {
		if back := w.insert("at", v); back.At == nil || !back.At.Equal(v) {
			w.Errorf("%v came back as %v", v, back.At)
		}
	}
}

func (w *literalWriter) nothing() {
	if back := w.insert("text", nil); back.Text != nil {
		w.Errorf("nil came back as %q", *back.Text)
	}
	if back := w.insert("bytes", []byte(nil)); back.Bytes != nil {
		w.Errorf("no bytes came back as %x", back.Bytes)
	}
}
