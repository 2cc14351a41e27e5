package schema_test

import (
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

func TestTypesThatNumberThemselves(t *testing.T) {
	for declared, integer := range map[string]string{
		"smallserial": "smallint", "serial": "integer", "bigserial": "bigint", "serial2": "smallint", "SERIAL4": "integer", "Serial8": "bigint",
		"bigint": "", "serial[]": "", "serials": "", `"serial"`: "", "": "", "varchar(8)": "",
	} {
		if got := schema.IntegerOf(declared); got != integer || schema.IsSerial(declared) != (integer != "") {
			t.Errorf("%q holds %q, and is serial: %v", declared, got, schema.IsSerial(declared))
		}
	}
	for integer, serial := range map[string]string{"int2": "smallserial", "integer": "serial", "BIGINT": "bigserial", "numeric": "", "serial": "", "": ""} {
		if got := schema.SerialOf(integer); got != serial {
			t.Errorf("%q is held by %q", integer, got)
		}
	}
}
