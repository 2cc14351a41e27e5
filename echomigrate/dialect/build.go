package dialect

import (
	"context"

	"github.com/uptrace/bun"
)

// Build is how far an index build has got.
type Build struct {
	// Phase is what it is at, in the database's words: "building index: scanning table".
	Phase string
	// Unit is what Done and Total count in this phase, such as "blocks", or "transactions" that it waits for; empty where nothing is
	// counted.
	Unit string
	// Done is how much of the phase is done.
	Done int64
	// Total is how much there is to do in the phase.
	Total int64
	// WaitsFor is the server's process of the transaction that it waits for; zero where it waits for none.
	WaitsFor int
}

// AskBuild tells, on another connection, how far an index build is; nil when there is none.
type AskBuild func(ctx context.Context, db bun.IDB) (*Build, error)
