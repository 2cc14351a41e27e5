package revision

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// names is a name, a list of names, or null in the file of cases.
type names []string

func (n *names) UnmarshalJSON(data []byte) error {
	if data[0] != '"' {
		return json.Unmarshal(data, (*[]string)(n))
	}
	*n = names{""}
	return json.Unmarshal(data, &(*n)[0])
}

// question is one case: what is asked of a graph, and the answer.
type question struct {
	Kind         string
	Target       names
	Targets      []string
	Against      string
	From         []string
	Upper, Lower names
	Inclusive    bool
	ImplicitBase bool `json:"implicit_base"`
	ForDowngrade bool `json:"for_downgrade"`
	Range        string
	Head         names
	Splice       bool
	DependsOn    []string `json:"depends_on"`
	BranchLabel  string   `json:"branch_label"`
	RevID        string   `json:"rev_id"`

	Expect         json.RawMessage
	Error, Quirk   string
	Warn           []string
	States         [][]string
	StatesMinimal  [][]string `json:"states_minimal"`
	HeadsAfter     []string   `json:"heads_after"`
	EffectiveHeads []string   `json:"effective_heads"`
	Bases          []string
	EffectiveBases []string `json:"effective_bases"`
	BranchPoints   []string `json:"branch_points"`
	MergePoints    []string `json:"merge_points"`
	Labels         map[string][]string
	NormalizedDown map[string][]string `json:"normalized_down"`
}

type family struct {
	Source string
	Graph  []struct {
		ID        string
		Down      []string
		DependsOn []string `json:"depends_on"`
		Labels    []string
	}
	Cases []question
}

func (f family) revisions() []Revision {
	var list []Revision
	for _, r := range f.Graph {
		list = append(list, Revision{ID: r.ID, Revises: r.Down, DependsOn: r.DependsOn, Labels: r.Labels})
	}
	return list
}

func families(t *testing.T) []family {
	t.Helper()
	data, err := os.ReadFile("testdata/revisions.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []family
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// answer is what came of a question. What a kind of question does not ask for is left empty.
type answer struct {
	IDs     []string
	States  [][]string
	After   []string
	Warns   bool
	Details map[string][]string
}

// kinds are the kinds of errors in the file of cases.
var kinds = map[string]Kind{
	"no_such_revision": NoSuchRevision, "ambiguous_partial": AmbiguousName, "not_in_branch": NotInBranch, "no_such_branch": NoSuchBranch,
	"multiple_heads": MultipleHeads, "not_ancestor": NotBelow, "relative_out_of_range": TooFar, "walked_too_far": TooFar,
	"ambiguous_walk": AmbiguousWalk, "ambiguous_upgrade": AmbiguousStart, "overlap": Overlap, "duplicate_label": DuplicateLabel,
	"illegal_rev_id": IllegalName, "self_loop": SelfLoop, "dependency_self_loop": DependencySelfLoop, "cycle": Cycle,
	"dependency_cycle": DependencyCycle, "not_a_head": NotHead, "duplicate_heads": DuplicateHead,
}

func TestCases(t *testing.T) {
	asked, seen := 0, map[string]bool{}
	for _, f := range families(t) {
		for _, q := range f.Cases {
			asked++
			seen[q.key(f)] = true
			t.Run(q.key(f), func(t *testing.T) {
				got, err := ask(f, q)
				want, kind := q.want(f)
				if _, known := kinds[q.Error]; q.Error != "" && !known && better[q.key(f)].why == "" {
					t.Fatalf("the file has %q: say what is better", q.Error)
				}
				if kind != "" {
					if !errors.Is(err, kind) {
						t.Fatalf("got %+v and error %v, want the error %q", got, err, kind)
					}
					return
				}
				if err != nil {
					t.Fatalf("got error %v, want %+v", err, want)
				}
				if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("want (-), got (+):\n%s", diff)
				}
			})
		}
	}
	if asked != 836 {
		t.Errorf("asked %d questions, want 836", asked)
	}
	for key := range better {
		if !seen[key] {
			t.Errorf("there is no question %q", key)
		}
	}
}

// key names a question.
func (q question) key(f family) string {
	words := []string{f.Source + ":", q.Kind}
	switch q.Kind {
	case "history":
		words = append(words, q.Range)
	case "revision":
		words = append(words, strings.Join(q.Head, "&"), q.RevID)
	case "iterate":
		words = append(words, strings.Join(q.Upper, "&"), "to", strings.Join(q.Lower, "&"))
	default:
		words = append(words, strings.Join(q.Target, "&"))
	}
	if len(q.From) > 0 {
		words = append(words, "from", strings.Join(q.From, "&"))
	}
	return strings.TrimSpace(strings.Join(words, " "))
}

// want is the answer, or the kind of the error.
func (q question) want(f family) (answer, Kind) {
	if b, is := better[q.key(f)]; is {
		return b.answer, b.kind
	}
	if q.Error == "" {
		return q.expected(), ""
	}
	kind := kinds[q.Error]
	if kind == NoSuchRevision && strings.Contains(q.key(f), "@") {
		kind = NoSuchBranch // which the file tells apart in some places only
	}
	if kind == NoSuchBranch && len(q.From) == 1 && q.From[0] == "deadbeef0000" {
		kind = NoSuchRevision // the version row is unknown, and not a branch
	}
	return answer{}, kind
}

// expected is the answer as the file has it.
func (q question) expected() answer {
	a := answer{States: q.States, After: q.HeadsAfter, Warns: len(q.Warn) > 0}
	if q.StatesMinimal != nil {
		a.States = q.StatesMinimal
		a.After = a.States[len(a.States)-1]
	}
	switch q.Kind {
	case "heads":
		_ = json.Unmarshal(q.Expect, &a.IDs)
		a.Details = map[string][]string{
			"effective heads": q.EffectiveHeads, "bases": q.Bases, "effective bases": q.EffectiveBases, "branch points": q.BranchPoints,
			"merge points": q.MergePoints,
		}
		for id, labels := range q.Labels {
			a.Details["labels "+id] = labels
		}
		for id, down := range q.NormalizedDown {
			a.Details["requires "+id] = down
		}
	case "revision":
		var r struct {
			Down      []string
			DependsOn []string `json:"depends_on"`
			Labels    []string
		}
		_ = json.Unmarshal(q.Expect, &r)
		a.Details = map[string][]string{"down": r.Down, "depends on": r.DependsOn, "labels": r.Labels}
	case "stamp":
		a.States = nil
	default:
		var list names
		_ = json.Unmarshal(q.Expect, &list)
		a.IDs = list
	}
	return a
}
