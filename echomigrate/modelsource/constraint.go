package modelsource

import (
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// constraints says keys, checks and indexes by tags: those of one column on its field, all others on bun.BaseModel.
func (w *writer) constraints(m *structure, t schema.Table) {
	on := func(column string) *field {
		for i, c := range t.Columns {
			if c.Name == column {
				return &m.fields[i]
			}
		}
		return nil
	}
	if t.PrimaryKey.Name != "" || !inOrder(t, t.PrimaryKey) {
		m.option("pk", keyClause(t.PrimaryKey))
	}
	for _, k := range t.Uniques {
		plain := k.Equal(schema.Key{Name: k.Name, Columns: k.Columns})
		if plain && len(k.Columns) == 1 {
			single(on(k.Columns[0]), "unique", k.Name)
		} else {
			m.option("unique", keyClause(k))
		}
	}
	for _, c := range t.Checks {
		value := checkClause(c)
		if c.Name != "" {
			value = identifier(c.Name) + ": " + value
		}
		if used := t.ColumnsIn(c.Expression); len(used) == 1 {
			f := on(used[0])
			f.tag.migrate = append(f.tag.migrate, migrateOption("check", value))
		} else {
			m.option("check", value)
		}
	}
	for _, i := range t.Indexes {
		option := "index"
		if i.Unique {
			option = "uniqueindex"
		}
		if len(i.Columns) == 1 && i.Equal(schema.Index{Name: i.Name, Columns: i.Columns, Unique: i.Unique}) {
			single(on(i.Columns[0]), option, i.Name)
		} else {
			m.option(option, indexClause(i))
		}
	}
	tableWide(m, t)
}

// tableWide writes what is about the table as a whole.
func tableWide(m *structure, t schema.Table) {
	if len(t.With) > 0 {
		m.option("with", "("+strings.Join(t.With, ", ")+")")
	}
	if t.Unlogged {
		m.base.migrate = append(m.base.migrate, "unlogged")
	}
	if t.Comment != "" {
		m.option("comment", t.Comment)
	}
}

// checkClause is the condition of a check as the option check of the migrate tag says it.
func checkClause(c schema.Check) string {
	clause := c.Expression
	if c.NoInherit || c.NotValid {
		clause = "(" + clause + ")"
	}
	if c.NoInherit {
		clause += " no inherit"
	}
	if c.NotValid {
		clause += " not valid"
	}
	return clause
}

// single is an index or a unique constraint of one column.
func single(f *field, option, name string) {
	if name != "" {
		option = migrateOption(option, name)
	}
	f.tag.migrate = append(f.tag.migrate, option)
}

// inOrder reports whether a primary key says no more than its columns in the table's order.
func inOrder(t schema.Table, k schema.Key) bool {
	var columns []string
	for _, c := range t.Columns {
		for _, name := range k.Columns {
			if c.Name == name {
				columns = append(columns, name)
			}
		}
	}
	return k.Equal(schema.Key{Name: k.Name, Columns: columns})
}

// keyClause is a key as the option unique of the migrate tag says it.
func keyClause(k schema.Key) string {
	clause := identifier(k.Name) + identifiers(k.Columns)
	if len(k.Include) > 0 {
		clause += " include " + identifiers(k.Include)
	}
	if k.NullsNotDistinct {
		clause += " nulls not distinct"
	}
	return clause + deferrable(k.Deferrable)
}

func deferrable(d schema.Deferrable) string {
	if d == "" {
		return ""
	}
	return " " + strings.ToLower(string(d))
}

// indexClause is an index as the options index and uniqueindex of the migrate tag say it.
func indexClause(i schema.Index) string {
	var elements []string
	for _, e := range i.Key() {
		elements = append(elements, elementClause(e))
	}
	clause := identifier(i.Name) + "(" + strings.Join(elements, ", ") + ")"
	if i.Using != "" {
		clause += " using " + identifier(i.Using)
	}
	if len(i.Include) > 0 {
		clause += " include " + identifiers(i.Include)
	}
	if i.NullsNotDistinct {
		clause += " nulls not distinct"
	}
	if len(i.With) > 0 {
		clause += " with (" + strings.Join(i.With, ", ") + ")"
	}
	if i.Where != "" {
		clause += " where " + i.Where
	}
	return clause
}

func elementClause(e schema.Element) string {
	clause := identifier(e.Column)
	if e.Column == "" {
		clause = "(" + e.Expression + ")"
	}
	if e.Collation != "" {
		clause += " collate " + identifier(e.Collation)
	}
	if e.Opclass != "" {
		clause += " " + e.Opclass
	}
	if e.Desc {
		clause += " desc"
	}
	if e.Nulls != "" {
		clause += " nulls " + e.Nulls
	}
	return clause
}

// foreignKeyClause is a foreign key as the option fk of the migrate tag says it.
func foreignKeyClause(table schema.Name, f schema.ForeignKey) string {
	target := f.Target(table.Schema)
	clause := identifier(f.Name) + identifiers(f.Columns) + " references "
	if target.Schema != "" {
		clause += identifier(target.Schema) + "."
	}
	clause += identifier(target.Table) + identifiers(f.RefColumns)
	if f.OnDelete != "" {
		clause += " on delete " + strings.ToLower(string(f.OnDelete))
	}
	if f.OnUpdate != "" {
		clause += " on update " + strings.ToLower(string(f.OnUpdate))
	}
	if f.Match != "" {
		clause += " match " + strings.ToLower(f.Match)
	}
	clause += deferrable(f.Deferrable)
	if f.NotValid {
		clause += " not valid"
	}
	return clause
}
