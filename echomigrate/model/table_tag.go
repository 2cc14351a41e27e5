package model

import (
	"errors"
	"fmt"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// tableTags adds what the migrate tag of bun.BaseModel says.
func (r *reading) tableTags() {
	where := modelName(r.typ) + ".BaseModel"
	for _, o := range r.tags {
		if err := r.tableTag(where, o); err != nil {
			r.fault(where, "migrate tag: %s:%s: %w", o.name, clip(o.value), err)
		}
	}
}

func (r *reading) tableTag(where string, o option) error {
	switch o.name {
	case "index", "uniqueindex":
		return r.indexTag(o)
	case "unique":
		return r.uniqueTag(o.value)
	case "pk":
		return r.primaryKeyTag(o)
	case "fk":
		return r.foreignKeyTag(o.value)
	case "partition":
		r.table.PartitionBy = o.value
	case "with":
		return r.parametersTag(o.value)
	case "unlogged":
		r.table.Unlogged = true
	case "sequence":
		return r.sequenceTag(o.value)
	case "exclude":
		return r.exclusionTag(o.value)
	case "check":
		r.addCheck(where, o.value)
	case "comment":
		r.table.Comment = o.value
	case "was":
		return r.wasTable(o.value)
	}
	return nil
}

func (r *reading) uniqueTag(value string) error {
	k, err := parseUnique(value)
	if err == nil {
		err = r.resolve(k.Columns, k.Include)
	}
	if err != nil {
		return err
	}
	r.addUnique(k)
	return nil
}

func (r *reading) foreignKeyTag(value string) error {
	f, err := parseForeignKey(value)
	if err == nil {
		err = r.resolve(f.Columns)
	}
	if err != nil {
		return err
	}
	f.RefSchema = inSchema(r.bun.Dialect(), f.RefSchema, f.RefTable).SchemaFrom(r.table.Schema)
	r.addForeignKey(f)
	return nil
}

func (r *reading) parametersTag(value string) error {
	s := scanner{value}
	parameters, err := s.parameters()
	if err == nil && !s.done() {
		err = s.left()
	}
	if err != nil {
		return err
	}
	r.table.With = parameters
	return nil
}

func (r *reading) indexTag(o option) error {
	i, err := parseIndex(o.value, r.column)
	if err == nil {
		err = r.resolve(i.Include)
	}
	if err != nil {
		return err
	}
	i.Unique = o.name == "uniqueindex"
	r.table.Indexes = append(r.table.Indexes, i)
	return nil
}

func (r *reading) wasTable(value string) error {
	old := qualified(r.bun.Dialect(), value)
	if strings.Contains(value, ".") && old.Schema != r.table.Schema {
		return errors.New("a rename cannot take a table from one schema to another")
	}
	r.tableRenames = append(r.tableRenames, op.RenameTable{Schema: r.table.Schema, From: old.Table, To: r.table.Name})
	return nil
}

// column finds the name of a column that a tag names: as it is, or else in lower case, as SQL would.
func (r *reading) column(name string) (string, error) {
	for _, n := range []string{name, strings.ToLower(name)} {
		if r.table.Column(n) != nil {
			return n, nil
		}
	}
	return "", &op.NotFoundError{Kind: "column", Name: name, Where: r.table.ID(), Known: r.table.ColumnNames()}
}

// resolve puts the columns' own names in the place of those that a tag says.
func (r *reading) resolve(lists ...[]string) (err error) {
	for _, list := range lists {
		for i := range list {
			if list[i], err = r.column(list[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// primaryKeyTag reads the primary key's name and the order of its columns, which are those that Bun's tags say.
func (r *reading) primaryKeyTag(o option) error {
	k, err := parseUnique(o.value)
	if err == nil {
		err = r.resolve(k.Columns, k.Include)
	}
	if err != nil {
		return err
	}
	if !sameSet(k.Columns, r.table.PrimaryKey.Columns) {
		return fmt.Errorf("the columns that Bun's tags make the primary key are %s", strings.Join(r.table.PrimaryKey.Columns, ", "))
	}
	r.table.PrimaryKey = k
	return nil
}
