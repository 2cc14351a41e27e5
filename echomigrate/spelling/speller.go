// Package spelling lets a database spell the tables that a comparison is about, and knows what could not be asked.
package spelling

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

// ErrUndecided says that a comparison cannot tell a change from another spelling of the same, because it could not ask the database.
var ErrUndecided = errors.New("cannot tell a change from another spelling of the same")

// Speller is the database that a comparison asks how it spells tables.
type Speller struct {
	dialect.Dialect
	ctx   context.Context
	db    *bun.DB
	known remembered
	// unspelled are the tables that the database was not asked about, and reason says why.
	unspelled []schema.Name
	reason    string
}

var _ diff.Database = (*Speller)(nil)

// New is for a comparison of the database with what the revisions made of it. The context is that of the whole comparison.
func New(ctx context.Context, d dialect.Dialect, db *bun.DB, compared diff.Input) *Speller {
	return &Speller{Dialect: d, ctx: ctx, db: db, known: remembered{d.Canonical, compared.History, compared.Actual}}
}

// Spell lets the database itself spell the tables. Where it has no scratch place for that, they are spelled as far as can be
// said without it, and expressions that have not changed since a revision as they are there.
func (s *Speller) Spell(tables []schema.Table, enums ...schema.Enum) ([]schema.Table, error) {
	spelled, err := s.Dialect.Spell(s.ctx, s.db, tables, enums...)
	var none *dialect.NoScratchError
	if !errors.As(err, &none) {
		return spelled, err
	}
	s.reason = none.Reason
	spelled = nil
	for _, t := range tables {
		s.unspelled = append(s.unspelled, t.ID())
		spelled = append(spelled, s.known.spell(t))
	}
	return spelled, nil
}

// Warnings says what was not asked; it is none where the database spelled all that it was asked about.
func (s *Speller) Warnings() []string {
	if len(s.unspelled) == 0 {
		return nil
	}
	slices.SortFunc(s.unspelled, schema.Name.Compare)
	var names []string
	for _, n := range slices.Compact(s.unspelled) {
		names = append(names, n.String())
	}
	return []string{fmt.Sprintf("the database was not asked how it spells what the models say of %s: %s", strings.Join(names, ", "), s.reason)}
}

// Undecided is an ErrUndecided about the operations whose only cause may be a spelling: those on tables that were not spelled, but for columns
// that come or go. It is nil where there are none.
func (s *Speller) Undecided(ops []op.Operation) error {
	var doubtful []string
	for _, o := range ops {
		change, changes := o.(op.TableOperation)
		if !changes || !slices.Contains(s.unspelled, change.Target()) {
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
	return fmt.Errorf("%w: %s: %s", ErrUndecided, strings.Join(doubtful, ", "), s.reason)
}
