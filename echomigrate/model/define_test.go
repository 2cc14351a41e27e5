package model_test

import (
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

type booking struct {
	bun.BaseModel `bun:"table:bookings"`

	Room string `bun:"room"`
	Nr   int32  `bun:"nr" migrate:"index"`
}

type bookingByPointer struct{ booking }

func (*bookingByPointer) DefineTable(t *schema.Table) { change(t) }

type bookingByValue struct{ booking }

func (bookingByValue) DefineTable(t *schema.Table) { change(t) }

func change(t *schema.Table) {
	if len(t.Indexes) != 1 || t.Indexes[0].Name != "" {
		panic("the table is not as it was read")
	}
	t.Column("nr").Type = "INT8"
	t.PrimaryKey = schema.Key{Name: "pk", Columns: []string{"nr", "room"}}
	t.Indexes = nil
	t.Options = []string{"WITHOUT ROWID"}
}

func TestDefineTableHasTheLastWord(t *testing.T) {
	for _, m := range []any{bookingByPointer{}, bookingByValue{}} {
		got := table(t, m)
		got.Name = ""
		equal(t, schema.Table{
			Columns:    []schema.Column{{Name: "room", Type: "varchar", NotNull: true}, {Name: "nr", Type: "bigint", NotNull: true}},
			PrimaryKey: schema.Key{Name: "pk", Columns: []string{"nr", "room"}},
			Options:    []string{"WITHOUT ROWID"},
		}, got)
	}
}

type definedPanic struct{ booking }

func (definedPanic) DefineTable(*schema.Table) { panic("not\nthat") }

type definedByMistake struct{ booking }

func (definedByMistake) DefineTable(schema.Table) {}

type definedEmpty struct{ booking }

func (definedEmpty) DefineTable(t *schema.Table) { t.Columns = nil }

type definedWrong struct{ booking }

func (definedWrong) DefineTable(t *schema.Table) { t.PrimaryKey.Columns = []string{"rom"} }

type definedTwice struct{ booking }

func (definedTwice) DefineTable(t *schema.Table) { t.Columns = append(t.Columns, t.Columns[0]) }

type definedTypeless struct{ booking }

func (definedTypeless) DefineTable(t *schema.Table) { t.Columns[0].Type = "" }

type definedNameless struct{ booking }

func (definedNameless) DefineTable(t *schema.Table) { t.Name = strings.Repeat("x", 64) }

func TestWhatDefineTableDoesIsChecked(t *testing.T) {
	for _, c := range []struct {
		model any
		parts []string
	}{
		{definedPanic{}, []string{"definedPanic.DefineTable", "panicked: not that"}},
		{definedByMistake{}, []string{"definedByMistake.DefineTable", "func(*schema.Table)"}},
		{definedEmpty{}, []string{"definedEmpty", "no columns"}},
		{definedWrong{}, []string{"definedWrong", "primary key", "no column rom (did you mean room?)"}},
		{definedTwice{}, []string{"definedTwice", "two columns room"}},
		{definedTypeless{}, []string{"definedTypeless", "column room has no type"}},
		{definedNameless{}, []string{"definedNameless", "64 bytes"}},
	} {
		t.Run(c.parts[0], func(t *testing.T) {
			_, err := read(c.model)
			wantFault(t, err, c.parts...)
		})
	}
}

func TestForeignKeysThatDefineTableLeavesOutAreNotWarnedOf(t *testing.T) {
	equal(t, []string(nil), mustRead(t, definedLoose{}, Account{}).Warnings)
}

type definedLoose struct {
	ID    int64    `bun:"id,pk"`
	Alias string   `bun:"alias"`
	To    *Account `bun:"rel:belongs-to,join:alias=alias"`
}

func (definedLoose) DefineTable(t *schema.Table) { t.ForeignKeys = nil }
