package dialect

import "errors"

// ErrLocked says that another run held the lock for longer than we were to wait.
var ErrLocked = errors.New("another run holds the migration lock")

// NoScratchError says that the database has no scratch place for us.
type NoScratchError struct {
	// Reason says which right is missing, or what else stands against it.
	Reason string
}

// Error is the reason.
func (e *NoScratchError) Error() string { return e.Reason }
