package cli_test

import "github.com/echomigrate/echo-migrate/echomigrate/revision"

// labelled is a revision that begins a branch.
func labelled(label string, r revision.Revision) revision.Revision {
	r.Labels = []string{label}
	return r
}

// needed is a revision that depends on another one.
func needed(id string, r revision.Revision) revision.Revision {
	r.DependsOn = []string{id}
	return r
}

// lasting is a revision that stays compatible with an older one.
func lasting(id string, r revision.Revision) revision.Revision {
	r.CompatibleWith = id
	return r
}

var (
	// linear is one revision behind the other.
	linear = []revision.Revision{empty("alpha"), empty("bravo", "alpha"), empty("charlie", "bravo"), empty("delta", "charlie")}
	// rolling is linear, whose programs of bravo can go on with charlie; older is a program of bravo.
	rolling = []revision.Revision{linear[0], linear[1], lasting("bravo", linear[2]), linear[3]}
	older   = linear[:2]
	// branched has two branches on top of bravo.
	branched = []revision.Revision{
		empty("alpha"), empty("bravo", "alpha"),
		labelled("billing", empty("pay1", "bravo")), empty("pay2", "pay1"),
		labelled("search", empty("find1", "bravo")), empty("find2", "find1"),
	}
	// needing has two bases, and its second head depends on the first.
	needing = []revision.Revision{empty("alpha"), labelled("search", empty("find1")), needed("alpha", empty("find2", "find1"))}
)

// formerly is a revision that stands in for what goose did.
func formerly(r revision.Revision) revision.Revision {
	r.Replaces = []revision.Former{{Tool: "goose", Versions: []string{"1", "2"}}}
	return r
}
