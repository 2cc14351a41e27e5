package runner

import (
	"context"
	"database/sql"
	"strings"

	"github.com/uptrace/bun"
)

// execute sends statements in one round trip.
func execute(ctx context.Context, db bun.IDB, statements ...string) (sql.Result, error) {
	query, args := verbatim(joined(statements))
	return db.ExecContext(ctx, query, args...)
}

// joined puts semicolons between statements, on a line of its own behind one that may end in a comment.
func joined(statements []string) string {
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

// verbatim is a query with its arguments that Bun sends as the text stands, also when named arguments were given to the
// bun.DB and the text has a question mark.
func verbatim(text string) (string, []any) {
	if strings.Contains(text, "?") {
		return "?", []any{bun.Safe(text)}
	}
	return text, nil
}

// query reads rows, each by a call of scan.
func query(ctx context.Context, db bun.IDB, text string, scan func(*sql.Rows) error) error {
	text, args := verbatim(text)
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
