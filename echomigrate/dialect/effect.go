package dialect

// Effect is what an operation does to its table while others use it.
type Effect struct {
	// Lock is the strongest lock on the table that it holds to the end of its transaction, in the database's words, such as
	// "ACCESS EXCLUSIVE"; empty where it takes none.
	Lock string
	// Blocks says who waits for the lock.
	Blocks Blocked
	// Rewrites says that every row is written anew under the lock, and Scans that every row is read.
	Rewrites, Scans bool
}

// Blocked is who waits while a lock is held.
type Blocked int

// Who waits.
const (
	// BlocksNobody lets others read and write.
	BlocksNobody Blocked = iota
	// BlocksWriters lets others read.
	BlocksWriters
	// BlocksAll lets nobody in.
	BlocksAll
)

// IsLong reports whether others wait for as long as the table is large.
func (e Effect) IsLong() bool { return e.Blocks != BlocksNobody && (e.Rewrites || e.Scans) }
