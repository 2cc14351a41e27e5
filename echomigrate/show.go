package echomigrate

import (
	"context"

	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// Entry is a revision with its place in the history.
type Entry struct {
	// Revision is the revision itself.
	Revision revision.Revision
	// Labels are the names of the branches that it belongs to.
	Labels []string
	// Children are the IDs of the revisions that follow it directly.
	Children []string
	// Head is set when no revision follows it.
	Head bool
	// EffectiveHead is set when it is a head that no other revision depends on either, where that differs from Head.
	EffectiveHead bool
	// Current is set when the database is at it, as far as was asked for.
	Current bool
	// BranchPoint is set when several revisions follow it.
	BranchPoint bool
	// MergePoint is set when it follows several revisions.
	MergePoint bool
}

var _ = context.Background
