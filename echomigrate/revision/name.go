package revision

import (
	"regexp"
	"strconv"
	"strings"
)

// relative is a name with steps behind it: "+2", "-1", "head-2", "8c2f1e0a7b44+1".
var relative = regexp.MustCompile(`^(.*?)([+-]\d+)$`)

// name is what users write for revisions, taken apart: "branch@symbol+steps".
type name struct {
	text string
	// branch is what stands before "@": a label, an ID or the beginning of one; empty means any.
	branch string
	// symbol is an ID, the beginning of one, a label, or one of the reserved names; empty means that only steps were given.
	symbol string
	// relative is set when steps are given; those down are negative.
	relative bool
	steps    int
}

func (g *Graph) parse(text string) (name, error) {
	if strings.Contains(text, ":") {
		return name{}, wrong(NoSuchRevision, text, "a range is for --sql and for `db history`: name one revision")
	}
	p := name{text: text, symbol: text}
	if branch, rest, found := strings.Cut(text, "@"); found {
		if branch == "" {
			return name{}, wrong(NoSuchBranch, text, "there is no branch before the @: write its label, or leave the @ out")
		}
		p.branch, p.symbol = branch, rest
	}
	if p.symbol == "" {
		return name{}, wrong(NoSuchRevision, text, "no revision is named: write an ID, a label, head, heads or base")
	}
	if _, known := g.named(p.symbol); known {
		return p, nil
	}
	if parts := relative.FindStringSubmatch(p.symbol); parts != nil {
		steps, err := strconv.Atoi(parts[2])
		if err != nil {
			return name{}, wrong(TooFar, text, "there are not as many revisions: write a smaller number of steps")
		}
		p.symbol, p.relative, p.steps = parts[1], true, steps
	}
	return p, nil
}
