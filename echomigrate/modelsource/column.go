package modelsource

import (
	"reflect"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// field is a field of a struct.
type field struct {
	name string
	// typ is the Go type as source, and goType the type itself; a relation has none.
	typ    string
	goType reflect.Type
	tag    tag
}

// bunOptions are words that Bun's tag takes for something else than a column's name where they stand first.
var bunOptions = strings.Fields(`alias array autoincrement column composite default embed extend hstore identity inherit join json_use_number
	m2m msgpack multirange notnull nullzero on_delete on_update pk polymorphic rel scanonly skipupdate soft_delete table type unique`)

// column is the field of a column. What stands on the column alone is said by its tag.
func (w *writer) column(t schema.Table, c schema.Column) field {
	declared := c.Type
	integer := schema.IntegerOf(c.Type)
	if integer != "" {
		declared = integer
	}
	k, array := kindOf(declared)
	f := field{name: goName(c.Name), goType: k.goType}
	isKey := slices.Contains(t.PrimaryKey.Columns, c.Name)
	if !c.NotNull && !isKey {
		f.goType = nullable(f.goType)
	}
	f.typ = strings.ReplaceAll(f.goType.String(), "uint8", "byte")
	enum := w.enum(declared)
	if enum != nil {
		k.sql = declared
	}
	f.tag.bun = w.bunTag(t, c, declared, k)
	if array {
		f.tag.bun = append(f.tag.bun, "array")
	}
	if !c.NotNull && f.goType.Kind() == reflect.Slice || c.Default != "" && zeroIsNone(f.goType) || isRowid(t, c) {
		f.tag.bun = append(f.tag.bun, "nullzero")
	}
	if enum != nil {
		f.tag.migrate = append(f.tag.migrate, migrateOption("enum", enumClause(*enum)))
	}
	for _, q := range w.schema.Sequences {
		if q.Schema == "" && q.IsIn(c.Default) {
			f.tag.migrate = append(f.tag.migrate, migrateOption("sequence", sequenceClause(q)))
		}
	}
	f.tag.migrate = append(f.tag.migrate, migrateTag(c)...)
	return f
}

// isRowid reports whether SQLite numbers a column because it is another name of the row's own number.
func isRowid(t schema.Table, c schema.Column) bool {
	return c.Type == "INTEGER" && c.Identity == "" && slices.Equal(t.PrimaryKey.Columns, []string{c.Name})
}

// zeroIsNone reports whether the zero value of a type stands for nothing, so that the database's default takes its place.
func zeroIsNone(t reflect.Type) bool {
	return t.Kind() == reflect.String || t == asTime.goType
}

// bunTag is what Bun's tag says of a column.
func (w *writer) bunTag(t schema.Table, c schema.Column, declared string, k kind) []string {
	options := []string{c.Name}
	if !simpleName.MatchString(c.Name) || slices.Contains(bunOptions, c.Name) {
		options = []string{"column:" + bunValue(c.Name)}
	}
	if slices.Contains(t.PrimaryKey.Columns, c.Name) {
		options = append(options, "pk")
	}
	serial := schema.IsSerial(c.Type)
	if numbered := serial || c.Identity != ""; numbered {
		options = append(options, "autoincrement")
		if !serial && c.Identity == schema.IdentityByDefault && !w.says(t, c, schema.Column{Type: "bigserial", NotNull: true}) {
			options = append(options, "identity")
		}
	} else if c.NotNull && !slices.Contains(t.PrimaryKey.Columns, c.Name) {
		options = append(options, "notnull")
	}
	if !w.says(t, schema.Column{Type: declared}, schema.Column{Type: k.sql}) {
		options = append(options, "type:"+bunValue(declared))
	}
	if c.Default != "" {
		options = append(options, "default:"+bunValue(c.Default))
	}
	if c.Generated != "" {
		options = append(options, "scanonly")
	}
	return options
}

// says reports whether a column of the table is one of another spelling, in all but what neither says.
func (w *writer) says(t schema.Table, c, other schema.Column) bool {
	column := func(c schema.Column) schema.Column {
		one := schema.Table{Name: t.Name, Columns: []schema.Column{{Name: "c", Type: c.Type, NotNull: c.NotNull, Identity: c.Identity}}}
		if c.Identity != "" || c.NotNull {
			one.PrimaryKey.Columns = []string{"c"}
		}
		return w.database.Canonical(one).Columns[0]
	}
	return column(c) == column(other)
}

// migrateTag is what Bun's tag cannot say of a column.
func migrateTag(c schema.Column) []string {
	var options []string
	if words := c.IdentityOptions.Clauses(); len(words) > 0 {
		options = append(options, migrateOption("identity", strings.ToLower(string(c.Identity)+" "+strings.Join(words, " "))))
	} else if c.Identity == schema.IdentityAlways {
		options = append(options, "identity:always")
	}
	if c.Generated != "" {
		options = append(options, migrateOption("generated", c.Generated))
		if c.Virtual {
			options = append(options, "virtual")
		}
	}
	if c.Collation != "" {
		options = append(options, migrateOption("collate", c.Collation))
	}
	if c.Comment != "" {
		options = append(options, migrateOption("comment", c.Comment))
	}
	return options
}
