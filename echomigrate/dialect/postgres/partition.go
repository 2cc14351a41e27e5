package postgres

import "strings"

// canonicalPartitioning has the strategy in capitals, and one space behind it, as pg_get_partkeydef writes it.
func canonicalPartitioning(by string) string {
	strategy, key, keyed := strings.Cut(by, "(")
	if !keyed {
		return strings.TrimSpace(by)
	}
	return strings.ToUpper(strings.TrimSpace(strategy)) + " (" + strings.TrimSpace(key)
}
