package op_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

func TestUnmarshalReadsWhatMarshalWrote(t *testing.T) {
	for _, o := range cases {
		t.Run(o.String(), func(t *testing.T) {
			stored, err := op.Marshal([]op.Operation{o})
			if err != nil {
				t.Fatal(err)
			}
			read, err := op.Unmarshal(stored)
			if kind := op.Kind(o); kind == "Func" || kind == "BulkInsert" {
				if !errors.Is(err, op.ErrNotData) || !strings.Contains(err.Error(), kind) {
					t.Errorf("%v, want ErrNotData that names the operation", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if op.Checksum(read) != op.Checksum([]op.Operation{o}) {
				t.Errorf("got %#v, want %#v", read[0], o)
			}
		})
	}
}

func TestUnmarshalRefusesWhatItDoesNotKnow(t *testing.T) {
	for data, want := range map[string]string{
		`[{"op":"MoveTable"}]`:                                "step 1: there is no operation MoveTable",
		`[{"op":"DropTable","Force":true}]`:                   "step 1: DropTable: there is no field Force",
		`[{"op":"Only","Ops":[{"op":"Func","Name":"fill"}]}]`: "step 1: Only: Ops: step 1: Func fill: it is no data",
		`{}`: "read operations: ",
	} {
		if _, err := op.Unmarshal([]byte(data)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want %s", data, err, want)
		}
	}
	read, err := op.Unmarshal([]byte(`[{"op":"Func","Name":"fill","SQL":"SELECT 1"}]`))
	if err != nil || op.Kind(read[0]) != "Exec" {
		t.Errorf("a Func with SQL: %v, %v", read, err)
	}
}
