package modelsource

import (
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// isPlain reports whether a foreign key can be said by a relation to the model of the table that it refers to.
func (w *writer) isPlain(from schema.Name, f schema.ForeignKey) bool {
	target := w.schema.Table(f.Target(from.Schema))
	if target == nil || len(target.PrimaryKey.Columns) == 0 || f.Match != "" || len(f.Columns) != len(f.RefColumns) {
		return false
	}
	return !slices.ContainsFunc(slices.Concat(f.Columns, f.RefColumns), func(name string) bool { return !simpleName.MatchString(name) })
}

// relate gives the models their relations, once all of them are there: a plain foreign key is a belongs-to, any other one, and one
// to a table without a model, an option of bun.BaseModel.
func (w *writer) relate() {
	for _, m := range w.models {
		taken := map[string]bool{"BaseModel": true, "DefineTable": true}
		for _, f := range m.fields {
			taken[f.name] = true
		}
		for _, f := range w.withoutGivenNames(m.table).ForeignKeys {
			target := w.model(f.Target(m.table.Schema))
			if target == nil || !w.isPlain(m.table.ID(), f) {
				m.option("fk", foreignKeyClause(m.table.ID(), f))
				continue
			}
			m.relations = append(m.relations, field{
				name: unused(relationName(f, target.name), taken), typ: "*" + target.name, tag: relationTag(f),
			})
		}
	}
}

// relationName is the column's without its "_id", or else its name and the model's; of several columns it is the model's.
func relationName(f schema.ForeignKey, model string) string {
	if len(f.Columns) != 1 {
		return model
	}
	parts := words(f.Columns[0])
	if n := len(parts); n > 1 && strings.EqualFold(parts[n-1], "id") {
		return goName(strings.Join(parts[:n-1], "_"))
	}
	return goName(f.Columns[0]) + model
}

func relationTag(f schema.ForeignKey) tag {
	t := tag{bun: []string{"rel:belongs-to"}}
	for i := range f.Columns {
		t.bun = append(t.bun, "join:"+f.Columns[i]+"="+f.RefColumns[i])
	}
	if f.OnDelete != "" {
		t.bun = append(t.bun, "on_delete:"+string(f.OnDelete))
	}
	if f.OnUpdate != "" {
		t.bun = append(t.bun, "on_update:"+string(f.OnUpdate))
	}
	if f.Name != "" {
		t.migrate = append(t.migrate, migrateOption("fk", f.Name))
	}
	switch f.Deferrable {
	case schema.InitiallyDeferred:
		t.migrate = append(t.migrate, "deferrable:deferred")
	case schema.InitiallyImmediate:
		t.migrate = append(t.migrate, "deferrable")
	}
	if f.NotValid {
		t.migrate = append(t.migrate, "notvalid")
	}
	return t
}
