package revision

import (
	"fmt"
	"strconv"
	"strings"
)

// Kind is what is wrong with a name, a target or a revision. It is an error, so that errors.Is(err, NotInBranch) finds it.
type Kind string

// What can be wrong with a name or a target.
const (
	// NoSuchRevision means that a name names nothing.
	NoSuchRevision Kind = "no such revision"
	// NoSuchBranch means that what stands before "@" names nothing.
	NoSuchBranch Kind = "no such branch"
	// NotInBranch means that a revision and the branch before "@" do not share a line.
	NotInBranch Kind = "not in that branch"
	// AmbiguousName means that several IDs or labels begin with a name.
	AmbiguousName Kind = "ambiguous name"
	// MultipleHeads means that there are several heads where one is needed.
	MultipleHeads Kind = "several heads"
	// AmbiguousWalk means that steps up or down could lead to several revisions.
	AmbiguousWalk Kind = "ambiguous steps"
	// AmbiguousStart means that steps could begin at several of the version rows.
	AmbiguousStart Kind = "ambiguous start"
	// TooFar means that there are not as many steps as were asked for, or none in that direction.
	TooFar Kind = "too far"
	// NotBelow means that there is no way down to a target, or no way between the ends of a range.
	NotBelow Kind = "not below"
	// Overlap means that one of several revisions is below another one.
	Overlap Kind = "overlapping revisions"
)

// What can be wrong with a revision.
const (
	// NotHead means that a new revision would follow one that is followed already.
	NotHead Kind = "not a head"
	// DuplicateHead means that a new revision would follow one twice.
	DuplicateHead Kind = "head given twice"
	// IllegalName means that an ID or a label has characters that it cannot have.
	IllegalName Kind = "illegal name"
	// DuplicateID means that there are two revisions of one ID.
	DuplicateID Kind = "duplicate ID"
	// DuplicateLabel means that a label is that of another revision, or its ID.
	DuplicateLabel Kind = "duplicate label"
	// Missing means that a revision follows, or depends on, one that is not there.
	Missing Kind = "missing revision"
	// NotOlder means that a revision says it stays compatible with one that is not older.
	NotOlder Kind = "not older"
	// NoSuchDialect means that operations are for a kind of database that there is none of.
	NoSuchDialect Kind = "no such kind of database"
	// NoSuchTransaction means that a revision asks for a transaction mode that there is none of, or that is a run's alone.
	NoSuchTransaction Kind = "no such transaction mode"
	// SelfLoop means that a revision revises itself.
	SelfLoop Kind = "self-loop"
	// DependencySelfLoop means that a revision depends on itself.
	DependencySelfLoop Kind = "dependency self-loop"
	// Cycle means that revisions revise each other.
	Cycle Kind = "cycle"
	// DependencyCycle means that revisions revise or depend on each other.
	DependencyCycle Kind = "dependency cycle"
)

// Error is the kind in words.
func (k Kind) Error() string { return string(k) }

// Error says why a name, a target or a revision cannot be used.
type Error struct {
	// Kind is what is wrong.
	Kind Kind
	// Name is the name, the target or the ID that it is wrong with.
	Name string
	// Source is where a revision was registered, if it is about one and that is known.
	Source string
	// Reason says what is wrong and the way out.
	Reason string
}

// Error says on one line where it is wrong, what, and the way out.
func (e *Error) Error() string {
	where := strconv.Quote(e.Name)
	if e.Source != "" {
		where += " (" + e.Source + ")"
	}
	return "revision " + where + ": " + e.Reason
}

// Unwrap is the kind, for errors.Is.
func (e *Error) Unwrap() error { return e.Kind }

func wrong(kind Kind, name, format string, arguments ...any) error {
	return &Error{Kind: kind, Name: name, Reason: fmt.Sprintf(format, arguments...)}
}

func wrongRevision(kind Kind, r *Revision, format string, arguments ...any) error {
	return &Error{Kind: kind, Name: r.ID, Source: r.Source, Reason: fmt.Sprintf(format, arguments...)}
}

// named is a revision with where it was registered, for messages.
func named(r *Revision) string {
	if r.Source == "" {
		return r.ID
	}
	return r.ID + " (" + r.Source + ")"
}

// shown is how many IDs a message lists at most.
const shown = 5

// Listed joins IDs for a message, which stays readable however many there are.
func Listed(ids []string, separator string) string {
	if len(ids) <= shown {
		return strings.Join(ids, separator)
	}
	return fmt.Sprintf("%s and %d more", strings.Join(ids[:shown], ", "), len(ids)-shown)
}
