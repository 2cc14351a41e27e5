package model

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	bunschema "github.com/uptrace/bun/schema"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// reference is the foreign key of a relation, and where the relation stands.
type reference struct {
	place string
	key   schema.ForeignKey
}

// relations adds the foreign keys of the model's relations, in the order of the fields.
func (r *reading) relations(known map[schema.Name]bool) {
	relations := slices.SortedFunc(maps.Values(r.bun.Relations), func(a, b *bunschema.Relation) int {
		return slices.Compare(a.Field.Index, b.Field.Index)
	})
	for _, relation := range relations {
		if err := r.relation(relation, known); err != nil {
			r.fault(place(r.typ, relation.Field), "%w", err)
		}
	}
}

func (r *reading) relation(relation *bunschema.Relation, known map[schema.Name]bool) error {
	tags, err := parseTag(relation.Field.StructField.Tag.Get("migrate"), ofRelation)
	if err != nil {
		return fmt.Errorf("migrate tag: %w", err)
	}
	if has(tags, "nofk") {
		return nil
	}
	// What is wrong with the other model's tag is said when that model is read.
	other, _ := parseTag(tableTag(relation.JoinTable.Type), ofTable)
	target := tableID(relation.JoinTable)
	if !known[target] && !has(other, "-") && !has(other, "view") {
		r.warnings = append(r.warnings, fmt.Sprintf("%s: %s is referenced but not registered", place(r.typ, relation.Field), relation.JoinTable.Type))
	}
	if !owns(relation) || has(other, "view") {
		if len(tags) > 0 {
			return fmt.Errorf("migrate tag: option %s is for a foreign key, and the relation gives none", tags[0].name)
		}
		return nil
	}
	key, err := foreignKey(relation, tags)
	if err != nil {
		return err
	}
	key.RefSchema, key.RefTable = target.SchemaFrom(r.table.Schema), target.Table
	r.addForeignKey(key)
	r.references = append(r.references, reference{place(r.typ, relation.Field), key})
	return nil
}

// owns reports whether the table of the model that declares a relation has the foreign key.
//
// Of a belongs-to it has. A has-one mostly stands on the other side, with columns there that refer to this table's primary key.
// It is a belongs-to by another name when it is the other way round: other columns than the primary key here, a primary key
// there, or at least what is unique there and not here.
func owns(relation *bunschema.Relation) bool {
	base, join := relation.Field.Table, relation.JoinTable
	switch relation.Type {
	case bunschema.BelongsToRelation:
		return true
	case bunschema.HasOneRelation:
		here, there := relation.BasePKs, relation.JoinPKs
		return !sameFields(here, base.PKs) &&
			(sameFields(there, join.PKs) || isUnique(join, there) && !isUnique(base, here))
	}
	return false
}

func isUnique(t *bunschema.Table, fields []*bunschema.Field) bool {
	for name, group := range t.Unique {
		if name != "" && sameFields(group, fields) {
			return true
		}
	}
	return len(fields) == 1 && slices.ContainsFunc(t.Unique[""], func(f *bunschema.Field) bool { return f.Name == fields[0].Name })
}

// sameFields reports whether two lists name the same columns, in any order.
func sameFields(a, b []*bunschema.Field) bool { return sameSet(fieldNames(a), fieldNames(b)) }

func fieldNames(fields []*bunschema.Field) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names
}

func sameSet(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// foreignKey is the foreign key of a relation, but for the table that it refers to.
func foreignKey(relation *bunschema.Relation, tags []option) (schema.ForeignKey, error) {
	key := schema.ForeignKey{Columns: fieldNames(relation.BasePKs), RefColumns: fieldNames(relation.JoinPKs)}
	for _, clause := range []struct {
		option string
		action *schema.Action
	}{{"on_delete", &key.OnDelete}, {"on_update", &key.OnUpdate}} {
		said, is := relation.Field.Tag.Option(clause.option)
		if !is {
			continue
		}
		s := scanner{said}
		var err error
		if *clause.action, err = s.action(); err == nil && !s.done() {
			err = s.left()
		}
		if err != nil {
			return key, fmt.Errorf("%s: %w", clause.option, err)
		}
	}
	for _, o := range tags {
		switch o.name {
		case "fk":
			key.Name = o.value
		case "notvalid":
			key.NotValid = true
		case "deferrable":
			s := scanner{"deferrable"}
			if o.value != "" {
				s.rest += " initially " + o.value
			}
			if !s.deferrable(&key.Deferrable) || !s.done() {
				return key, fmt.Errorf("migrate tag: deferrable is deferred or immediate, not %q", clip(o.value))
			}
		}
	}
	return key, nil
}

// addForeignKey adds a foreign key that is not there yet.
func (r *reading) addForeignKey(key schema.ForeignKey) {
	if !slices.ContainsFunc(r.table.ForeignKeys, key.Equal) {
		r.table.ForeignKeys = append(r.table.ForeignKeys, key)
	}
}

// withoutKey warns of relations to columns that no key makes unique: a database refuses such a foreign key.
func (r *reading) withoutKey(tables map[schema.Name]*schema.Table) []string {
	var warnings []string
	for _, ref := range r.references {
		target := ref.key.Target(r.table.Schema)
		t := tables[target]
		if t == nil || isKey(t, ref.key.RefColumns) || !slices.ContainsFunc(r.table.ForeignKeys, ref.key.Equal) {
			continue
		}
		warnings = append(warnings, fmt.Sprintf(`%s: %s is neither the primary key of %s nor unique, so that no foreign key can refer to it: make it unique, or tag the relation migrate:"nofk"`,
			ref.place, strings.Join(ref.key.RefColumns, ", "), target))
	}
	return warnings
}

// isKey reports whether columns are a table's primary key, or unique.
func isKey(t *schema.Table, columns []string) bool {
	return sameSet(t.PrimaryKey.Columns, columns) ||
		slices.ContainsFunc(t.Uniques, func(k schema.Key) bool { return sameSet(k.Columns, columns) }) ||
		slices.ContainsFunc(t.Indexes, func(i schema.Index) bool { return i.Unique && i.Where == "" && sameSet(i.Columns, columns) })
}
