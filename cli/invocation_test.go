package cli_test

import (
	"maps"
	"slices"
	"strings"

	ucli "github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/cli"
)

// invocation is a call of the command as a script or a row has it: the options with their values, by the names that were given.
type invocation struct {
	group     map[string]string
	command   string
	flags     map[string]string
	arguments []string
	// last is the option that was given last.
	last string
}

// anyCommand stands in a row for every command, and for the place of one behind the options of db.
const anyCommand = "COMMAND"

// parse reads the words behind db.
func parse(words []string) invocation {
	call := invocation{group: map[string]string{}, flags: map[string]string{}}
	group := cli.Command(nil)
	into, known := call.group, group.Flags
	for len(words) > 0 {
		word := words[0]
		words = words[1:]
		switch {
		case word == "--":
		case len(word) > 1 && word[0] == '-' && (word[1] < '0' || word[1] > '9'):
			name, value, valued := strings.Cut(word, "=")
			if !valued && len(words) > 0 && takesValue(known, strings.TrimLeft(name, "-")) {
				value, words = words[0], words[1:]
			}
			into[name], call.last = value, name
		case call.command == "":
			call.command, into = word, call.flags
			if command := group.Command(word); command != nil {
				known = command.Flags
			} else if word == anyCommand {
				known = group.Subcommands[0].Flags
			}
		default:
			call.arguments = append(call.arguments, word)
		}
	}
	return call
}

func takesValue(known []ucli.Flag, name string) bool {
	for _, f := range known {
		if slices.Contains(f.Names(), name) {
			_, isBool := f.(*ucli.BoolFlag)
			return !isBool
		}
	}
	return false
}

// renamed is the call with another name for its last option.
func (c invocation) renamed(name string) invocation {
	value := c.flags[c.last]
	c.flags = maps.Clone(c.flags)
	delete(c.flags, c.last)
	if group, is := c.group[c.last]; is {
		value, c.group = group, maps.Clone(c.group)
		delete(c.group, c.last)
		c.group[name] = value
	} else {
		c.flags[name] = value
	}
	c.last = name
	return c
}

// commands are the names of the command that is called, of all commands where any is meant.
func (c invocation) commands() []string {
	if c.command != anyCommand || len(c.group) > 0 {
		return []string{c.command}
	}
	var names []string
	for _, command := range cli.Command(nil).Subcommands {
		names = append(names, command.Name)
	}
	return names
}

// matches reports whether a script's call is an instance of a row's. Words in capitals stand for any other, those in brackets
// may be left out.
func (c invocation) matches(made invocation) bool {
	if c.command != anyCommand && c.command != made.command {
		return false
	}
	if !instance(c.group, made.group) || !instance(c.flags, made.flags) || asksForHelp(made) && !asksForHelp(c) {
		return false
	}
	places := 0
	for _, word := range c.arguments {
		switch {
		case strings.HasPrefix(word, "["):
		case isPlace(word):
			places++
		case !slices.Contains(made.arguments, word):
			return false
		}
	}
	return len(made.arguments) >= places
}

func asksForHelp(c invocation) bool {
	_, long := c.flags["--help"]
	_, short := c.flags["-h"]
	return long || short
}

func instance(want, got map[string]string) bool {
	for name, value := range want {
		if given, is := got[name]; !is || !isPlace(value) && given != value {
			return false
		}
	}
	return true
}

// isPlace reports whether a word stands for any other.
func isPlace(word string) bool {
	return word == strings.ToUpper(word) && strings.ContainsFunc(word, func(r rune) bool { return r >= 'A' && r <= 'Z' }) || word == ""
}

// String is the call as a row has it.
func (c invocation) String() string {
	words := []string{"db"}
	for _, name := range slices.Sorted(maps.Keys(c.group)) {
		words = append(words, strings.TrimSpace(name+" "+c.group[name]))
	}
	if c.command != "" {
		words = append(words, c.command)
	}
	for _, name := range slices.Sorted(maps.Keys(c.flags)) {
		words = append(words, strings.TrimSpace(name+" "+c.flags[name]))
	}
	return strings.Join(append(words, c.arguments...), " ")
}
