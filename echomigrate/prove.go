package echomigrate

import (
	"context"
	"errors"
	"fmt"

	"github.com/echomigrate/echo-migrate/echomigrate/diff"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/proof"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/spelling"
)

// ErrUnproved says that a generated revision does not lead from the database to the models, or not back: nothing was written.
var ErrUnproved = proof.ErrFailed

// comparedDatabase is what a comparison looked at.
type comparedDatabase struct {
	diff.Input
	// lost is diff.Result.Lost.
	lost []diff.Object
}

// prove tries a revision on each database that was compared for it, before it is written.
func (m *Migrator) prove(ctx context.Context, r revision.Revision, compared []comparedDatabase) (doubts []string, err error) {
	for i, in := range compared {
		d := m.Databases()[i]
		trial := proof.Trial{
			Dialect: d.dialect, DB: d.db, Database: spelling.New(ctx, d.dialect, d.db, in.Input), Compared: copied(in.Input), Lost: in.lost,
			Upgrade: op.For(d.target(), r.Upgrade), Downgrade: op.For(d.target(), r.Downgrade),
		}
		if r.Downgrade != nil && trial.Downgrade == nil {
			trial.Downgrade = []op.Operation{}
		}
		found, err := trial.Run(ctx)
		if errors.Is(err, proof.ErrFailed) {
			err = fmt.Errorf("%w: nothing was written: mend it, or write it as it is by --no-prove", err)
		}
		if err != nil {
			return nil, d.named(err)
		}
		doubts = append(doubts, found...)
	}
	return doubts, nil
}

// copied is an input that a comparison may write on.
func copied(in diff.Input) diff.Input {
	in.Actual, in.Desired, in.History = in.Actual.Clone(), in.Desired.Clone(), in.History.Clone()
	return in
}
