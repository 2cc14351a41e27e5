package sqlite

// Assert inserts the condition into a temporary table whose check constraint has the message for its name, so that it is
// the message of the failure.
func (Dialect) Assert(condition, message string) []string {
	const table = `"echomigrate assertion"`
	return []string{
		"CREATE TEMP TABLE " + table + " (holds INTEGER CONSTRAINT " + quote(message) + " CHECK (holds))",
		"INSERT INTO temp." + table + " SELECT " + condition,
		"DROP TABLE temp." + table,
	}
}
