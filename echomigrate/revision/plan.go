package revision

// Plan is what leads a database from its version rows to a target.
type Plan struct {
	// Steps in the order in which they run; none when the database is there already.
	Steps []Step
	// Warning says what is doubtful about the target, and the way out; mostly it is empty.
	Warning string
}

// Step is one revision of a plan.
type Step struct {
	// Revision is what is run; for a stamp that only takes rows away it is empty. It is the graph's own, which nobody may change.
	Revision *Revision

	rows  versionRows
	place int
}

// versionRows are those before each step of a plan, sorted, and behind the last one.
type versionRows interface{ before(step int) []string }

// Before lists the version rows that the step needs, sorted.
func (s Step) Before() []string { return s.rows.before(s.place) }

// After lists the version rows that the step leaves, sorted: the maximal elements of the applied set.
func (s Step) After() []string { return s.rows.before(s.place + 1) }
