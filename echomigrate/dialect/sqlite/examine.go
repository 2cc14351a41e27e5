package sqlite

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// mostBroken is how many broken references are counted.
const mostBroken = 100

// Examine looks at the settings of the connection, and for rows that refer to nothing.
func (Dialect) Examine(ctx context.Context, conn bun.Conn, _ []schema.Name) (dialect.Examination, error) {
	var (
		x             dialect.Examination
		version, mode string
		broken        int
	)
	if err := conn.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version); err != nil {
		return x, err
	}
	x.Server = "SQLite " + version
	enforced, err := pragma(ctx, conn, "foreign_keys")
	if err != nil {
		return x, err
	}
	if enforced == 0 {
		x.Findings = append(x.Findings, dialect.Finding{
			Code: "foreign-keys-off", Severity: dialect.Doubtful, Text: "foreign keys are not enforced: PRAGMA foreign_keys is off",
			WayOut: "turn it on for each connection, as by _pragma=foreign_keys(1) in the address",
		})
	}
	if err := conn.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&mode); err != nil {
		return x, err
	}
	if mode != "wal" {
		x.Findings = append(x.Findings, dialect.Finding{
			Code: "journal-mode", Severity: dialect.Notice, Text: fmt.Sprintf("the journal mode is %s: a commit keeps readers out", mode),
			WayOut: "PRAGMA journal_mode = WAL, where several processes use the file",
		})
	}
	err = conn.QueryRowContext(ctx, fmt.Sprintf("SELECT count(*) FROM (SELECT 1 FROM pragma_foreign_key_check LIMIT %d)", mostBroken)).Scan(&broken)
	if err != nil {
		return x, fmt.Errorf("PRAGMA foreign_key_check: %w", err)
	}
	if broken > 0 {
		text := fmt.Sprintf("%d rows refer", broken)
		switch broken {
		case 1:
			text = "1 row refers"
		case mostBroken:
			text = fmt.Sprintf("%d or more rows refer", broken)
		}
		x.Findings = append(x.Findings, dialect.Finding{
			Code: "broken-reference", Severity: dialect.Serious, Text: text + " to rows that are not there",
			WayOut: "PRAGMA foreign_key_check lists them: delete or mend them",
		})
	}
	return x, nil
}
