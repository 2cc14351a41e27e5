package op

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// CreateIndex creates an index.
type CreateIndex struct {
	// Schema of the table; empty means the default one.
	Schema string
	// Table is the table's name.
	Table string
	// Index is the index; without a name it gets the default one.
	Index schema.Index
	// Concurrently builds the index without locking writers out, outside a transaction (PostgreSQL).
	Concurrently bool
}

// DropIndex drops an index.
type DropIndex struct {
	// Schema of the table; empty means the default one.
	Schema string
	// Table is the table's name.
	Table string
	// Name of the index.
	Name string
	// Concurrently drops the index without locking readers out, outside a transaction (PostgreSQL).
	Concurrently bool
	// IfExists passes over what is not there. Default: that is an error.
	IfExists bool
}

// RenameIndex renames an index.
type RenameIndex struct {
	// Schema of the table; empty means the default one.
	Schema string
	// Table is the table's name.
	Table string
	// From is the old name.
	From string
	// To is the new name.
	To string
}

var (
	_ = kind(CreateIndex{})
	_ = kind(DropIndex{})
	_ = kind(RenameIndex{})
)

func (o CreateIndex) String() string {
	return "CreateIndex " + o.Target().String() + " " + o.Named().Name
}
func (o DropIndex) String() string { return "DropIndex " + o.Target().String() + " " + o.Name }
func (o RenameIndex) String() string {
	return "RenameIndex " + o.Target().String() + " " + o.From + " to " + o.To
}

// Target is the table's name.
func (o CreateIndex) Target() schema.Name { return schema.Name{Schema: o.Schema, Table: o.Table} }

// Target is the table's name.
func (o DropIndex) Target() schema.Name { return schema.Name{Schema: o.Schema, Table: o.Table} }

// Target is the table's name.
func (o RenameIndex) Target() schema.Name { return schema.Name{Schema: o.Schema, Table: o.Table} }

// IsConcurrent reports whether the index is built outside a transaction.
func (o CreateIndex) IsConcurrent() bool { return o.Concurrently }

// IsConcurrent reports whether the index is dropped outside a transaction.
func (o DropIndex) IsConcurrent() bool { return o.Concurrently }

// indexed lists the plain columns in an index's key.
func indexed(i schema.Index) []string {
	var columns []string
	for _, e := range i.Key() {
		if e.Column != "" {
			columns = append(columns, e.Column)
		}
	}
	return columns
}

// Named is the index with its name or the default one.
func (o CreateIndex) Named() schema.Index {
	t := schema.Table{Schema: o.Schema, Name: o.Table, Indexes: []schema.Index{o.Index}}
	return t.WithDefaultNames().Indexes[0]
}

// Apply adds the index.
func (o CreateIndex) Apply(s *schema.Schema) error {
	return edit(s, o.Target(), func(t *schema.Table) error {
		i := o.Named()
		if t.Index(i.Name) != nil {
			return exists("index", i.Name)
		}
		t.Indexes = append(t.Indexes, i)
		return needColumns(t, slices.Concat(indexed(i), i.Include))
	})
}

// Statements is CREATE INDEX.
func (o CreateIndex) Statements(d Dialect) ([]string, error) {
	return d.CreateIndex(o.Target(), o.Named(), o.Concurrently)
}

// Inverse drops the index, concurrently if it was built so.
func (o CreateIndex) Inverse(*schema.Schema) (Operation, error) {
	return DropIndex{Schema: o.Schema, Table: o.Table, Name: o.Named().Name, Concurrently: o.Concurrently}, nil
}

// Apply removes the index.
func (o DropIndex) Apply(s *schema.Schema) error {
	return passOver(o.IfExists, "index", edit(s, o.Target(), func(t *schema.Table) (err error) {
		t.Indexes, err = remove(t.Indexes, t.Index(o.Name), t, "index", o.Name, names(t.Indexes, indexName))
		return err
	}))
}

// Statements is DROP INDEX.
func (o DropIndex) Statements(d Dialect) ([]string, error) {
	return d.DropIndex(o.Target(), o.Name, o.Concurrently, o.IfExists)
}

// Inverse creates the index as it was.
func (o DropIndex) Inverse(before *schema.Schema) (Operation, error) {
	t, err := find(before, o.Target())
	if err != nil {
		return nil, err
	}
	i := t.Index(o.Name)
	if i == nil {
		return nil, &NotFoundError{Kind: "index", Name: o.Name, Where: t.ID(), Known: names(t.Indexes, indexName)}
	}
	return CreateIndex{Schema: o.Schema, Table: o.Table, Index: *i, Concurrently: o.Concurrently}, nil
}

// Apply renames the index.
func (o RenameIndex) Apply(s *schema.Schema) error {
	return edit(s, o.Target(), func(t *schema.Table) error {
		i := t.Index(o.From)
		if i == nil {
			return &NotFoundError{Kind: "index", Name: o.From, Where: t.ID(), Known: names(t.Indexes, indexName)}
		}
		if t.Index(o.To) != nil {
			return exists("index", o.To)
		}
		i.Name = o.To
		return nil
	})
}

// Statements is ALTER INDEX … RENAME TO, where the database has it.
func (o RenameIndex) Statements(d Dialect) ([]string, error) {
	return d.RenameIndex(o.Target(), o.From, o.To)
}

// Inverse renames it back.
func (o RenameIndex) Inverse(*schema.Schema) (Operation, error) {
	return RenameIndex{Schema: o.Schema, Table: o.Table, From: o.To, To: o.From}, nil
}
