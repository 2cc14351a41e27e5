package bench_test

import (
	"fmt"
	"reflect"

	"github.com/uptrace/bun"
)

// root is the table that all others refer to.
type root struct {
	bun.BaseModel `bun:"table:roots"`

	ID int64 `bun:"id,pk,autoincrement"`
}

// field is a column of every table but root's.
type field struct {
	name string
	of   reflect.Type
	tag  string
}

var fields = []field{
	{"ID", reflect.TypeFor[int64](), `bun:"id,pk,autoincrement"`},
	{"RootID", reflect.TypeFor[int64](), `bun:"root_id,notnull" migrate:"index"`},
	{"Root", reflect.TypeFor[*root](), `bun:"rel:belongs-to,join:root_id=id"`},
	{"Name", reflect.TypeFor[string](), `bun:"name,notnull" migrate:"uniqueindex"`},
	{"Title", reflect.TypeFor[string](), `bun:"title"`},
	{"Kind", reflect.TypeFor[string](), `bun:"kind,notnull,default:'plain'"`},
	{"Price", reflect.TypeFor[int64](), `bun:"price,notnull,default:0" migrate:"check:'price >= 0'"`},
	{"Weight", reflect.TypeFor[float64](), `bun:"weight"`},
	{"Active", reflect.TypeFor[bool](), `bun:"active,notnull,default:false"`},
	{"Amount", reflect.TypeFor[int32](), `bun:"amount,nullzero"`},
	{"Note", reflect.TypeFor[string](), `bun:"note"`},
}

// changes are what can become of a table's fields.
var changes = []func([]field) []field{
	func(f []field) []field { return append(f, field{"More", reflect.TypeFor[string](), `bun:"more"`}) },
	func(f []field) []field { f[4].tag = `bun:"title,notnull"`; return f },
	func(f []field) []field { f[5].tag = `bun:"kind,notnull,default:'fancy'"`; return f },
	func(f []field) []field { return f[:len(f)-1] },
}

// models are structs for a number of tables; the last of them, as many as changed says, have a change each.
func models(tables, changed int) []any {
	all := []any{(*root)(nil)}
	for n := 1; n < tables; n++ {
		columns := append([]field(nil), fields...)
		if n >= tables-changed {
			columns = changes[n%len(changes)](columns)
		}
		all = append(all, model(fmt.Sprintf("t%04d", n), columns))
	}
	return all
}

// model is a nil pointer to a struct for a table.
func model(table string, columns []field) any {
	list := []reflect.StructField{{
		Name: "BaseModel", Type: reflect.TypeFor[bun.BaseModel](), Anonymous: true, Tag: reflect.StructTag(`bun:"table:` + table + `"`),
	}}
	for _, c := range columns {
		list = append(list, reflect.StructField{Name: c.name, Type: c.of, Tag: reflect.StructTag(c.tag)})
	}
	return reflect.Zero(reflect.PointerTo(reflect.StructOf(list))).Interface()
}
