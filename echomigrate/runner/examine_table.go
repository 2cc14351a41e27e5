package runner

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// examineTables looks whether our tables are ours.
func (s *session) examineTables(ctx context.Context) ([]dialect.Finding, error) {
	there, err := s.inspectOwn(ctx, s.conn)
	if err != nil {
		return nil, fmt.Errorf("read tables %s and %s: %w", s.VersionTable, s.history, err)
	}
	var list []dialect.Finding
	for _, t := range s.ownTables() {
		actual := there.Table(t.ID())
		if actual == nil {
			list = append(list, s.examineMissing(ctx, t.ID()))
			continue
		}
		list = append(list, examineColumns(t, actual)...)
	}
	return list, nil
}

// inspectOwn reads our tables off the database.
func (s *session) inspectOwn(ctx context.Context, db bun.IDB) (*schema.Schema, error) {
	scope := dialect.Scope{Tables: []schema.Name{s.VersionTable, s.history}}
	if s.VersionTable.Schema != "" {
		scope.Schemas = []string{s.VersionTable.Schema}
	}
	return s.Dialect.Inspect(ctx, db, scope)
}

// explained is an error about our tables with what the database says beside it. Where they are not as this program makes them, that comes
// first: what the database says of it is about the statement.
func (s *session) explained(ctx context.Context, db bun.IDB, err error) error {
	explained := s.Dialect.Explain(err)
	isOfOthers := s.Dialect.IsBusy(err) || s.Dialect.IsLockTimeout(err) || errors.As(err, new(keptOut))
	if ctx.Err() != nil || isOfOthers || s.Dialect.IsMissingTable(err) {
		return explained
	}
	var faults []string
	errThere := s.inTime(ctx, func(ctx context.Context) error {
		there, err := s.inspectOwn(ctx, db)
		if err != nil {
			return err
		}
		for _, t := range s.ownTables() {
			if actual := there.Table(t.ID()); actual != nil {
				faults = append(faults, shapeFaults(t, actual)...)
			}
		}
		return nil
	})
	if errThere != nil || len(faults) == 0 {
		return explained
	}
	return fmt.Errorf("%s: make the columns as `db ensure-version --sql` has them, or give this app a Config.VersionTable of its own (%w)",
		strings.Join(faults, "; "), explained)
}

// shapeFaults say what a table of ours lacks that no run adds, and which of its columns have other types.
func shapeFaults(t schema.Table, actual *schema.Table) (faults []string) {
	for _, f := range examineColumns(t, actual) {
		if f.Severity != dialect.Notice {
			faults = append(faults, f.Text)
		}
	}
	return faults
}

// examineMissing is the finding about a table of ours that is none.
func (s *session) examineMissing(ctx context.Context, name schema.Name) dialect.Finding {
	if there, err := s.exists(ctx, name); err == nil && there {
		return shapeless(fmt.Sprintf("%s is no table, but a view or the like, into which no run can write", name), "put the table back in its place")
	}
	return dialect.Finding{
		Code: "no-table", Severity: dialect.Notice, Text: fmt.Sprintf("there is no table %s: nothing was run here", name),
		WayOut: "the first run creates it; `db ensure-version` creates it alone",
	}
}

// examineColumns compares a table of ours with what it is to be.
func examineColumns(t schema.Table, actual *schema.Table) []dialect.Finding {
	var missing, others []string
	for _, c := range t.Columns {
		switch there := actual.Column(c.Name); {
		case there == nil:
			missing = append(missing, c.Name)
		case kind(there.Type) != kind(c.Type):
			others = append(others, fmt.Sprintf("%s is %s, and to be %s", c.Name, there.Type, c.Type))
		}
	}
	var list []dialect.Finding
	switch lacking := without(missing, optional(t)); {
	case len(missing) > 0 && len(lacking) == 0:
		list = append(list, dialect.Finding{
			Code: "older-table", Severity: dialect.Notice, Text: fmt.Sprintf("an older version made table %s: it lacks %s", t.ID(), strings.Join(missing, ", ")),
			WayOut: "the next run adds them; `db ensure-version` adds them alone",
		})
	case len(missing) > 0:
		list = append(list, shapeless(fmt.Sprintf("table %s is not as this program makes it: it lacks %s", t.ID(), strings.Join(missing, ", ")),
			"another program made it: add the columns that `db ensure-version --sql` has"))
	}
	if len(others) > 0 {
		list = append(list, dialect.Finding{
			Code: "table-types", Severity: dialect.Doubtful,
			Text:   fmt.Sprintf("table %s is not as this program makes it: %s", t.ID(), strings.Join(others, "; ")),
			WayOut: "another program made it: give the columns their types where a run finds fault with them",
		})
	}
	return list
}

// shapeless is the finding that a table is not ours.
func shapeless(text, wayOut string) dialect.Finding {
	return dialect.Finding{
		Code: "table-shape", Severity: dialect.Serious, Text: text, WayOut: wayOut + ", or give this app a Config.VersionTable of its own",
	}
}

// kind is what our queries need to know of a type: whole numbers of any size are alike, and so are texts, but for those that are filled
// up with spaces.
func kind(declared string) string {
	switch name, _, _ := strings.Cut(schema.TypeName(declared), "("); name {
	case "smallint", "integer", "bigint":
		return "integer"
	case "varchar", "text":
		return "text"
	default:
		return name
	}
}
