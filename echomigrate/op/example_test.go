package op_test

import (
	"fmt"
	"log"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Operations are values: they can be applied to a schema, printed, and undone.
func ExampleInverse() {
	before := &schema.Schema{Tables: []schema.Table{{Name: "users", Columns: []schema.Column{{Name: "name", Type: "text"}}}}}
	ops := []op.Operation{
		op.AddColumn{Table: "users", Column: schema.Column{Name: "bio", Type: "text"}},
		op.RenameColumn{Table: "users", From: "name", To: "fullname"},
	}
	back, err := op.Inverse(ops, before)
	if err != nil {
		log.Fatal(err)
	}
	after := before.Clone()
	if err := op.Apply(after, ops); err != nil {
		log.Fatal(err)
	}
	fmt.Println(after.Tables[0].ColumnNames())
	for _, o := range back {
		fmt.Println(o)
	}
	// Output:
	// [fullname bio]
	// RenameColumn users.fullname to name
	// DropColumn users.bio
}
