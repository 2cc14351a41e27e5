package model

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// option is one option of a migrate tag.
//
// Options stand between commas, each as name or name:value. A value is all up to the next comma outside quotes and brackets,
// or 'quoted' as a whole, with two single quotes for one in it.
type option struct{ name, value string }

// carrier is what has a migrate tag.
type carrier string

const (
	ofColumn   carrier = "a column"
	ofRelation carrier = "a relation"
	ofTable    carrier = "bun.BaseModel"
)

// rule says what an option takes.
type rule struct {
	value    valueRule
	repeated bool
}

type valueRule int

const (
	noValue valueRule = iota
	mayValue
	mustValue
)

// rules are the options that there are.
var rules = map[carrier]map[string]rule{
	ofColumn: {
		"index": {mayValue, true}, "uniqueindex": {mayValue, true}, "unique": {mayValue, true}, "check": {mustValue, true},
		"comment": {mustValue, false}, "was": {mustValue, true}, "generated": {mustValue, false}, "virtual": {noValue, false},
		"collate": {mustValue, false}, "identity": {mayValue, false}, "sequence": {mustValue, false}, "enum": {mayValue, false},
	},
	ofRelation: {"nofk": {noValue, false}, "fk": {mustValue, false}, "deferrable": {mayValue, false}, "notvalid": {noValue, false}},
	ofTable: {
		"index": {mustValue, true}, "uniqueindex": {mustValue, true}, "unique": {mustValue, true}, "check": {mustValue, true},
		"exclude": {mustValue, true}, "partition": {mustValue, false}, "unlogged": {noValue, false}, "sequence": {mustValue, true}, "with": {mustValue, false},
		"fk": {mustValue, true}, "pk": {mustValue, false}, "comment": {mustValue, false}, "was": {mustValue, true}, "-": {noValue, false}, "view": {noValue, false},
	},
}

// parseTag reads a migrate tag.
func parseTag(tag string, of carrier) ([]option, error) {
	if strings.TrimSpace(tag) == "" {
		return nil, nil
	}
	parts, err := split(tag)
	if err != nil {
		return nil, err
	}
	var options []option
	for _, part := range parts {
		o, valued, err := parseOption(part)
		if err != nil {
			return nil, err
		}
		if err := allowed(o, valued, of, options); err != nil {
			return nil, err
		}
		options = append(options, o)
	}
	return options, nil
}

func parseOption(part string) (o option, valued bool, err error) {
	name, value, valued := strings.Cut(part, ":")
	o = option{strings.TrimSpace(name), strings.TrimSpace(value)}
	if o.name == "" {
		return o, valued, errors.New("an option has no name")
	}
	if strings.HasPrefix(o.value, "'") {
		n, err := closing(o.value)
		if err != nil {
			return o, valued, err
		}
		if n != len(o.value) {
			return o, valued, fmt.Errorf("option %s: there is text behind the quote: put the whole value in quotes, and write '' for a quote in it", o.name)
		}
		o.value = strings.ReplaceAll(o.value[1:n-1], "''", "'")
	}
	return o, valued, nil
}

// allowed reports an option that its carrier doesn't take.
func allowed(o option, valued bool, of carrier, before []option) error {
	r, known := rules[of][o.name]
	switch {
	case !known:
		return unknown(o.name, of)
	case valued && r.value == noValue:
		return fmt.Errorf("option %s takes no value", o.name)
	case valued && strings.TrimSpace(o.value) == "", !valued && r.value == mustValue:
		return fmt.Errorf("option %s has no value", o.name)
	case slices.Contains(before, o), has(before, o.name) && !r.repeated:
		return fmt.Errorf("option %s is given twice", o.name)
	}
	return nil
}

func unknown(name string, of carrier) error {
	for _, other := range []carrier{ofColumn, ofRelation, ofTable} {
		if _, known := rules[other][name]; known {
			return fmt.Errorf("option %s is for %s, not for %s", name, other, of)
		}
	}
	message := "there is no option " + clip(name)
	message += op.DidYouMean(name, slices.Sorted(maps.Keys(rules[of])))
	return errors.New(message)
}

func has(options []option, name string) bool {
	return slices.ContainsFunc(options, func(o option) bool { return o.name == name })
}
