package schema

import (
	"cmp"
	"strconv"
	"strings"
)

// SequenceOptions say how a sequence numbers. Each of the numbers is a whole one as text; empty means what the database takes for it.
type SequenceOptions struct {
	// Start is the first number. Default: Min, or Max of a sequence that counts down.
	Start string
	// Increment is what is added for the next number; one below zero counts down. Default: 1.
	Increment string
	// Min is the least number. Default: 1, or the least of the type for a sequence that counts down.
	Min string
	// Max is the greatest number. Default: the greatest of the type, or -1 for a sequence that counts down.
	Max string
	// Cache is how many numbers a session takes at a time. Default: 1.
	Cache string
	// Cycle goes on with the other end behind the last number. Default: that is an error.
	Cycle bool
}

// IsZero reports whether nothing is said.
func (o SequenceOptions) IsZero() bool { return o == SequenceOptions{} }

// IsDescending reports whether the sequence counts down.
func (o SequenceOptions) IsDescending() bool { return strings.HasPrefix(o.Increment, "-") }

// Clauses are the options that are said, as they stand in SQL.
func (o SequenceOptions) Clauses() []string {
	var clauses []string
	for _, option := range []struct{ words, value string }{
		{"START WITH", o.Start}, {"INCREMENT BY", o.Increment}, {"MINVALUE", o.Min}, {"MAXVALUE", o.Max}, {"CACHE", o.Cache},
	} {
		if option.value != "" {
			clauses = append(clauses, option.words+" "+option.value)
		}
	}
	if o.Cycle {
		clauses = append(clauses, "CYCLE")
	}
	return clauses
}

// ranges are the least and the greatest number of each type that sequences have.
var ranges = map[string][2]string{
	"smallint": {"-32768", "32767"}, "integer": {"-2147483648", "2147483647"}, "bigint": {"-9223372036854775808", "9223372036854775807"},
}

// Of is what the options say of a sequence of some type beyond what such a one does anyhow, with plainly written numbers.
func (o SequenceOptions) Of(columnType string) SequenceOptions {
	if o == (SequenceOptions{}) {
		return o
	}
	for _, number := range []*string{&o.Start, &o.Increment, &o.Min, &o.Max, &o.Cache} {
		if n, err := strconv.ParseInt(strings.TrimSpace(*number), 10, 64); err == nil {
			*number = strconv.FormatInt(n, 10)
		}
	}
	least, greatest := "1", ranges[TypeName(columnType)][1]
	if o.IsDescending() {
		least, greatest = ranges[TypeName(columnType)][0], "-1"
	}
	first := cmp.Or(o.Min, least)
	if o.IsDescending() {
		first = cmp.Or(o.Max, greatest)
	}
	for _, option := range []struct {
		value *string
		usual string
	}{{&o.Start, first}, {&o.Increment, "1"}, {&o.Min, least}, {&o.Max, greatest}, {&o.Cache, "1"}} {
		if *option.value == option.usual {
			*option.value = ""
		}
	}
	return o
}
