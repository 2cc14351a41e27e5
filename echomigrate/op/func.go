package op

import (
	"context"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Func runs Go, for what SQL cannot say.
type Func struct {
	// Name says in messages and in the history what the function does.
	Name string
	// Run does the work, on the connection and in the transaction of the revision.
	Run func(ctx context.Context, db bun.IDB) error
	// SQL does the same as Run, for a script that is written to be run without this program. Default: there is none, and
	// such a script cannot be written.
	SQL string
}

var _ = kind(Func{})

func (o Func) opaque() {}

func (o Func) String() string { return "Func " + o.Name }

// Apply changes nothing: the effect is not known.
func (o Func) Apply(*schema.Schema) error { return nil }

// Statements is SQL, or ErrNoSQL without it.
func (o Func) Statements(d Dialect) ([]string, error) {
	if o.SQL == "" {
		return nil, ErrNoSQL
	}
	return Exec{SQL: o.SQL}.Statements(d)
}

// Inverse is not known.
func (o Func) Inverse(*schema.Schema) (Operation, error) { return nil, ErrIrreversible }
