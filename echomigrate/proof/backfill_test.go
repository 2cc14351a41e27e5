package proof_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/proof"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// TestABackfillIsTriedAndAnInsertIsNot fills a column with what fits it and with what does not.
func TestABackfillIsTriedAndAnInsertIsNot(t *testing.T) {
	each(t, func(t *testing.T, d live) {
		notes := schema.Table{Name: "notes", Columns: []schema.Column{{Name: "line", Type: "text"}}}
		first := []op.Operation{op.CreateTable{Table: notes}}
		d.run(t, first)
		history := &schema.Schema{}
		d.must(t, op.Apply(history, first))
		desired := history.Clone()
		desired.Tables[0].Columns = append(desired.Tables[0].Columns, schema.Column{Name: "number", Type: "integer", NotNull: true})
		trial := d.trial(t, desired, history)
		for value, fails := range map[string]bool{"length(line)": false, "length(lines)": true} {
			trial.Upgrade = []op.Operation{
				op.AddColumn{Table: "notes", Column: schema.Column{Name: "number", Type: "integer"}},
				op.Backfill{Table: "notes", Column: "number", Value: value},
				op.AlterColumn{Table: "notes", Column: "number", From: schema.Column{}, To: schema.Column{NotNull: true}},
			}
			if doubts, err := trial.Run(ctx); errors.Is(err, proof.ErrFailed) != fails || len(doubts) > 0 {
				t.Errorf("%s: %v, %v", value, doubts, err)
			}
		}
		trial.Upgrade = slices.Concat(d.trial(t, desired, history).Upgrade, []op.Operation{op.BulkInsert{Table: "notes", Columns: []string{"number"}, Rows: [][]any{{"no number"}}}})
		if doubts, err := trial.Run(ctx); err != nil || len(doubts) != 1 {
			t.Errorf("%v, %v", doubts, err)
		}
	})
}
