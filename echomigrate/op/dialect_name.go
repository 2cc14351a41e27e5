package op

import (
	"fmt"
	"slices"
	"strings"
)

// The names of the kinds of databases that there are, as Only says them and Dialect.Name gives them.
const (
	Postgres = "postgres"
	SQLite   = "sqlite"
)

// DialectNames lists the names of the kinds of databases that there are.
func DialectNames() []string { return []string{Postgres, SQLite} }

// CheckDialectName reports a name that no kind of database has.
func CheckDialectName(name string) error {
	known := DialectNames()
	if slices.Contains(known, name) {
		return nil
	}
	return fmt.Errorf("there is no kind of database %q%s: write %s", name, DidYouMean(name, known), strings.Join(known, " or "))
}

// CheckDialectNames reports the first operation, or one inside another, that is for a kind of database that there is none of: it
// would never run.
func CheckDialectNames(ops []Operation) error {
	for _, o := range ops {
		if only, is := o.(Only); is {
			if err := CheckDialectName(only.Dialect); err != nil {
				return fmt.Errorf("%s: %w", o, err)
			}
		}
		if group, is := o.(Group); is {
			if err := CheckDialectNames(group.Operations()); err != nil {
				return err
			}
		}
	}
	return nil
}
