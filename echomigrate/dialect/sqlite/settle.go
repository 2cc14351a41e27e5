package sqlite

// Settle lists nothing: SQLite counts what breaks deferred foreign keys, and tells only a commit.
func (Dialect) Settle() []string { return nil }
