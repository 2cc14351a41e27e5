package postgres

// Assert is a block that raises an exception.
func (Dialect) Assert(condition, message string) []string {
	return []string{"DO $assert$ BEGIN IF NOT (" + condition + ") THEN RAISE EXCEPTION USING MESSAGE = " + quoted(message) + "; END IF; END $assert$"}
}
