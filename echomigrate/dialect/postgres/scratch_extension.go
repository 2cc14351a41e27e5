package postgres

import (
	"fmt"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// createExtensions creates the extensions that tables need, which go with the place.
func (s *scratch) createExtensions(tables []schema.Table) error {
	var types []string
	for _, t := range tables {
		for _, c := range t.Columns {
			types = append(types, c.Type)
		}
	}
	missing, err := s.Extensions(s.ctx, s.tx, types)
	if err != nil {
		return err
	}
	for _, o := range missing {
		if _, err := dialect.Execute(s.ctx, s.tx, s.CreateExtension(o.Name, o.Schema)...); err != nil {
			return fmt.Errorf("create the extension %s, which a column's type comes with: %w: "+
				"let a role that may create it do so in this database, or give this one the right", o.Name, err)
		}
	}
	return nil
}
