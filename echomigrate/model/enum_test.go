package model_test

import (
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Weather has its values in Go.
type Weather string

func (Weather) EnumValues() []string { return []string{"sun", "rain"} }

type enumDay struct {
	bun.BaseModel `bun:"table:days"`

	ID      int64     `bun:"id,pk"`
	Mood    string    `bun:"mood,notnull,default:'ok'" migrate:"enum:mood was feeling (sad, fine was ok was 'so so', 'it''s, (ok)')"`
	Moods   []string  `bun:"moods,array" migrate:"enum:mood(sad, fine, 'it''s, (ok)'),index"`
	Weather *Weather  `bun:"weather" migrate:"enum:audit.Weather"`
	Sky     Weather   `bun:"sky,type:sky" migrate:"enum"`
	Skies   []Weather `bun:"skies,array" migrate:"enum:sky"`
	Kind    string    `bun:"kind,type:Kind" migrate:"enum:(\"a b\", 1e3)"`
	Public  string    `bun:"public" migrate:"enum:public.visible(yes,no)"`
}

func TestEnumTypesAreWhatTheTagsSay(t *testing.T) {
	got := mustRead(t, (*enumDay)(nil))
	equal(t, []schema.Enum{
		{Name: "kind", Values: []string{"a b", "1e3"}},
		{Name: "mood", Values: []string{"sad", "fine", "it's, (ok)"}},
		{Name: "sky", Values: []string{"sun", "rain"}},
		{Name: "visible", Values: []string{"yes", "no"}},
		{Schema: "audit", Name: "Weather", Values: []string{"sun", "rain"}},
	}, got.Schema.Enums)
	equal(t, []op.Operation{
		op.RenameEnum{From: "feeling", To: "mood"},
		op.RenameEnumValue{Enum: "mood", From: "ok", To: "fine"},
		op.RenameEnumValue{Enum: "mood", From: "so so", To: "fine"},
	}, got.Renames)
	equal(t, map[string]string{
		"id": "bigint", "mood": "mood", "moods": "mood[]", "weather": `audit."Weather"`, "sky": "sky", "skies": "sky[]", "kind": "kind", "public": "visible",
	}, typesOf(got.Schema.Tables[0]))
}

func TestEnumTagsThatCannotBeAreErrors(t *testing.T) {
	for tag, says := range map[string]string{
		"enum":                   "it has no name: write it before the values",
		"enum:(a, b)":            "it has no name: write it before the values",
		"enum:mood":              "it has no values: write enum:mood(a, b), or give the Go type string a method EnumValues() []string",
		"enum:mood()":            "a value is empty",
		"enum:mood(a,,b)":        "a value is empty",
		"enum:mood(a, b, a)":     "there is a value a already",
		"enum:mood(a b)":         `there is no meaning to "b"`,
		"enum:mood(a was)":       "a value is empty",
		"enum:mood(a":            "the bracket is not closed",
		"enum:mood(a) b":         `there is no meaning to "b"`,
		"enum:mood was (a)":      "there is no name behind was",
		"enum:mood(a),enum:b(c)": "option enum is given twice",
		"enum:items(a)":          "enum type items has the name of the table of",
	} {
		t.Run(tag, func(t *testing.T) {
			_, err := read(tagged("", tag))
			wantFault(t, err, says)
		})
	}
}

type enumOther struct {
	bun.BaseModel `bun:"table:nights"`

	ID   int64  `bun:"id,pk"`
	Mood string `bun:"mood" migrate:"enum:mood(sad,fine)"`
}

type enumTyped struct {
	ID   int64  `bun:"id,pk"`
	Mood string `bun:"mood,type:text" migrate:"enum:mood(sad,fine)"`
}

func TestEnumTypesMustAgree(t *testing.T) {
	_, err := read((*enumDay)(nil), (*enumOther)(nil))
	wantFault(t, err, "enumDay.Mood", "enumOther.Mood", "enum type mood different values: (sad, fine, it's, (ok)) and (sad, fine)")
	_, err = read((*enumTyped)(nil))
	wantFault(t, err, "enumTyped.Mood", "the column's type is text, not mood")
}
