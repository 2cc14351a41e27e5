package op

import (
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// SetTableComment sets, changes or removes a table's comment. A column's comment is changed by AlterColumn.
type SetTableComment struct {
	// Schema of the table; empty means the default one.
	Schema string
	// Table is the table's name.
	Table string
	// Comment is the new comment; empty removes it.
	Comment string
}

var _ = kind(SetTableComment{})

func (o SetTableComment) String() string { return "SetTableComment " + o.Target().String() }

// Target is the table's name.
func (o SetTableComment) Target() schema.Name { return schema.Name{Schema: o.Schema, Table: o.Table} }

// Apply sets the comment.
func (o SetTableComment) Apply(s *schema.Schema) error {
	return edit(s, o.Target(), func(t *schema.Table) error {
		t.Comment = o.Comment
		return nil
	})
}

// Statements is COMMENT ON TABLE, or nothing where there are no comments.
func (o SetTableComment) Statements(d Dialect) ([]string, error) {
	return d.TableComment(o.Target(), o.Comment)
}

// Inverse sets the comment that was there before.
func (o SetTableComment) Inverse(before *schema.Schema) (Operation, error) {
	t, err := find(before, o.Target())
	if err != nil {
		return nil, err
	}
	o.Comment = t.Comment
	return o, nil
}
