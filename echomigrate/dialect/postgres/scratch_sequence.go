package postgres

import (
	"regexp"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// numbered finds the sequence that a default takes numbers from, by its name as PostgreSQL reads it.
var numbered = regexp.MustCompile(`(?i)\bnextval\s*\(\s*'((?:[^']|'')+)'`)

// createSequences creates the sequences that defaults name and that are not there yet.
func (s *scratch) createSequences(tables []schema.Table) error {
	for _, t := range tables {
		for _, c := range t.Columns {
			found := numbered.FindStringSubmatch(c.Default)
			if found == nil {
				continue
			}
			name := strings.ReplaceAll(found[1], "''", "'")
			var there bool
			if err := s.tx.QueryRowContext(s.ctx, "SELECT to_regclass(?) IS NOT NULL", name).Scan(&there); err != nil {
				return err
			}
			if there {
				continue
			}
			if err := s.execute("CREATE SEQUENCE " + name); err != nil {
				return err
			}
		}
	}
	return nil
}
