package op_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Checksums that were recorded stay good only as long as not a byte changes: those of encoding/json, with keys in their order.
func TestMarshalWritesAsEncodingJSONDoes(t *testing.T) {
	all := append([]op.Operation{awkward}, cases...)
	for _, o := range all {
		got, err := op.Marshal([]op.Operation{o})
		if err != nil {
			t.Fatal(err)
		}
		decoder := json.NewDecoder(bytes.NewReader(got))
		decoder.UseNumber()
		var read any
		if err := decoder.Decode(&read); err != nil {
			t.Fatalf("%s: %v", got, err)
		}
		if want, err := json.Marshal(read); err != nil || !bytes.Equal(got, want) {
			t.Errorf("got %s, want %s, %v", got, want, err)
		}
	}
}

// awkward has what JSON writes in a way of its own.
var awkward = op.List{op.Only{Dialect: op.SQLite, Ops: op.List{
	op.CreateTable{Table: schema.Table{
		Name:       "größe \"1\"",
		Columns:    []schema.Column{{Name: "a<b>&c\\d", Type: "text", NotNull: true, Default: "'\t\u2028'"}, {Name: "n", Type: "bigint", Identity: schema.IdentityAlways}},
		PrimaryKey: schema.Key{Columns: []string{"n"}},
	}},
	op.BulkInsert{Table: "t", Columns: []string{"a", "b", "c"}, Rows: [][]any{{1, nil, 1.5}, {[]byte("x"), true, "é"}, {}}},
}}}[0]

func TestChecksumsStay(t *testing.T) {
	const recorded = "1f5ef72ef4177df070fee6ba1d92103ec837aea58010f14494b53e7ca5bb2a21"
	if got := op.Checksum([]op.Operation{awkward}); got != recorded {
		t.Errorf("%s, want %s: runs that were recorded before count as edited", got, recorded)
	}
}

func TestAChecksumIsThatOfTheText(t *testing.T) {
	for n := range len(cases) {
		text, err := op.Marshal(cases[:n])
		if err != nil {
			t.Fatal(err)
		}
		if got, want := op.Checksum(cases[:n]), fmt.Sprintf("%x", sha256.Sum256(text)); got != want {
			t.Errorf("%d operations: got %s, want %s", n, got, want)
		}
	}
	unsaid := []op.Operation{cases[0], op.BulkInsert{Table: "t", Columns: []string{"a"}, Rows: [][]any{{math.Inf(1)}}}}
	if got, want := op.Checksum(unsaid), fmt.Sprintf("%x", sha256.Sum256(fmt.Appendf(nil, "%#v", unsaid))); got != want {
		t.Errorf("a value that JSON cannot say: got %s, want %s", got, want)
	}
}
