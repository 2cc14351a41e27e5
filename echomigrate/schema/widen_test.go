package schema_test

import (
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

func TestWidens(t *testing.T) {
	for _, pair := range [][2]string{
		{"int", "bigint"}, {"smallint", "numeric"}, {"varchar(20)", "varchar(40)"}, {"varchar(20)", "text"}, {"text", "varchar"}, {"numeric(8,2)", "numeric(10,3)"},
		{"numeric(8,2)", "numeric"}, {"char(3)", "varchar(3)"}, {"timestamp(3)", "timestamp"}, {"real", "double precision"}, {"serial", "bigserial"}, {"date", "timestamp"},
		{"varchar(3)[]", "varchar(4)[]"}, {"bigserial", "bigint"},
	} {
		if !schema.Widens(pair[0], pair[1]) {
			t.Errorf("%s holds all of %s, but is said not to", pair[1], pair[0])
		}
		if back := schema.Widens(pair[1], pair[0]); back && pair != [2]string{"text", "varchar"} && pair != [2]string{"bigserial", "bigint"} {
			t.Errorf("%s is said to hold all of %s", pair[0], pair[1])
		}
	}
	for _, pair := range [][2]string{
		{"bigint", "integer"}, {"text", "varchar(20)"}, {"varchar", "char(3)"}, {"numeric(8,2)", "numeric(9,4)"}, {"bigint", "text"}, {"text", "bigint"},
		{"bigint", "numeric(4,0)"}, {"timestamp", "date"}, {"mood", "text"}, {"uuid", "bytea"}, {"timestamptz", "timestamp"},
	} {
		if schema.Widens(pair[0], pair[1]) {
			t.Errorf("%s is said to hold all of %s", pair[1], pair[0])
		}
	}
}
