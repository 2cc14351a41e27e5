// Package revision holds revisions and the graph that they form, without any database or file.
package revision

import (
	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// Revision is one step in a database's history: what it does, how to undo it, and which revisions it follows.
type Revision struct {
	// ID names the revision; by default twelve hexadecimal digits.
	ID string
	// Message says in one line what the revision does.
	Message string
	// Created is the time of writing in RFC 3339.
	Created string
	// Revises are the IDs of the revisions before this one: none for a base, several for a merge.
	Revises []string
	// DependsOn are IDs or labels of revisions in other branches that must be applied before this one.
	DependsOn []string
	// Labels are names of the branch that begins here.
	Labels []string
	// CompatibleWith is the ID of the oldest revision whose programs can work with the schema that this one leaves, so that they may
	// serve on while newer ones come up. The history keeps it, for programs that do not have this revision to read. Empty means that
	// programs without this revision cannot.
	CompatibleWith string
	// Replaces are migrations of other tools that the revision stands in for: a database that has them is stamped with the revision
	// by `db adopt` instead of running it.
	Replaces []Former
	// Transaction is how the revision's own operations share a transaction, PerRevision or NoTransaction, whatever the run's mode.
	// Default: the run's.
	Transaction TransactionMode
	// Upgrade are the operations that lead here from Revises.
	Upgrade []op.Operation
	// Downgrade are the operations that lead back. nil beside an Upgrade that does something means that there is no way back,
	// and a run that would go back stops there; an empty list means that nothing is to be undone.
	Downgrade []op.Operation

	// Source is the file and line that registered the revision; Register fills it.
	Source string
}

// IsOneWay reports whether the revision does something and does not say how to undo it.
func (r Revision) IsOneWay() bool { return r.Downgrade == nil && len(r.Upgrade) > 0 }
