package sqlite

import (
	"fmt"
	"slices"
	"strings"
)

// checkTriggers refuses to create a trigger again that names a column which is gone. SQLite would take it and refuse the
// first row.
func (r *rebuilding) checkTriggers() error {
	for _, c := range r.before.Columns {
		if slices.ContainsFunc(r.columns, func(m moved) bool { return m.from == c.Name }) {
			continue
		}
		for _, t := range r.before.Triggers {
			if triggerNames(t.SQL, c.Name) {
				return fmt.Errorf("trigger %s of table %s names column %s: drop the trigger first, with op.Exec", t.Name, r.before.ID(), c.Name)
			}
		}
	}
	return nil
}

// triggerNames reports whether a trigger names its table's column, as NEW.column or OLD.column or behind UPDATE OF.
func triggerNames(sql, column string) bool {
	updateOf := false
	for i, tokens := 0, tokenize(sql); i < len(tokens); i++ {
		t := tokens[i]
		switch {
		case t.is("OF") && i > 0 && tokens[i-1].is("UPDATE"):
			updateOf = true
		case t.is("ON"):
			updateOf = false
		case !t.names() || !strings.EqualFold(t.value, column):
		case updateOf, i > 1 && tokens[i-1].symbol(".") && tokens[i-2].isAny("NEW", "OLD"):
			return true
		}
	}
	return false
}
