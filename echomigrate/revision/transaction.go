package revision

import (
	"fmt"
	"strings"
)

// TransactionMode says which operations of a run are in one transaction.
type TransactionMode string

// The transaction modes, as they are written on the command line and in SQL files.
const (
	// PerRevision is a transaction for each revision, but for steps that must be outside one.
	PerRevision TransactionMode = "revision"
	// AllInOne is one transaction for all revisions of a run. It is for runs: a revision for itself cannot ask for it.
	AllInOne TransactionMode = "all"
	// NoTransaction is none: each operation is by itself, recorded when it is done. SQL and Go that somebody wrote run outside a
	// transaction; any other operation is one with its record, unless it must be outside.
	NoTransaction TransactionMode = "none"
)

// modes are those that there are; the last two are a revision's own too.
var modes = []TransactionMode{AllInOne, PerRevision, NoTransaction}

// Check reports a mode that there is none of. The empty one stands for a default.
func (m TransactionMode) Check() error { return m.oneOf(modes) }

// CheckOwn reports a mode that a revision cannot have for itself. The empty one stands for the run's.
func (m TransactionMode) CheckOwn() error { return m.oneOf(modes[1:]) }

func (m TransactionMode) oneOf(list []TransactionMode) error {
	var names []string
	for _, known := range list {
		if m == known || m == "" {
			return nil
		}
		names = append(names, string(known))
	}
	return fmt.Errorf("there is no transaction mode %q here: write one of %s", string(m), strings.Join(names, ", "))
}
