package diff

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
