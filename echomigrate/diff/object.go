package diff

import "github.com/echomigrate/echo-migrate/echomigrate/schema"

// The kinds of objects.
const (
	KindTable      = "table"
	KindColumn     = "column"
	KindPrimaryKey = "primary key"
	KindUnique     = "unique constraint"
	KindForeignKey = "foreign key"
	KindCheck      = "check constraint"
	KindExclusion  = "exclusion constraint"
	KindIndex      = "index"
	KindEnum       = "enum type"
	KindSequence   = "sequence"
	// KindComment is a comment on a table or column. It takes part where that does.
	KindComment = "comment"
)

// Object is something in a database that has a name.
type Object struct {
	// Kind is KindTable, KindColumn, KindPrimaryKey, KindUnique, KindForeignKey, KindCheck, KindExclusion, KindIndex, KindEnum,
	// KindSequence or KindComment.
	Kind string
	// Table is the table that it is, or belongs to; of an enum type and a sequence its own name.
	Table schema.Name
	// Name is the object's own, of a comment that of its column; empty for a table, a comment on one, an enum type and a sequence.
	Name string
}

// String is "table visitors", "index users_seen_idx of table users" or "comment on column email of table users".
func (o Object) String() string {
	switch {
	case o.Kind == KindComment && o.Name == "":
		return o.Kind + " on table " + o.Table.String()
	case o.Kind == KindComment:
		return o.Kind + " on column " + o.Name + " of table " + o.Table.String()
	case o.Name == "":
		return o.Kind + " " + o.Table.String()
	}
	return o.Kind + " " + o.Name + " of table " + o.Table.String()
}

// path is the object's name as Answers give it.
func (o Object) path() string {
	if o.Name == "" {
		return o.Table.String()
	}
	return o.Table.String() + "." + o.Name
}
