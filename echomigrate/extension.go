package echomigrate

import (
	"context"
	"fmt"

	"github.com/echomigrate/echo-migrate/echomigrate/model"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// extensions are what creates the extensions that the types of new and altered columns come with. An enum type of the models is no
// such type, whatever its name.
func (m *Migrator) extensions(ctx context.Context, ops []op.Operation, models model.Result) ([]op.Operation, error) {
	var create []op.Operation
	seen := map[op.CreateExtension]bool{}
	for _, o := range ops {
		missing, err := m.dialect.Extensions(ctx, m.db, typesOf(o, models))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", o, err)
		}
		for _, e := range missing {
			if !seen[e] {
				seen[e] = true
				create = append(create, e)
			}
		}
	}
	return create, nil
}

// schemas are what creates the schemas that are missing for operations.
func (m *Migrator) schemas(ctx context.Context, ops []op.Operation) ([]op.Operation, error) {
	names := op.Schemas(ops)
	if len(names) == 0 {
		return nil, nil
	}
	missing, err := m.dialect.MissingSchemas(ctx, m.db, names)
	var create []op.Operation
	for _, name := range missing {
		create = append(create, op.CreateSchema{Name: name})
	}
	return create, err
}

// typesOf are the types that an operation gives columns, but for enum types.
func typesOf(o op.Operation, models model.Result) []string {
	var types []string
	add := func(name string) {
		for _, e := range models.Schema.Enums {
			if e.IsTypeOf(name) {
				return
			}
		}
		types = append(types, name)
	}
	switch o := o.(type) {
	case op.CreateTable:
		for _, c := range o.Table.Columns {
			add(c.Type)
		}
	case op.AddColumn:
		add(o.Column.Type)
	case op.AlterColumn:
		add(o.To.Type)
	}
	return types
}
