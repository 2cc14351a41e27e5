package diff

// The kinds of objects.
const (
	KindTable      = "table"
	KindColumn     = "column"
	KindPrimaryKey = "primary key"
	KindUnique     = "unique constraint"
	KindForeignKey = "foreign key"
	KindCheck      = "check constraint"
	KindIndex      = "index"
)

// Pair is an object as the database has it and as the models say it. Constraints and indexes are the same one when they have
// the same name, or when they say the same and no model gives a name.
type Pair struct {
	Object
	// Actual is the object in the database, by its Kind a schema.Table, Column, Key, ForeignKey, Check or Index; nil where the
	// database does not have it.
	Actual any
	// Desired is the object of the models, of the same type; nil where no model has it.
	Desired any
}

// Verdict says whether two columns differ in something.
type Verdict int

// The verdicts; the zero value leaves it to the comparison.
const (
	// Undecided leaves it to the comparison.
	Undecided Verdict = iota
	// Same takes them for the same: nothing is changed.
	Same
	// Different takes them for different, and changes the one into the other. Where both are written alike there is nothing
	// to change.
	Different
)
