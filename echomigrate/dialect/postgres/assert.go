package postgres

// Assert is a block that raises an exception.
func (Dialect) Assert(condition, message string) []string {
	return []string{raiseUnless(condition, "MESSAGE = "+quoted(message))}
}
