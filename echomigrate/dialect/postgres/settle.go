package postgres

// Settle checks the constraints that are deferred.
func (Dialect) Settle() []string { return []string{"SET CONSTRAINTS ALL IMMEDIATE"} }
