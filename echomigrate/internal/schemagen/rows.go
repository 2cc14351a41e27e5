package schemagen

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// RowCount is how many rows Rows gives each table.
const RowCount = 3

// Rows inserts rows into every table of a schema that Schema made, in the order of the tables. Columns that refer to a table
// that comes later are NULL; no other column is.
func Rows(s *schema.Schema) []op.Operation {
	var ops []op.Operation
	for at, t := range s.Tables {
		insert := op.BulkInsert{Schema: t.Schema, Table: t.Name, Rows: make([][]any, RowCount)}
		for i := range t.Columns {
			c := &t.Columns[i]
			if isNumbered(c) || c.Generated != "" {
				continue
			}
			insert.Columns = append(insert.Columns, c.Name)
			for n := range insert.Rows {
				insert.Rows[n] = append(insert.Rows[n], cell(s, at, c, n+1))
			}
		}
		ops = append(ops, insert)
	}
	return ops
}

// cell is what row n, counted from 1, has in a column of the table at a place.
func cell(s *schema.Schema, at int, c *schema.Column, n int) any {
	t := s.Tables[at]
	for _, f := range t.ForeignKeys {
		i := slices.Index(f.Columns, c.Name)
		if i < 0 {
			continue
		}
		target := slices.IndexFunc(s.Tables, func(other schema.Table) bool { return other.ID() == f.Target(t.Schema) })
		if target >= at {
			return nil
		}
		return cell(s, target, s.Tables[target].Column(f.RefColumns[i]), n)
	}
	return value(c.Type, n)
}

// value is the n-th value of a type; all of them differ, but for booleans.
func value(columnType string, n int) any {
	name, arguments, _ := strings.Cut(columnType, "(")
	if strings.HasSuffix(arguments, "[]") {
		name += "[]"
	}
	switch name {
	case "text", "varchar", "char":
		return fmt.Sprintf("Text %d", n)
	case "boolean":
		return n%2 == 0
	case "timestamptz", "timestamp":
		return time.Date(2026, 11, 24, 7, 54, n, 0, time.UTC)
	case "date":
		return fmt.Sprintf("2026-11-%02d", n)
	case "bytea":
		return []byte{byte(n), 0xff}
	case "uuid":
		return fmt.Sprintf("00000000-0000-4000-8000-%012d", n)
	case "json", "jsonb":
		return fmt.Sprintf(`{"n": %d}`, n)
	case "text[]", "varchar[]":
		return fmt.Sprintf(`{"n %d"}`, n)
	case "integer[]", "bigint[]":
		return fmt.Sprintf(`{%d}`, n)
	}
	return n
}
