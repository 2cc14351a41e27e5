package sqlfile

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

const (
	upgrade    = "upgrade"
	downgrade  = "downgrade"
	autocommit = "autocommit"
)

// marker is a comment that means something.
type marker struct {
	// name is upgrade, downgrade or autocommit.
	name string
	// dialect is the word behind upgrade and downgrade.
	dialect string
}

var markers = regexp.MustCompile(`^(?:(upgrade|downgrade)(?:[ \t]+([^ \t.:!?]+))?|(autocommit))[ \t]*:?$`)

// mark is what a comment means, if it means something.
func mark(comment string) (marker, bool) {
	parts := markers.FindStringSubmatch(strings.ToLower(comment))
	if parts == nil {
		return marker{}, false
	}
	return marker{name: parts[1] + parts[3], dialect: parts[2]}, true
}

func isMarker(comment string) bool {
	_, is := mark(comment)
	return is
}

// check reports a word that is no dialect.
func (m marker) check() error {
	if m.dialect == "" {
		return nil
	}
	if err := op.CheckDialectName(m.dialect); err != nil {
		return fmt.Errorf("-- %s %s: %w, or more words if it is a comment", m.name, m.dialect, err)
	}
	return nil
}
