package model

import (
	"reflect"
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// definer is what a model has that says more than tags can: DefineTable gets the table as read, without default names, and
// may change it.
type definer interface {
	DefineTable(*schema.Table)
}

// define lets the model have the last word.
func (r *reading) define() {
	model, is := reflect.New(r.typ).Interface().(definer)
	if !is {
		if _, named := reflect.PointerTo(r.typ).MethodByName("DefineTable"); named {
			r.fault(modelName(r.typ)+".DefineTable", "it is never called: it must be a func(*schema.Table)")
		}
		return
	}
	defer func() {
		if p := recover(); p != nil {
			r.fault(modelName(r.typ)+".DefineTable", "it panicked: %s", reason(p))
		}
	}()
	model.DefineTable(&r.table)
}

// normalise says what goes without saying: which columns cannot be NULL, and types by the names that are used here.
func normalise(t *schema.Table) {
	for i := range t.Columns {
		c := &t.Columns[i]
		c.Type = schema.TypeName(c.Type)
		if c.Identity != "" || schema.IsSerial(c.Type) || slices.Contains(t.PrimaryKey.Columns, c.Name) {
			c.NotNull = true
		}
	}
}
