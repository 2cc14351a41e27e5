package dialect

import "github.com/echomigrate/echo-migrate/echomigrate/schema"

// Column is a column of a table.
type Column struct {
	// Table is the table's name.
	Table schema.Name
	// Name is the column's own.
	Name string
}

// Dependent is something that no operation makes, and without which its column can be neither dropped nor given another type.
type Dependent struct {
	// Column is what it needs.
	Column Column
	// Object is what it is, such as "view open_orders", "materialized view audit.totals" or "policy own of orders".
	Object string
}
