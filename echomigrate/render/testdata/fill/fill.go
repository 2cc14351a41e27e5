// Package fill makes revisions with every operation there is, filled with random values by reflection: it knows the types of
// fields, but no operation.
package fill

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// Revisions are n revisions, the same ones for the same seed. Each has every operation twice, except that operations inside
// operations are few.
func Revisions(seed uint64, n int) []revision.Revision {
	f := filler{rand.New(rand.NewPCG(seed, 0))}
	revisions := make([]revision.Revision, n)
	for i := range revisions {
		f.fill(reflect.ValueOf(&revisions[i]).Elem(), 0)
		revisions[i].ID, revisions[i].Source = fmt.Sprintf("r%d", i), ""
		revisions[i].Upgrade, revisions[i].Downgrade = f.everyKind(), f.everyKind()
	}
	return revisions
}

// Backfill is a function that Func may run.
func Backfill(context.Context, bun.IDB) error { return nil }

// Restore is another one.
func Restore(context.Context, bun.IDB) error { return nil }

// functions has one list of functions for each type of function that a field may have.
var functions = [][]any{{Backfill, Restore}}

type filler struct{ *rand.Rand }

func (f filler) everyKind() []op.Operation {
	var ops []op.Operation
	for _, o := range op.Kinds() {
		ops = append(ops, f.operation(o, 0))
	}
	return ops
}

func (f filler) operation(kind op.Operation, depth int) op.Operation {
	v := reflect.New(reflect.TypeOf(kind)).Elem()
	f.fill(v, depth)
	return v.Interface().(op.Operation)
}

// fill puts a random value into v; about a third of all fields stay zero. It panics on a type that it does not know, so that
// a new one cannot be forgotten.
func (f filler) fill(v reflect.Value, depth int) {
	switch {
	case v.Type() == reflect.TypeFor[op.Operation]():
		kinds := op.Kinds()
		v.Set(reflect.ValueOf(f.operation(kinds[f.IntN(len(kinds))], depth+1)))
	case v.Type() == reflect.TypeFor[any]():
		if value := f.cell(); value != nil {
			v.Set(reflect.ValueOf(value))
		}
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			if f.IntN(3) > 0 {
				f.fill(v.Field(i), depth+1)
			}
		}
	case v.Kind() == reflect.Slice:
		n := f.IntN(4)
		if depth > 4 {
			n = 0
		}
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			f.fill(v.Index(i), depth+1)
		}
	case v.Kind() == reflect.String:
		v.SetString(f.text())
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.CanInt():
		v.SetInt(f.Int64() >> f.IntN(63) >> (64 - v.Type().Bits()))
	case v.Kind() == reflect.Func:
		v.Set(f.function(v.Type()))
	default:
		panic(fmt.Sprintf("fill: no values for type %s", v.Type()))
	}
}

func (f filler) function(t reflect.Type) reflect.Value {
	for _, list := range functions {
		if reflect.TypeOf(list[0]).AssignableTo(t) {
			return reflect.ValueOf(list[f.IntN(len(list))])
		}
	}
	panic(fmt.Sprintf("fill: no functions of type %s", t))
}

// parts are what texts are made of: what is plain, what SQL and Go quote with, what cannot be seen, what is no text at all.
var parts = []string{
	"users", "bio", " ", "_", "SELECT 1", "'it''s'", `"Quoted"`, "`", "\\", "\n", "\r\n", "\t", "\x00", "\xff", "größe", "日本", "🚀",
	"\u200b", "\u202e", "\ufeff", "*/", "//", "%s", "${x}", "CASCADE", " \n", "a much longer run of words that makes a line break necessary",
}

func (f filler) text() string {
	var b strings.Builder
	for range f.IntN(6) {
		b.WriteString(parts[f.IntN(len(parts))])
	}
	return b.String()
}

// cell is a value for a row of BulkInsert.
func (f filler) cell() any {
	bits := f.Uint64() >> f.IntN(64)
	at := time.Date(1900+f.IntN(300), time.Month(1+f.IntN(12)), 1+f.IntN(28), f.IntN(24), f.IntN(60), f.IntN(60), f.IntN(1e9), time.UTC)
	cells := []any{
		nil, true, false, int(bits), int8(bits), int16(bits), int32(bits), int64(bits), uint(bits), uint8(bits), uint16(bits), uint32(bits), bits,
		float64(int8(bits)), f.NormFloat64(), math.Float64frombits(f.Uint64()), math.Float32frombits(f.Uint32()), float32(0.1),
		math.NaN(), math.Inf(1), math.Inf(-1), math.Copysign(0, -1), float32(math.Inf(1)), float32(math.Copysign(0, -1)), int64(math.MinInt64),
		f.text(), []byte(f.text()), []byte{}, []byte(nil), at, at.In(time.FixedZone("CEST", 7200)), at.In(time.FixedZone("", -1234)), time.Time{},
	}
	return cells[f.IntN(len(cells))]
}
