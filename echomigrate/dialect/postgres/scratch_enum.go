package postgres

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// used are the enum types that columns of the tables are of.
func used(enums []schema.Enum, tables []schema.Table) []schema.Enum {
	s := schema.Schema{Tables: tables}
	return slices.DeleteFunc(slices.Clone(enums), func(e schema.Enum) bool { return len(s.Uses(e)) == 0 })
}

// createEnums creates enum types in their places, in one round trip. The search path finds those of the default schema there.
func (s *scratch) createEnums(enums []schema.Enum) error {
	var statements []string
	for _, e := range enums {
		sql, err := s.CreateEnum(e)
		if err != nil {
			return err
		}
		statements = append(statements, sql...)
	}
	return s.execute(statements...)
}

// addType takes note of an enum type that a place has.
func (d Dialect) addType(enum schema.Name) {
	if d.places != nil {
		d.places.types = append(d.places.types, enum)
	}
}

// typeName is a column's type as statements name it: an enum type in a further schema is the one in the place of that schema.
func (d Dialect) typeName(columnType string) string {
	if d.places == nil {
		return columnType
	}
	name, array := schema.TypeID(columnType)
	if name.Schema == "" || !slices.Contains(d.places.types, name) {
		return columnType
	}
	return d.QuoteTable(name) + array
}
