package diff

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

// Pair is an object as the database has it and as the models say it. Constraints and indexes are the same one when they have
// the same name, or when they say the same and no model gives a name.
type Pair struct {
	Object
	// Actual is the object in the database, by its Kind a schema.Table, Column, Key, ForeignKey, Check, Exclusion, Index, Enum or Sequence; nil
	// where the database does not have it.
	Actual any
	// Desired is the object of the models, of the same type; nil where no model has it.
	Desired any
}
