package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Rows is the planner's estimate, which goes by the table's size also where nothing was ever analyzed.
func (d Dialect) Rows(ctx context.Context, db bun.IDB, table schema.Name) (int64, error) {
	query, args := dialect.Verbatim("EXPLAIN (FORMAT JSON) SELECT 1 FROM " + d.QuoteTable(table))
	var text []byte
	if err := db.QueryRowContext(ctx, query, args...).Scan(&text); err != nil {
		return 0, err
	}
	var plans []struct {
		Plan struct {
			Rows float64 `json:"Plan Rows"`
		}
	}
	if err := json.Unmarshal(text, &plans); err != nil || len(plans) == 0 {
		return 0, fmt.Errorf("the plan for table %s is not as expected: %s", table, text)
	}
	return int64(plans[0].Plan.Rows), nil
}
