package diff

import (
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

func enumObject(id schema.Name) Object { return Object{Kind: KindEnum, Table: id} }

func findEnum(list []schema.Enum, id schema.Name) *schema.Enum {
	return (&schema.Schema{Enums: list}).Enum(id)
}

// recallEnums lets a schema of a database without enum types and sequences have those of the history.
func recallEnums(actual, history *schema.Schema) {
	if actual.TablesOnly {
		remembered := (&schema.Schema{Enums: history.Enums, Sequences: history.Sequences}).Clone()
		actual.Enums, actual.Sequences, actual.TablesOnly = remembered.Enums, remembered.Sequences, false
	}
}

// recanonical writes a schema as the database does again, where renames of enum types gave columns another type.
func recanonical(db Database, actual *schema.Schema, renames []op.Operation) {
	if !slices.ContainsFunc(renames, func(o op.Operation) bool { _, is := o.(op.EnumOperation); return is }) {
		return
	}
	for i, t := range actual.Tables {
		actual.Tables[i] = db.Canonical(t)
	}
}

// placeEnum is place for enum types.
func (r *renamer) placeEnum(from, to schema.Name) (there, free bool) {
	current, wanted := r.actual.Enum(from), r.in.Desired.Enum(to)
	if current == nil || wanted == nil || r.actual.Enum(to) != nil {
		return false, false
	}
	return !r.chosen.leavesOutRename(Pair{Object: enumObject(to), Actual: *current, Desired: *wanted}, enumObject(from)), true
}

// placeValue is place for values of an enum type.
func (r *renamer) placeValue(o op.RenameEnumValue) (there, free bool) {
	current, wanted := r.actual.Enum(o.EnumID()), r.in.Desired.Enum(o.EnumID())
	if current == nil || wanted == nil || !slices.Contains(current.Values, o.From) || slices.Contains(current.Values, o.To) || !slices.Contains(wanted.Values, o.To) {
		return false, false
	}
	return !r.chosen.leavesOut(Pair{Object: enumObject(o.EnumID()), Actual: *current, Desired: *wanted}), true
}

// chooseEnums gives both sides their enum types. What takes no part stays as it is. What nobody here made stays, and is listed where
// a table has it that no model maps.
func chooseEnums(from, to *side, actual, desired, history *schema.Schema, chosen *choice) (unmanaged []Object) {
	from.enums = actual.Enums
	for _, e := range desired.Enums {
		p := Pair{Object: enumObject(e.ID()), Desired: e}
		current := actual.Enum(e.ID())
		if current != nil {
			p.Actual, e.Comment = *current, current.Comment
		}
		switch {
		case !chosen.leavesOut(p):
			to.enums = append(to.enums, e)
		case current != nil:
			to.enums = append(to.enums, *current)
		}
	}
	if len(actual.Enums) == 0 {
		return nil
	}
	stays := to.asWritten()
	for _, e := range actual.Enums {
		if desired.Enum(e.ID()) != nil {
			continue
		}
		o := enumObject(e.ID())
		out, ours := chosen.leavesOut(Pair{Object: o, Actual: e}), history.Enum(e.ID()) != nil
		nobodys := !out && !ours && len(desired.Uses(e)) == 0
		goes := !out && ours || nobodys && chosen.prunes(o)
		if goes && len(stays.Uses(e)) == 0 {
			continue
		}
		to.enums = append(to.enums, e)
		if nobodys && len(stays.Uses(e)) > 0 { // a type that no table has is no business of models
			unmanaged = append(unmanaged, o)
		}
	}
	return unmanaged
}

// enums plans what becomes of enum types.
func (p *planner) enums() {
	for _, e := range p.to.enums {
		id := e.ID()
		there := findEnum(p.from.enums, id)
		switch {
		case there == nil:
			p.add(id, createEnum, op.CreateEnum{Enum: e})
		case slices.Equal(there.Values, e.Values):
		case isWithin(there.Values, e.Values) && !addsBeforeEmpty(there.Values, e.Values):
			for _, o := range addedValues(id, there.Values, e.Values) {
				p.add(id, createEnum, o)
			}
		default:
			p.altered = append(p.altered, *there)
			p.add(id, alterEnum, op.AlterEnum{Schema: id.Schema, Enum: id.Table, From: there.Values, To: e.Values})
		}
	}
	for _, e := range p.from.enums {
		if id := e.ID(); findEnum(p.to.enums, id) == nil {
			p.add(id, dropEnum, op.DropEnum{Schema: id.Schema, Enum: id.Table, IfExists: p.pruned[enumObject(id)]})
		}
	}
}

// isWithin reports whether all values of a list are in another one, in the same order.
func isWithin(values, in []string) bool {
	kept := slices.DeleteFunc(slices.Clone(in), func(v string) bool { return !slices.Contains(values, v) })
	return slices.Equal(values, kept)
}

// addsBeforeEmpty reports whether a value comes first, before an empty one: of that op.AddEnumValue cannot say the place.
func addsBeforeEmpty(from, to []string) bool { return len(from) > 0 && from[0] == "" && to[0] != "" }

// addedValues adds what is new, each behind the value before it, or, where that one is empty, before the next one that is there;
// what comes last says no place.
func addedValues(id schema.Name, from, to []string) (ops []op.Operation) {
	left := len(from)
	for i, v := range to {
		if slices.Contains(from, v) {
			left--
			continue
		}
		add := op.AddEnumValue{Schema: id.Schema, Enum: id.Table, Value: v}
		switch {
		case left == 0:
		case i == 0:
			add.Before = from[0]
		case to[i-1] == "":
			add.Before = from[len(from)-left]
		default:
			add.After = to[i-1]
		}
		ops = append(ops, add)
	}
	return ops
}

// leaving is as much of an alteration as has to come before the enum type that the column has is altered, because a value that
// goes may be in the column or its default; rest is what has to come behind.
func (p *planner) leaving(a alteration, current schema.Column) (first, rest alteration) {
	if !slices.ContainsFunc(p.altered, func(e schema.Enum) bool { return e.IsTypeOf(current.Type) }) {
		return alteration{}, a
	}
	if a.from.Type != a.to.Type {
		return a, alteration{}
	}
	if a.from.Default != a.to.Default {
		first.from.Default, a.from.Default = a.from.Default, ""
	}
	return first, a
}

// converting lets PostgreSQL, which has no cast from one enum type to another, go by way of text.
func (p *planner) converting(o op.Operation) op.Operation {
	change, is := o.(op.AlterColumn)
	isEnum := func(name string) bool {
		return slices.ContainsFunc(slices.Concat(p.from.enums, p.to.enums), func(e schema.Enum) bool { return e.IsTypeOf(name) })
	}
	if !is || change.Using != "" || change.From.Type == change.To.Type || !isEnum(change.From.Type) || !isEnum(change.To.Type) {
		return o
	}
	text := "text"
	if _, array := schema.TypeID(change.From.Type); array != "" {
		text += array
	}
	change.Using = `"` + strings.ReplaceAll(change.Column, `"`, `""`) + `"::` + text + "::" + change.To.Type
	return change
}

// connectEnums puts what creates enum types and sequences and adds values first, what drops them last, and what alters them between what leaves
// values behind and what brings new ones.
func (p *planner) connectEnums() {
	for _, n := range p.nodes {
		_, isEnum := n.operation.(op.EnumOperation)
		_, isSequence := n.operation.(op.SequenceOperation)
		if !isEnum && !isSequence {
			continue
		}
		for _, other := range p.nodes {
			switch {
			case other.rank < n.rank:
				other.before(n)
			case other.rank > n.rank:
				n.before(other)
			}
		}
	}
}

// alterEnum says when other values of an enum type do not fit the rows.
func (n *noter) alterEnum(i int, o op.AlterEnum) {
	without := func(list, others []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(v string) bool { return slices.Contains(others, v) })
	}
	gone, added := without(o.From, o.To), without(o.To, o.From)
	if len(gone) == 0 {
		return
	}
	n.add(i, "Fails when a row holds %s: give it another value before.", strings.Join(gone, " or "))
	if len(added) > 0 && n.from != nil {
		n.add(i, "If %s is a new name, write %s was %s in the tag and generate the revision again.", strings.Join(added, " or "), added[0], gone[0])
	}
}
