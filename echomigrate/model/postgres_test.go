package model_test

import (
	"context"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/postgres"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// Shelf and Volume say what Bun itself can create.
type Shelf struct {
	bun.BaseModel `bun:"table:shelves"`

	ID   int64  `bun:"id,pk,identity"`
	Name string `bun:"name,notnull,unique,default:'new'"`
}

type Volume struct {
	bun.BaseModel `bun:"table:volumes"`

	ID       int32    `bun:"id,pk,autoincrement"`
	Title    string   `bun:"title,notnull,type:varchar(80),unique:title_and_part"`
	Part     int16    `bun:"part,unique:title_and_part"`
	Price    float64  `bun:"price,type:numeric(10,2),default:0"`
	Lent     bool     `bun:"lent,notnull,default:false"`
	ShelfID  int64    `bun:"shelf_id"`
	Shelf    *Shelf   `bun:"rel:belongs-to,join:shelf_id=id,on_delete:CASCADE"`
	ParentID int32    `bun:"parent_id"`
	Parent   *Volume  `bun:"rel:belongs-to,join:parent_id=id"`
	Address  Address  `bun:"embed:seller_"`
	Tags     []string `bun:"tags,array"`
	Timestamps
}

func TestTheSchemaIsTheOneThatBunCreates(t *testing.T) {
	ctx := context.Background()
	db := testdb.Postgres(t)
	models := []any{(*Shelf)(nil), (*Volume)(nil)}
	for _, m := range models {
		if _, err := db.NewCreateTable().Model(m).WithForeignKeys().Exec(ctx); err != nil {
			t.Fatal(err)
		}
	}
	created, err := postgres.Dialect{}.Inspect(ctx, db, dialect.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	read := mustRead(t, models...).Schema
	canonical := func(s *schema.Schema) *schema.Schema {
		for i := range s.Tables {
			s.Tables[i] = postgres.Dialect{}.Canonical(s.Tables[i])
			for j := range s.Tables[i].Columns {
				s.Tables[i].Columns[j].Comment = ""
			}
		}
		s.Sort()
		return s
	}
	equal(t, canonical(created), canonical(read))
}
