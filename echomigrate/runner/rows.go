package runner

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// rowID is the ID in a row of our tables.
type rowID string

// errNoID says that somebody took away what keeps our tables whole.
var errNoID = errors.New("a row has NULL in the place of a revision: delete that row, and say where the database is with `db stamp REVISION`")

// Scan takes an ID as a driver gives it.
func (id *rowID) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		return errNoID
	case []byte:
		*id = rowID(v)
	default:
		*id = rowID(fmt.Sprint(v))
	}
	return nil
}

// distinct refuses sorted version rows with the same ID in several: our statements go by their number, and a key kept them apart.
func (s *session) distinct(rows []string) error {
	for i, id := range rows {
		if i > 0 && rows[i-1] == id {
			return fmt.Errorf("table %s has several rows for %s, and no primary key that keeps them apart: delete them, and say where the database "+
				"is with `db stamp REVISION`", s.VersionTable, Listed([]string{id}))
		}
	}
	return nil
}

// Listed are IDs with commas between them. One that nobody would see whole, with a space at its end or a line break, is quoted: the
// tables may have been changed by hand.
func Listed(ids []string) string {
	texts := slices.Clone(ids)
	for i, id := range ids {
		if id == "" || strings.ContainsFunc(id, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsGraphic(r) }) {
			texts[i] = strconv.Quote(id)
		}
	}
	return strings.Join(texts, ", ")
}
