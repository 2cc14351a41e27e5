package revision

import (
	"slices"
	"strings"
)

// illegal are the characters that an ID cannot have: those with a meaning in the names of targets, and those that no file
// name can have.
const illegal = `@-+:,/\*?"<>|`

// reserved are the names that stand for no single revision.
var reserved = []string{"head", "heads", "base", "current"}

// CheckID reports an ID that no revision may have.
func CheckID(id string) error {
	if id == "" {
		return wrong(IllegalName, id, "a revision has no ID")
	}
	for _, r := range id {
		if isPlain(r) {
			continue
		}
		if strings.ContainsRune(illegal, r) || r <= ' ' || r == 0x7f {
			return wrong(IllegalName, id, "the character %q is not allowed in an ID: use letters, digits and underscores", r)
		}
	}
	if slices.Contains(reserved, id) || strings.HasPrefix(id, ".") || strings.HasPrefix(id, "_") {
		return wrong(IllegalName, id, "an ID cannot be one of head, heads, base and current, nor begin with a dot or an underscore")
	}
	return nil
}

// isPlain reports a letter or a digit of ASCII, which nearly all IDs consist of.
func isPlain(r rune) bool {
	return '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
}

// CheckLabel reports a label that no branch may have.
func CheckLabel(label string) error {
	if label == "" || slices.Contains(reserved, label) {
		return wrong(IllegalName, label, "a label cannot be empty, nor be one of head, heads, base and current")
	}
	for _, r := range label {
		if strings.ContainsRune("@:+,", r) || r <= ' ' || r == 0x7f {
			return wrong(IllegalName, label, "the character %q is not allowed in a label: use letters, digits and underscores", r)
		}
	}
	if relative.MatchString(label) {
		return wrong(IllegalName, label, "a label cannot end in a minus and a number, which would be steps down")
	}
	return nil
}
