package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// split sorts the words behind a command into flags (as the flag package wants them: before everything else) and arguments.
// A word that starts with a dash and a digit is an argument, and so is all behind "--".
func split(words []string, known []cli.Flag) (flags, arguments []string, help bool, err error) {
	for len(words) > 0 {
		word := words[0]
		words = words[1:]
		switch {
		case word == "--":
			return flags, append(arguments, words...), help, nil
		case word == "-h" || word == "--help":
			return nil, nil, true, nil
		case !isFlag(word):
			arguments = append(arguments, word)
			continue
		}
		if together := apart(word, known); len(together) > 1 {
			words = append(together, words...)
			continue
		}
		name, value, hasValue := strings.Cut(strings.TrimLeft(word, "-"), "=")
		f := find(known, name)
		if f == nil {
			return nil, nil, false, fmt.Errorf("there is no flag %s%s", word, op.DidYouMean(name, flagNames(known)))
		}
		if _, isBool := f.(*cli.BoolFlag); isBool && !hasValue {
			value, hasValue = "true", true
		}
		if !hasValue {
			if len(words) == 0 {
				return nil, nil, false, fmt.Errorf("flag %s needs a value", word)
			}
			value, words = words[0], words[1:]
		}
		// Each alias of a flag has a value of its own until urfave/cli copies them; the first name is the one that is read.
		flags = append(flags, "--"+f.Names()[0]+"="+value)
	}
	return flags, arguments, false, nil
}

func isFlag(word string) bool {
	return len(word) > 1 && word[0] == '-' && (word[1] < '0' || word[1] > '9')
}

func find(known []cli.Flag, name string) cli.Flag {
	for _, f := range known {
		if slices.Contains(f.Names(), name) {
			return f
		}
	}
	return nil
}

func flagNames(known []cli.Flag) []string {
	var names []string
	for _, f := range known {
		names = append(names, f.Names()...)
	}
	return names
}

func (l leaf) checkCount(arguments []string) error {
	switch {
	case len(arguments) < l.least:
		return fmt.Errorf("%s is missing", l.arguments)
	case l.most == 0 && len(arguments) > 0:
		return fmt.Errorf("takes no arguments, got %q", arguments[0])
	case l.most > 0 && len(arguments) > l.most:
		return fmt.Errorf("too many arguments: %q", strings.Join(arguments[l.most:], " "))
	}
	return nil
}
