package runner

import (
	"fmt"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// useValuesInOne is for a run of one transaction, in which PostgreSQL takes no value that it adds to an enum type. A type that the run
// itself makes is put anew with the value in its place, which it takes; where the type was there before it is an error.
func (s *session) useValuesInOne(all []work) error {
	made := &schema.Schema{}
	for i := range all {
		w := &all[i]
		if !s.isOne(w.direction) {
			return nil
		}
		w.ops = slices.Clone(w.ops)
		for n, o := range w.ops {
			add, is := o.(op.AddEnumValue)
			if is && made.Enum(add.EnumID()) != nil {
				w.ops[n] = s.anew(add, made, all[i:], n)
			} else if is {
				if err := s.refuseValue(add, n, all[i:]); err != nil {
					return fmt.Errorf("%s: %w", w.task, err)
				}
			}
			if _, is := o.(op.EnumOperation); is {
				_ = o.Apply(made) // what it says of other types is no matter here
			}
		}
	}
	return nil
}

// anew is what gives the type of add, which made has, its value so that the operations behind the n-th of the first task can use it;
// add itself where none does.
func (s *session) anew(add op.AddEnumValue, made *schema.Schema, left []work, n int) op.Operation {
	after := made.Clone()
	used := slices.ContainsFunc(left[0].ops[n+1:], func(o op.Operation) bool { return op.MayUse(s.Dialect, o, add.Value) }) ||
		slices.ContainsFunc(left[1:], func(w work) bool {
			return slices.ContainsFunc(w.ops, func(o op.Operation) bool { return op.MayUse(s.Dialect, o, add.Value) })
		})
	if !used || add.Apply(after) != nil {
		return add
	}
	id := add.EnumID()
	return op.AlterEnum{Schema: add.Schema, Enum: add.Enum, From: made.Enum(id).Values, To: after.Enum(id).Values}
}

// refuseValue reports a later revision whose SQL names the value that a step of the first task adds. Where it cannot be told, as of Go,
// the database refuses it.
func (s *session) refuseValue(add op.AddEnumValue, n int, left []work) error {
	if statements, err := add.Statements(s.Dialect); err != nil || len(statements) == 0 {
		return nil // an error is said when the step is compiled
	}
	for _, later := range left[1:] {
		for at, o := range later.ops {
			if _, is := o.(op.EnumOperation); is {
				continue
			}
			statements, err := o.Statements(s.Dialect)
			if err != nil || !slices.ContainsFunc(statements, func(text string) bool { return strings.Contains(text, s.text(add.Value)) }) {
				continue
			}
			return fmt.Errorf("step %d, %s: %s uses the value in step %d, %s, and the database takes it only when it is committed, so this run "+
				"cannot be one transaction: give --transaction revision for it, or run it up to %s first", n+1, add, later.task, at+1, o, left[0].id())
		}
	}
	return nil
}
