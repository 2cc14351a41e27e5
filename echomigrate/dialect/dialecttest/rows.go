package dialecttest

import (
	"cmp"
	"database/sql"
	"slices"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// place is a column of a table.
type place struct {
	table  schema.Name
	column string
}

// values are what the columns hold, each sorted.
type values map[place][]string

// values reads all rows of all tables.
func (x Target) values(t testing.TB, db bun.IDB, s *schema.Schema) values {
	t.Helper()
	all := values{}
	for _, table := range s.Tables {
		for _, c := range table.Columns {
			all[place{table.ID(), c.Name}] = query(t, db, "SELECT CAST("+x.Dialect.Quote(c.Name)+" AS text) FROM "+x.stored(table.ID())+" ORDER BY 1")
		}
	}
	return all
}

// stored is a table's name in a query. SQLite keeps a table of a further schema under both names together.
func (x Target) stored(n schema.Name) string {
	if n.Schema != "" && x.Dialect.Name() == "sqlite" {
		n = schema.Name{Table: n.String()}
	}
	return x.Dialect.QuoteTable(n)
}

// moved is where a column is after operations; false when it is gone or is another one.
func moved(p place, ops []op.Operation) (place, bool) {
	for _, o := range ops {
		switch o := o.(type) {
		case op.Group:
			var there bool
			if p, there = moved(p, o.Operations()); !there {
				return p, false
			}
		case op.RenameTable:
			if o.Target() == p.table {
				p.table.Table = o.To
			}
		case op.RenameColumn:
			if o.Target() == p.table && o.From == p.column {
				p.column = o.To
			}
		case op.DropColumn:
			if o.Target() == p.table && o.Column == p.column {
				return p, false
			}
		case op.DropTable:
			if o.Target() == p.table {
				return p, false
			}
		case op.AlterColumn:
			if o.Target() == p.table && o.Column == p.column && (o.From.Type != o.To.Type || o.From.Generated != o.To.Generated) {
				return p, false
			}
		}
	}
	return p, true
}

// query reads the first column of a query as text.
func query(t testing.TB, db bun.IDB, text string) []string {
	t.Helper()
	rows, err := db.QueryContext(ctx, "?", bun.Safe(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	defer rows.Close()
	list := []string{}
	for rows.Next() {
		var s sql.NullString
		if err := rows.Scan(&s); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if !s.Valid {
			s.String = "NULL"
		}
		list = append(list, s.String)
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return list
}

// exec runs statements as they stand.
func exec(t testing.TB, db bun.IDB, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if _, err := db.ExecContext(ctx, "?", bun.Safe(s)); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

func sortColumns(columns []schema.Column) {
	slices.SortFunc(columns, func(a, b schema.Column) int { return cmp.Compare(a.Name, b.Name) })
}
