package sqlfile

import "slices"

// Transaction finds the first statement that begins or ends a transaction; ok is false where there is none, and where the
// SQL cannot be taken apart.
func Transaction(sql string) (s Statement, ok bool) {
	items, f := scan(sql, nil)
	if f != nil {
		return Statement{}, false
	}
	for _, i := range items {
		if transaction(i.words) {
			return i.Statement, true
		}
	}
	return Statement{}, false
}

// transaction reports whether the words begin a statement that begins or ends a transaction; those for savepoints do not.
func transaction(words []string) bool {
	if len(words) == 0 {
		return false
	}
	switch words[0] {
	case "BEGIN", "COMMIT", "END", "ABORT":
		return true
	case "START", "PREPARE":
		return len(words) > 1 && words[1] == "TRANSACTION"
	case "ROLLBACK":
		return !slices.Contains(words, "TO")
	}
	return false
}
