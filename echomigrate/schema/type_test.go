package schema_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

func TestTypeName(t *testing.T) {
	for declared, want := range map[string]string{
		"INT8": "bigint", "int": "integer", "serial8": "bigserial", "Character  Varying(20)": "varchar(20)", "varchar( 20 )": "varchar(20)",
		"char": "char(1)", "decimal(8)": "numeric(8,0)", "numeric (10, 2)": "numeric(10,2)", "timestamp with time zone": "timestamptz",
		"timestamp(3) without time zone": "timestamp(3)", "timestamptz(6)": "timestamptz", "float(20)": "real", "float(53)": "double precision",
		"text[]": "text[]", "int4[3][2]": "integer[]", "integer array": "integer[]", "bool[]": "boolean[]", "mood": "mood", `"Mood"`: `"Mood"`,
		"interval day to second": "interval day to second", "": "",
	} {
		if got := schema.TypeName(declared); got != want {
			t.Errorf("%q: got %q, want %q", declared, got, want)
		}
	}
}

func TestTypeNameIsIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		once := schema.TypeName(rapid.StringMatching(`[A-Za-z0-9(), \["\]]{0,12}`).Draw(t, "type"))
		if twice := schema.TypeName(once); twice != once {
			t.Errorf("%q, then %q", once, twice)
		}
	})
}
