package model_test

import (
	"database/sql"
	"fmt"
	"log"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/echomigrate/echo-migrate/echomigrate/model"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Booking says by DefineTable what tags cannot say.
type Booking struct {
	bun.BaseModel `bun:"table:bookings"`

	ID   int64  `bun:"id,pk,autoincrement"`
	Room string `bun:"room,notnull" migrate:"index"`
	Days int    `bun:"days,notnull" migrate:"check:days > 0"`
}

// DefineTable gets the table as the tags say it.
func (*Booking) DefineTable(t *schema.Table) {
	t.Column("days").Default = "7"
	t.Indexes = append(t.Indexes, schema.Index{Name: "bookings_long_idx", Columns: []string{"room"}, Where: "days > 30"})
}

func ExampleRead() {
	sqldb, err := sql.Open("sqlite", "file::memory:")
	if err != nil {
		log.Fatal(err)
	}
	db := bun.NewDB(sqldb, sqlitedialect.New())
	read, err := model.Read(model.Snapshot(db, []any{(*Booking)(nil)}))
	if err != nil {
		log.Fatal(err)
	}
	t := read.Schema.Tables[0]
	for _, c := range t.Columns {
		fmt.Printf("%s %s %q\n", c.Name, c.Type, c.Default)
	}
	fmt.Println(t.Checks[0].Expression)
	fmt.Println(t.Indexes[1].Name, "where", t.Indexes[1].Where)
	// Output:
	// id bigserial ""
	// room varchar ""
	// days bigint "7"
	// days > 0
	// bookings_long_idx where days > 30
}
