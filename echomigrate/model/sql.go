package model

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// scanner reads a clause of SQL from left to right.
type scanner struct{ rest string }

func (s *scanner) skip() { s.rest = strings.TrimLeftFunc(s.rest, unicode.IsSpace) }

// done reports whether nothing is left.
func (s *scanner) done() bool {
	s.skip()
	return s.rest == ""
}

// words reads the given words, in any case, when they come next.
func (s *scanner) words(words ...string) bool {
	ahead := *s
	for _, w := range words {
		ahead.skip()
		n := wordLength(ahead.rest)
		if !strings.EqualFold(ahead.rest[:n], w) {
			return false
		}
		ahead.rest = ahead.rest[n:]
	}
	*s = ahead
	return true
}

// name reads a name, bare or in double quotes; it is empty when none comes next.
func (s *scanner) name() (string, error) {
	s.skip()
	if !strings.HasPrefix(s.rest, `"`) {
		n := wordLength(s.rest)
		name := s.rest[:n]
		s.rest = s.rest[n:]
		return name, nil
	}
	n, err := closing(s.rest)
	if err != nil {
		return "", err
	}
	name := strings.ReplaceAll(s.rest[1:n-1], `""`, `"`)
	s.rest = s.rest[n:]
	return name, nil
}

// qualified reads a name that may have another before it, with a dot between, and gives them as they are.
func (s *scanner) qualified() (before, name string, err error) {
	if name, err = s.name(); err != nil || !strings.HasPrefix(s.rest, ".") {
		return "", name, err
	}
	s.rest = s.rest[1:]
	before = name
	name, err = s.name()
	return before, name, err
}

// group reads what stands in parentheses.
func (s *scanner) group() (string, error) {
	s.skip()
	if !strings.HasPrefix(s.rest, "(") {
		return "", fmt.Errorf("there is no ( before %q", clip(s.rest))
	}
	n, err := closing(s.rest)
	if err != nil {
		return "", err
	}
	inside := s.rest[1 : n-1]
	s.rest = s.rest[n:]
	return inside, nil
}

// names reads a list of names in parentheses.
func (s *scanner) names() ([]string, error) {
	inside, err := s.group()
	if err != nil {
		return nil, err
	}
	parts, err := split(inside)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(parts))
	for i, part := range parts {
		one := scanner{part}
		if names[i], err = one.name(); err != nil {
			return nil, err
		}
		if names[i] == "" || !one.done() {
			return nil, fmt.Errorf("%q is no column name", strings.TrimSpace(part))
		}
	}
	return names, nil
}

// left is the error for what nothing has read.
func (s *scanner) left() error {
	s.skip()
	return fmt.Errorf("there is no meaning to %q", clip(s.rest))
}

// closing is the length of the quoted text or the bracketed part that s begins with.
func closing(s string) (int, error) {
	open := s[0]
	if open == '\'' || open == '"' {
		for i := 1; i < len(s); i++ {
			if s[i] != open {
				continue
			}
			if i+1 == len(s) || s[i+1] != open {
				return i + 1, nil
			}
			i++
		}
		return 0, fmt.Errorf("the quote is not closed that begins at %q", clip(s))
	}
	for i := 1; i < len(s); {
		switch c := s[i]; {
		case c == ')' || c == ']':
			if (open == '(') != (c == ')') {
				return 0, fmt.Errorf("the bracket is not closed that begins at %q", clip(s))
			}
			return i + 1, nil
		case opens(c):
			n, err := closing(s[i:])
			if err != nil {
				return 0, err
			}
			i += n
		default:
			i++
		}
	}
	return 0, fmt.Errorf("the bracket is not closed that begins at %q", clip(s))
}

func opens(c byte) bool { return c == '\'' || c == '"' || c == '(' || c == '[' }

// split cuts at the commas outside quotes and brackets.
func split(s string) ([]string, error) {
	var parts []string
	start := 0
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case opens(c):
			n, err := closing(s[i:])
			if err != nil {
				return nil, err
			}
			i += n
		case c == ')' || c == ']':
			return nil, errors.New("a bracket is closed that was not opened")
		case c == ',':
			parts = append(parts, s[start:i])
			i++
			start = i
		default:
			i++
		}
	}
	return append(parts, s[start:]), nil
}

// unwrapped is an expression without the parentheses around the whole.
func unwrapped(expression string) string {
	expression = strings.TrimSpace(expression)
	for strings.HasPrefix(expression, "(") {
		if n, err := closing(expression); err != nil || n != len(expression) {
			break
		}
		expression = strings.TrimSpace(expression[1 : len(expression)-1])
	}
	return expression
}

// wordLength is the length of the bare name or keyword that s begins with.
func wordLength(s string) int {
	for i, r := range s {
		letter := r == '_' || unicode.IsLetter(r)
		if !letter && (i == 0 || r != '$' && !unicode.IsDigit(r)) {
			return i
		}
	}
	return len(s)
}

// clip is the beginning of s in one line, for messages.
func clip(s string) string {
	const most = 40
	s = strings.Join(strings.Fields(s), " ")
	if len(s) <= most {
		return s
	}
	n := most
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}
