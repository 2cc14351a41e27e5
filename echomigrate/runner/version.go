package runner

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
)

// versions lists the version table's rows, sorted. A missing table has none.
func (s *session) versions(ctx context.Context, db bun.IDB) ([]string, error) {
	var rows []string
	err := s.reading(ctx, db, func(ctx context.Context, db bun.IDB) error {
		rows = []string{}
		return dialect.Query(ctx, db, "SELECT version_num FROM "+s.Dialect.QuoteTable(s.VersionTable), func(r *sql.Rows) error {
			var id rowID
			err := r.Scan(&id)
			rows = append(rows, string(id))
			return err
		})
	})
	if err != nil && s.Dialect.IsMissingTable(err) {
		return rows, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read table %s: %w", s.VersionTable, s.explained(ctx, db, err))
	}
	slices.Sort(rows)
	return rows, s.distinct(rows)
}

// known reports rows that the program does not know, and whether the history keeps what takes them back.
func (s *session) known(ctx context.Context, rows []string) error {
	unknown := s.unknown(rows)
	if len(unknown) == 0 {
		return nil
	}
	_, faults, err := s.readStored(ctx, rows)
	kept := err == nil && !slices.ContainsFunc(slices.Collect(maps.Values(faults)), func(fault error) bool { return fault != nil })
	return &UnknownRevisionError{Table: s.VersionTable, IDs: unknown, Kept: kept, Ahead: s.mayServe(ctx)}
}

func (s *session) unknown(rows []string) []string {
	return slices.DeleteFunc(slices.Clone(rows), func(id string) bool {
		_, known := s.Graph.Revision(id)
		return known
	})
}

// moveVersions are the statements that make the version rows before into those after: as many rows as can be are updated,
// so that a database that counts its rows sees none come and go.
func (s *session) moveVersions(before, after []string) []string {
	gone, come := without(before, after), without(after, before)
	table := s.Dialect.QuoteTable(s.VersionTable)
	updates := min(len(gone), len(come))
	var statements []string
	for i := range updates {
		statements = append(statements, "UPDATE "+table+" SET version_num = "+s.text(come[i])+" WHERE version_num = "+s.text(gone[i]))
	}
	if rest := gone[updates:]; len(rest) > 0 {
		statements = append(statements, "DELETE FROM "+table+" WHERE version_num IN ("+s.texts(rest)+")")
	}
	if rest := come[updates:]; len(rest) > 0 {
		statements = append(statements, "INSERT INTO "+table+" (version_num) VALUES ("+strings.Join(s.literals(rest), "), (")+")")
	}
	return statements
}

// versionsAre is an SQL condition: the version table holds these rows and no others.
func (s *session) versionsAre(rows []string) string {
	table := s.Dialect.QuoteTable(s.VersionTable)
	condition := fmt.Sprintf("(SELECT count(*) FROM %s) = %d", table, len(rows))
	if len(rows) > 0 {
		condition += fmt.Sprintf(" AND (SELECT count(*) FROM %s WHERE version_num IN (%s)) = %d", table, s.texts(rows), len(rows))
	}
	return condition
}

// text is a string as an SQL literal.
func (s *session) text(v string) string {
	literal, err := s.Dialect.Literal(strings.ToValidUTF8(strings.ReplaceAll(v, "\x00", ""), "�"))
	if err != nil {
		panic("runner: a dialect refuses a plain string: " + err.Error())
	}
	return literal
}

func (s *session) literals(values []string) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = s.text(v)
	}
	return out
}

func (s *session) texts(values []string) string { return strings.Join(s.literals(values), ", ") }

// without lists what is in a and not in b, sorted.
func without(a, b []string) []string {
	var rest []string
	for _, v := range a {
		if !slices.Contains(b, v) {
			rest = append(rest, v)
		}
	}
	slices.Sort(rest)
	return rest
}
