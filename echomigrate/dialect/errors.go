package dialect

import "errors"

// ErrLocked says that another run held the lock for longer than we were to wait.
var ErrLocked = errors.New("another run holds the migration lock")
