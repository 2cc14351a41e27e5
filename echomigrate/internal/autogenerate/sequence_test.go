package autogenerate_test

import "github.com/uptrace/bun"

// numbered is a table whose numbers come from a sequence that stands by itself.
type numbered struct {
	bun.BaseModel `bun:"table:orders"`

	ID     int64 `bun:"id,pk,autoincrement"`
	Number int64 `bun:"number,notnull,default:nextval('orders_number_seq')" migrate:"sequence:orders_number_seq start 100 increment 5"`
}

func sequenceChanges() []change {
	orders := []string{"INSERT INTO orders (id) VALUES (1), (2)"}
	return []change{
		{
			says: "a table with a sequence", on: onPostgres, after: []any{model[numbered]()},
			finds: []string{"CreateSequence orders_number_seq", "CreateTable orders"},
		},
		{
			says: "a sequence that numbers otherwise", on: onPostgres, before: []any{model[numbered]()}, rows: orders,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:orders"`

				ID     int64 `bun:"id,pk,autoincrement"`
				Number int64 `bun:"number,notnull,default:nextval('orders_number_seq')" migrate:"sequence:orders_number_seq start 100 increment 20 maxvalue 9000"`
			}]()},
			finds: []string{"AlterSequence orders_number_seq"},
			holds: map[string]string{"SELECT nextval('orders_number_seq')": "125"},
		},
		{
			says: "a sequence that goes with its column", on: onPostgres, before: []any{model[numbered]()}, rows: orders,
			after: []any{model[struct {
				bun.BaseModel `bun:"table:orders"`

				ID int64 `bun:"id,pk,autoincrement"`
			}]()},
			finds: []string{"DropColumn orders.number", "DropSequence orders_number_seq"},
			lost:  []string{"orders.number"},
		},
	}
}
