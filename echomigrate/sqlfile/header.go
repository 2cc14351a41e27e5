package sqlfile

import (
	"errors"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// The keys of header lines, as they are written.
const (
	keyRevision  = "revision"
	keyRevises   = "revises"
	keyCreated   = "created"
	keyLabels    = "labels"
	keyDependsOn = "depends on"
	keyReplaces  = "replaces"

	keyCompatibleWith = "compatible with"
	keyTransaction    = "transaction"
)

var keys = []string{keyRevision, keyRevises, keyCreated, keyLabels, keyDependsOn, keyCompatibleWith, keyReplaces, keyTransaction}

// header is the part of a file before its first section, as far as it was read.
type header struct {
	message []string
	// lines says where the keys stand; while it is empty, comments are the message.
	lines map[string]int
}

// headerLine takes a line apart into key and value.
func headerLine(comment string) (key, value string, known bool) {
	key, value, found := strings.Cut(comment, ":")
	key = strings.ToLower(strings.TrimSpace(key))
	return key, strings.TrimSpace(value), found && slices.Contains(keys, key)
}

// take reads a comment of the header into r.
func (h *header) take(r *revision.Revision, comment string, line int) *fault {
	key, value, known := headerLine(comment)
	switch {
	case !known && len(h.lines) == 0:
		h.message = append(h.message, comment)
		return nil
	case comment == "":
		return nil
	case !known:
		return unknownKey(comment, key, line)
	case h.lines[key] > 0:
		return wrong(line, "-- %s: is there already, at line %d: take one of them out", key, h.lines[key])
	}
	if h.lines == nil {
		h.lines = map[string]int{}
	}
	h.lines[key] = line
	if err := set(r, key, value); err != nil {
		return &fault{line, err}
	}
	return nil
}

func unknownKey(comment, key string, line int) *fault {
	return wrong(line, "%q is no header line%s: write one of %s, or put a comment above them or below -- upgrade",
		comment, op.DidYouMean(key, keys), strings.Join(keys, ", "))
}

// set fills the field that a key stands for.
func set(r *revision.Revision, key, value string) (err error) {
	switch key {
	case keyRevision:
		r.ID, err = value, revision.CheckID(value)
	case keyRevises:
		r.Revises, err = list(value, revision.CheckID)
	case keyCreated:
		r.Created = value
	case keyLabels:
		r.Labels, err = list(value, revision.CheckLabel)
	case keyDependsOn:
		r.DependsOn, err = list(value, revision.CheckLabel) // an ID is a legal label too
	case keyCompatibleWith:
		r.CompatibleWith, err = value, revision.CheckID(value)
	case keyReplaces:
		r.Replaces, err = formers(value)
	case keyTransaction:
		r.Transaction = revision.TransactionMode(value)
		err = r.Transaction.CheckOwn()
	}
	return err
}

// list takes names apart that have commas between them.
func list(value string, check func(string) error) ([]string, error) {
	if value == "" {
		return nil, nil
	}
	names := strings.Split(value, ",")
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
		if names[i] == "" {
			return nil, errors.New("a comma with no name beside it: take it out, or add the name")
		}
		if err := check(names[i]); err != nil {
			return nil, err
		}
	}
	return names, nil
}

// missing reports the keys that must be there.
func (h *header) missing() []*fault {
	var faults []*fault
	if h.lines[keyRevision] == 0 {
		faults = append(faults, wrong(1, "the line -- revision: is missing: add it, with the revision's ID"))
	}
	if h.lines[keyRevises] == 0 {
		faults = append(faults, wrong(1, "the line -- revises: is missing: add it, with the IDs before this one, or with nothing for a base"))
	}
	return faults
}

// tidy is a message as it can stand in comments: lines without space around them, and no empty ones at the ends.
func tidy(message string) string {
	lines := strings.Split(lineEnds.Replace(message), "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")
