package dialect

// Severity is how much a finding matters.
type Severity string

// The severities.
const (
	// Serious is what makes a run fail or leaves the database other than its revisions say.
	Serious Severity = "serious"
	// Doubtful is what may be meant so.
	Doubtful Severity = "warning"
	// Notice is good to know.
	Notice Severity = "note"
)

// Finding is something about a database that whoever migrates it should know.
type Finding struct {
	// Code names the kind of finding, such as "invalid-index"; it stays the same from version to version.
	Code string
	// Severity is how much it matters.
	Severity Severity
	// Text is what was found, in one line.
	Text string
	// WayOut is what to do about it, in one line; empty for what needs nothing.
	WayOut string
}

// Examination is what a database says of itself.
type Examination struct {
	// Server is the kind and version of the database, and which one of it: "PostgreSQL 15.4, database shop, role ann".
	Server string
	// Findings are what its catalog shows.
	Findings []Finding
}
