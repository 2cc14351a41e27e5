package echomigrate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/diff"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// speller is the database that a comparison asks how it spells tables.
type speller struct {
	dialect.Dialect
	ctx       context.Context
	db        *bun.DB
	known     remembered
	unspelled *unspelled
}

var _ diff.Database = speller{}

// speller is for a comparison of the database with what the revisions made of it.
func (m *Migrator) speller(ctx context.Context, compared diff.Input) speller {
	known := remembered{m.dialect.Canonical, compared.History, compared.Actual}
	return speller{Dialect: m.dialect, ctx: ctx, db: m.db, known: known, unspelled: &unspelled{}}
}

// Spell lets the database itself spell the tables. Where it has no scratch place for that, they are spelled as far as can be
// said without it, and expressions that have not changed since a revision as they are there.
func (d speller) Spell(tables []schema.Table, enums ...schema.Enum) ([]schema.Table, error) {
	spelled, err := d.Dialect.Spell(d.ctx, d.db, tables, enums...)
	var none *dialect.NoScratchError
	if !errors.As(err, &none) {
		return spelled, err
	}
	d.unspelled.reason = none.Reason
	spelled = nil
	for _, t := range tables {
		d.unspelled.tables = append(d.unspelled.tables, t.ID())
		spelled = append(spelled, d.known.spell(t))
	}
	return spelled, nil
}

// unspelled are the tables that a comparison could not let the database spell, and why.
type unspelled struct {
	reason string
	tables []schema.Name
}

// warnings says what was not asked.
func (u *unspelled) warnings() []string {
	if len(u.tables) == 0 {
		return nil
	}
	slices.SortFunc(u.tables, schema.Name.Compare)
	var names []string
	for _, n := range slices.Compact(u.tables) {
		names = append(names, n.String())
	}
	return []string{fmt.Sprintf("the database was not asked how it spells what the models say of %s: %s", strings.Join(names, ", "), u.reason)}
}

// undecided is about the operations whose only cause may be a spelling: those on tables that were not spelled, but for columns
// that come or go.
func (u *unspelled) undecided(ops []op.Operation) error {
	var doubtful []string
	for _, o := range ops {
		change, changes := o.(op.TableOperation)
		if !changes || !slices.Contains(u.tables, change.Target()) {
			continue
		}
		switch o.(type) {
		case op.AddColumn, op.DropColumn:
		default:
			doubtful = append(doubtful, o.String())
		}
	}
	if len(doubtful) == 0 {
		return nil
	}
	return fmt.Errorf("%w: %s: %s", ErrUndecided, strings.Join(doubtful, ", "), u.reason)
}
