package revision

// improved is an answer of ours to a question that the file of cases has a crash or a known fault for.
type improved struct {
	why  string
	kind Kind
	answer
}

const (
	stepsBeyond = "steps beyond the graph are a clean error"
	noName      = "an empty name is a clean error"
	maximalRows = "version rows are the maximal elements of what is applied"
	knownBranch = "what stands before the @ must exist, always: a typo must not mean all branches, or none"
	missing     = "a missing revision is an error that names both"
)

// better has these answers. All other questions have the answer, or the kind of the error, that the file has.
var better = map[string]improved{
	"extra.linear_hex: upgrade base+6":                     {why: stepsBeyond, kind: TooFar},
	"extra.linear_hex: upgrade head-6":                     {why: stepsBeyond, kind: TooFar},
	"extra.linear_hex: upgrade head+1":                     {why: stepsBeyond, kind: TooFar},
	"extra.linear_hex: upgrade ae10-3":                     {why: stepsBeyond, kind: TooFar},
	"extra.linear_hex: upgrade ae10+9":                     {why: stepsBeyond, kind: TooFar},
	"extra.linear_hex: upgrade head-5":                     {why: "below the lowest revision is the base, and there is nothing to do for it"},
	"extra.linear_hex: upgrade ae10-2":                     {why: "below the lowest revision is the base, and there is nothing to do for it"},
	"extra.linear_hex: upgrade base-1":                     {why: "below the base is nothing", kind: TooFar},
	"extra.linear_hex: upgrade":                            {why: noName, kind: NoSuchRevision},
	"extra.linear_hex: downgrade  from 53fffde5ad53":       {why: noName, kind: NoSuchRevision},
	"extra.linear_hex: downgrade base-1 from 53fffde5ad53": {why: "below the base is nothing", kind: TooFar},
	"extra.linear_hex: upgrade ae10+2junk":                 {why: "what follows the steps is not passed over", kind: NoSuchRevision},

	"extra.linear_hex: stamp ae1027a6acfe&27c6b1559a01":                   {why: maximalRows, answer: answer{After: []string{"27c6b1559a01"}}},
	"extra.linear_hex: stamp ae1027a6acfe&27c6b1559a01 from 1975ea83b712": {why: maximalRows, answer: answer{After: []string{"27c6b1559a01"}}},
	"extra.linear_hex: history :current":                                  {why: "at the base nothing is current"},
	"extra.diamond: stamp b1&b2 from d":                                   {why: "from a merge back to both sides", answer: answer{After: []string{"b1", "b2"}}},

	"extra.fork: downgrade c1@head from c1&d2":                     {why: "the branch counts: its only head is d1", kind: NotBelow},
	"extra.fork: downgrade c2@-1 from d1":                          {why: "nothing of the branch is applied", kind: NotBelow},
	"extra.label_propagation: downgrade left@-1 from n&e1b":        {why: "two rows are in the branch", kind: AmbiguousStart},
	"extra.fork: history c1@base:":                                 {why: "an ID is as good as a label", answer: answer{IDs: []string{"d1", "c1", "b", "a"}}},
	"extra.fork: history c1@base:c1@head":                          {why: "an ID is as good as a label", answer: answer{IDs: []string{"d1", "c1", "b", "a"}}},
	"extra.apps_with_deps: history core2:":                         {why: "dependencies lead from the heads to it", answer: answer{IDs: []string{"bill3", "bill2", "bill1", "core3", "core2"}}},
	"extra.apps_with_deps: history core1:bill3":                    {why: "dependencies lead from one to the other", answer: answer{IDs: []string{"bill3", "bill2", "bill1", "core3", "core2", "core1"}}},
	"extra.missing_down: heads":                                    {why: missing, kind: Missing},
	"extra.missing_down: upgrade heads":                            {why: missing, kind: Missing},
	"extra.dep_partial_id_not_allowed: heads":                      {why: missing, kind: Missing},
	"extra.dep_partial_id_not_allowed: upgrade heads":              {why: missing, kind: Missing},
	"extra.down_partial_id_not_allowed: heads":                     {why: missing, kind: Missing},
	"extra.down_partial_id_not_allowed: upgrade heads":             {why: missing, kind: Missing},
	"extra.duplicate_id: heads":                                    {why: "no revision is dropped without a word", kind: DuplicateID},
	"extra.duplicate_id: upgrade heads":                            {why: "no revision is dropped without a word", kind: DuplicateID},
	"extra.duplicate_id_different_parent: heads":                   {why: "no revision is dropped without a word", kind: DuplicateID},
	"extra.duplicate_id_different_parent: upgrade heads":           {why: "no revision is dropped without a word", kind: DuplicateID},
	"extra.linear_hex: revision head ae1027a6acfe":                 {why: "no revision is replaced without a word", kind: DuplicateID},
	"extra.typo_label_single_root: resolve nope@base":              {why: knownBranch, kind: NoSuchBranch},
	"extra.typo_label_single_root: resolve nope@-1":                {why: knownBranch, kind: NoSuchBranch},
	"extra.typo_label_single_root: upgrade nope@base":              {why: knownBranch, kind: NoSuchBranch},
	"extra.typo_label_single_root: revision nope@base":             {why: knownBranch, kind: NoSuchBranch},
	"extra.typo_label_single_root: downgrade nope@base from c":     {why: knownBranch, kind: NoSuchBranch},
	"extra.typo_label_single_root: downgrade nope@a from c":        {why: knownBranch, kind: NoSuchBranch},
	"extra.apps_with_deps: downgrade bill1@core1 from bill3&blog2": {why: "the target must be in the branch", kind: NotInBranch},
}
