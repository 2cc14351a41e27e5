package runner

import (
	"cmp"
	"maps"
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// Standing is how a database stands to a graph.
type Standing struct {
	// Rows are the version rows, sorted; not nil.
	Rows []string
	// Pending are the graph's revisions that are not applied, as far as is known, or that a run left half taken back, in the order of
	// an upgrade.
	Pending []*revision.Revision
	// Unknown are applied revisions that the graph does not have, and those that are being applied, the newest first.
	Unknown []UnknownRevision
	// Edited are the applied revisions whose operations are not those that were run, as Runner's Edited gives them.
	Edited []string
	// Unfinished are the revisions that are under way or were stopped in their middle, oldest first: none for a revision that is one
	// transaction.
	Unfinished []Unfinished
	// UnderWay is set while a run is known to be at work.
	UnderWay bool
	// Holder is the session of that run; nil where the database does not say.
	Holder *dialect.Session
}

// UnknownRevision is what the history keeps of a revision that a graph does not have.
type UnknownRevision struct {
	// ID is the revision's ID.
	ID string
	// Described is set where the history says the rest.
	Described bool
	// Message is the revision's message.
	Message string
	// CompatibleWith is what the revision declares.
	CompatibleWith string
	// Compatible is set when that is in the graph.
	Compatible bool
	// Kept is set when the history keeps what takes it back, so that Downgrade can.
	Kept bool
}

// Unfinished is a revision that is under way or was stopped in its middle.
type Unfinished struct {
	Record
	// Rows is how many rows the op.Backfill that it is at has done.
	Rows int64
}

// MayServe reports whether a program of the graph's revisions can work with the schema.
func (s Standing) MayServe() bool {
	return len(s.Pending) == 0 && !slices.ContainsFunc(s.Unknown, func(u UnknownRevision) bool { return !u.Compatible })
}

// stand makes out how the database stands, from what was read.
func (w *Watch) stand() (Standing, error) {
	s := Standing{Rows: w.rows, Unfinished: slices.SortedFunc(maps.Values(w.unfinished), func(a, b Unfinished) int { return cmp.Compare(a.ID, b.ID) })}
	known := w.walk(&s)
	var err error
	if s.Pending, err = w.pending(known, s.Unfinished); err != nil {
		return Standing{}, err
	}
	if s.Edited, err = w.edited(known); err != nil {
		return Standing{}, err
	}
	return s, nil
}

// walk goes from the version rows down to the graph. It gives the IDs at which it comes there.
func (w *Watch) walk(s *Standing) (known []string) {
	queue := slices.Clone(w.rows)
	for _, u := range s.Unfinished {
		if _, is := w.Graph.Revision(u.Revision); !is {
			queue = append(queue, u.Revision)
		}
	}
	seen := map[string]bool{}
	for ; len(queue) > 0; queue = queue[1:] {
		id := queue[0]
		if seen[id] {
			continue
		}
		seen[id] = true
		if _, is := w.Graph.Revision(id); is {
			known = append(known, id)
			continue
		}
		stored, described := w.stored[w.keptIn(id)]
		_, fault := stored.downgrade()
		_, compatible := w.Graph.Revision(stored.CompatibleWith)
		s.Unknown = append(s.Unknown, UnknownRevision{
			ID: id, Described: described, Message: stored.Message, CompatibleWith: stored.CompatibleWith, Compatible: compatible, Kept: fault == nil,
		})
		queue = slices.Concat(queue, stored.Revises, stored.DependsOn)
	}
	slices.SortStableFunc(s.Unknown, func(a, b UnknownRevision) int { return cmp.Compare(w.keptIn(b.ID), w.keptIn(a.ID)) })
	return known
}

// keptIn is the history row that describes an unknown revision; zero where there is none.
func (w *Watch) keptIn(id string) int64 {
	row := w.upgrades[id].row
	for _, u := range w.unfinished {
		if u.Revision == id && u.Direction == Upgrade {
			row = max(row, u.ID)
		}
	}
	return row
}

// pending are the revisions that are not applied, and those that are half taken back.
func (w *Watch) pending(known []string, unfinished []Unfinished) ([]*revision.Revision, error) {
	list, err := w.Graph.Pending(known)
	if err != nil {
		return nil, err
	}
	for _, u := range unfinished {
		r, is := w.Graph.Revision(u.Revision)
		if is && !slices.ContainsFunc(list, func(p *revision.Revision) bool { return p.ID == u.Revision }) {
			list = slices.Insert(list, 0, &r)
		}
	}
	return list, nil
}

// edited are the applied revisions whose operations are not those that were run since the last stamp.
func (w *Watch) edited(known []string) ([]string, error) {
	applied, err := w.Graph.Applied(known)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, r := range applied {
		if last := w.upgrades[r.ID]; last.row > w.stamped && last.checksum != w.checksum(r) {
			ids = append(ids, r.ID)
		}
	}
	return ids, nil
}

// checksum is op.Checksum of a revision's upgrade, made once.
func (w *Watch) checksum(r *revision.Revision) string {
	sum, made := w.checksums[r.ID]
	if !made {
		sum = op.Checksum(r.Upgrade)
		w.checksums[r.ID] = sum
	}
	return sum
}
