package proof_test

import (
	"errors"
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect/postgres"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/proof"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// TestEnumTypesAreCopied changes an enum type, and adds a column of a new one.
func TestEnumTypesAreCopied(t *testing.T) {
	d := live{postgres.New(), testdb.Postgres(t)}
	moods := schema.Table{Name: "moods", Columns: []schema.Column{{Name: "mood", Type: "mood", Default: "'low'"}}}
	history := &schema.Schema{}
	first := []op.Operation{op.CreateEnum{Enum: schema.Enum{Name: "mood", Values: []string{"low", "high"}}}, op.CreateTable{Table: moods}}
	d.run(t, first)
	d.must(t, op.Apply(history, first))

	desired := history.Clone()
	desired.Enums = []schema.Enum{{Name: "mood", Values: []string{"low", "top"}}, {Name: "size", Values: []string{"s", "l"}}}
	desired.Tables[0].Columns = append(desired.Tables[0].Columns, schema.Column{Name: "size", Type: "size"})
	trial := d.trialOf(t, desired, history)
	trial.Upgrade = []op.Operation{
		op.RenameEnumValue{Enum: "mood", From: "high", To: "top"},
		op.CreateEnum{Enum: schema.Enum{Name: "size", Values: []string{"s", "l"}}},
		op.AddColumn{Table: "moods", Column: schema.Column{Name: "size", Type: "size"}},
	}
	trial.Downgrade = []op.Operation{
		op.DropColumn{Table: "moods", Column: "size"},
		op.DropEnum{Enum: "size"},
		op.RenameEnumValue{Enum: "mood", From: "top", To: "high"},
	}
	if doubts, err := trial.Run(ctx); err != nil || len(doubts) > 0 {
		t.Errorf("%v, %v", doubts, err)
	}
	trial.Downgrade = trial.Downgrade[:2]
	if _, err := trial.Run(ctx); !errors.Is(err, proof.ErrFailed) {
		t.Errorf("the downgrade leaves a value renamed: %v", err)
	}
}
