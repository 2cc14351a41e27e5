package dialecttest

import (
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// spellEnums has the database spell tables whose enum types are not there yet, or have other values there.
func (x Target) spellEnums(t *testing.T) {
	db := x.Open(t)
	x.addSchema(t, db)
	x.mustMigrate(t, db, op.CreateEnum{Enum: schema.Enum{Name: "mood", Values: []string{"sad"}}}, op.CreateTable{Table: schema.Table{
		Name: "days", Columns: []schema.Column{{Name: "mood", Type: "mood", Default: "'sad'"}},
	}})
	before := x.inspect(t, db)
	tables := []schema.Table{
		{Name: "days", Columns: []schema.Column{{Name: "mood", Type: "mood", Default: "'happy'"}}, Checks: []schema.Check{{Expression: "mood<>'ok'"}}},
		{Name: "weeks", Columns: []schema.Column{{Name: "moods", Type: "mood[]"}, {Name: "kind", Type: `audit."Kind"`, Default: "'long'"}}},
		{Schema: audit, Name: "kinds", Columns: []schema.Column{{Name: "kind", Type: `audit."Kind"`}, {Name: "mood", Type: "mood"}}},
	}
	enums := []schema.Enum{
		{Name: "mood", Values: []string{"happy", "ok", "sad"}}, {Schema: audit, Name: "Kind", Values: []string{"long"}}, {Name: "other", Values: []string{"a"}},
	}
	spelled, err := x.Dialect.Spell(ctx, db, tables, enums...)
	if err != nil {
		t.Fatal(err)
	}
	if d := same(before, x.inspect(t, db)); d != "" {
		t.Errorf("Spell changed the database (-before +after)\n%s", d)
	}
	fresh := x.Open(t)
	x.addSchema(t, fresh)
	for _, e := range enums {
		x.mustMigrate(t, fresh, op.CreateEnum{Enum: e})
	}
	for _, table := range tables {
		x.mustMigrate(t, fresh, op.CreateTable{Table: table})
	}
	want := x.inspect(t, fresh)
	want.Enums = nil
	got := &schema.Schema{Tables: spelled}
	got.Sort()
	if d := same(want, got); d != "" {
		t.Errorf("(-created +spelled)\n%s", d)
	}
}

// rehearseEnums changes enum types in a scratch place as in the database.
func (x Target) rehearseEnums(t *testing.T) {
	db := x.Open(t)
	x.addSchema(t, db)
	mood := schema.Enum{Schema: audit, Name: "mood", Values: []string{"sad", "ok"}}
	x.mustMigrate(t, db, op.CreateEnum{Enum: mood}, op.CreateTable{Table: schema.Table{
		Name: "days", Columns: []schema.Column{{Name: "mood", Type: "audit.mood", Default: "'ok'"}},
	}})
	before := x.inspect(t, db)
	up := []op.Operation{
		op.CreateEnum{Enum: schema.Enum{Name: "kind", Values: []string{"a"}}},
		op.AddEnumValue{Enum: "kind", Value: "b", Before: "a"},
		op.AddEnumValue{Schema: audit, Enum: "mood", Value: "so so", After: "sad"},
		op.AddEnumValue{Schema: audit, Enum: "mood", Value: "happy"},
		op.AddColumn{Table: "days", Column: schema.Column{Name: "kind", Type: "kind", Default: "'b'"}},
		op.AlterColumn{Table: "days", Column: "mood", From: schema.Column{Default: "'ok'"}, To: schema.Column{Default: "'happy'"}},
		op.RenameEnumValue{Schema: audit, Enum: "mood", From: "happy", To: "glad"},
		op.RenameEnum{Schema: audit, From: "mood", To: "feeling"},
	}
	down := []op.Operation{
		op.RenameEnum{Schema: audit, From: "feeling", To: "mood"},
		op.RenameEnumValue{Schema: audit, Enum: "mood", From: "glad", To: "happy"},
		op.AlterColumn{Table: "days", Column: "mood", From: schema.Column{Default: "'happy'"}, To: schema.Column{Default: "'ok'"}},
		op.DropColumn{Table: "days", Column: "kind"},
		op.AlterEnum{Schema: audit, Enum: "mood", From: []string{"sad", "so so", "ok", "happy"}, To: []string{"sad", "ok"}},
		op.DropEnum{Enum: "kind"},
	}
	read, err := x.Dialect.Rehearse(ctx, db, before, up, down)
	if err != nil {
		t.Fatal(err)
	}
	if d := same(before, x.inspect(t, db)); d != "" {
		t.Errorf("Rehearse changed the database (-before +after)\n%s", d)
	}
	if d := same(before, read[2]); d != "" {
		t.Errorf("there and back in a scratch place (-before +after)\n%s", d)
	}
	x.mustMigrate(t, db, up...)
	if d := same(x.inspect(t, db), read[1]); d != "" {
		t.Errorf("(-database +scratch place)\n%s", d)
	}
	x.mustMigrate(t, db, down...)
	if d := same(before, x.inspect(t, db)); d != "" {
		t.Errorf("there and back (-before +after)\n%s", d)
	}
}
