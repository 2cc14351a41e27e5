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
}

var _ = kind(Func{})

func (o Func) opaque() {}

func (o Func) String() string { return "Func " + o.Name }

// Apply changes nothing: the effect is not known.
func (o Func) Apply(*schema.Schema) error { return nil }

// Statements is ErrNoSQL.
func (o Func) Statements(Dialect) ([]string, error) { return nil, ErrNoSQL }

// Inverse is not known.
func (o Func) Inverse(*schema.Schema) (Operation, error) { return nil, ErrIrreversible }
