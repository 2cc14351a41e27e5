package dialect

import (
	"context"
	"database/sql"
	"strings"

	"github.com/uptrace/bun"
)

// Execute sends statements in one round trip, as they stand.
func Execute(ctx context.Context, db bun.IDB, statements ...string) (sql.Result, error) {
	query, args := Verbatim(Joined(statements))
	return db.ExecContext(ctx, query, args...)
}

// Query sends a query as it stands, and reads its rows, each by a call of scan.
func Query(ctx context.Context, db bun.IDB, text string, scan func(*sql.Rows) error) error {
	text, args := Verbatim(text)
	rows, err := db.QueryContext(ctx, text, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Joined puts semicolons between statements, on a line of its own behind one that may end in a comment.
func Joined(statements []string) string {
	var b strings.Builder
	for i, statement := range statements {
		b.WriteString(statement)
		if i == len(statements)-1 {
			break
		}
		if strings.Contains(statement, "--") {
			b.WriteString("\n")
		}
		b.WriteString(";\n")
	}
	return b.String()
}

// Verbatim is a query with its arguments that Bun sends as the text stands, also when named arguments were given to the
// bun.DB and the text has a question mark.
func Verbatim(text string) (string, []any) {
	if strings.Contains(text, "?") {
		return "?", []any{bun.Safe(text)}
	}
	return text, nil
}
