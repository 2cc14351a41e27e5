package revision

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// shape is a kind of history, of about n revisions.
type shape struct {
	name string
	make func(n int) []Revision
}

// shapes are those of real histories, at their worst; a tenth of the revisions are merges where there are any.
var shapes = []shape{
	{"line", oneLine},
	{"diamonds", diamonds},
	{"merges of many branches", manyBranches},
	{"one wide merge", wideMerge},
	{"many heads", manyHeads},
	{"ladder", ladder},
	{"random branches", randomBranches},
	{"dependencies", dependencies},
	{"branches from anywhere", fromAnywhere},
	{"merges of old branches", oldBranches},
}

func revise(i int, revises ...string) Revision { return Revision{ID: id(i), Revises: revises} }

func id(i int) string { return fmt.Sprintf("%012x", uint64(i)*0x9e3779b97f4a7c15>>16) }

func oneLine(n int) []Revision {
	list := []Revision{revise(0)}
	for i := 1; i < n; i++ {
		list = append(list, revise(i, id(i-1)))
	}
	return list
}

// diamonds are branches of four and five revisions that are merged at once, again and again.
func diamonds(n int) []Revision {
	list := []Revision{revise(0)}
	for i := 1; i < n; i++ {
		switch i % 10 {
		case 1:
			list = append(list, revise(i, list[i-1].ID))
		case 5:
			list = append(list, revise(i, id(i-4-1)))
		case 0:
			list = append(list, revise(i, id(i-6), id(i-1)))
		default:
			list = append(list, revise(i, id(i-1)))
		}
	}
	return list
}

// manyBranches are branches of nine revisions from one base, which a line of merges takes up one after the other.
func manyBranches(n int) []Revision {
	list := []Revision{revise(0)}
	merged := ""
	for i := 1; i+9 < n; i += 10 {
		list = append(list, revise(i, id(0)))
		for k := i + 1; k < i+9; k++ {
			list = append(list, revise(k, id(k-1)))
		}
		tips := []string{id(i + 8)}
		if merged != "" {
			tips = append([]string{merged}, tips...)
		}
		merged = id(i + 9)
		list = append(list, revise(i+9, tips...))
	}
	return list
}

// wideMerge is one merge of all the branches of manyHeads.
func wideMerge(n int) []Revision {
	list := manyHeads(n - 1)
	var tips []string
	for i := 10; i < len(list); i += 10 {
		tips = append(tips, id(i))
	}
	return append(list, revise(n-1, tips...))
}

// manyHeads are branches of ten revisions from one base.
func manyHeads(n int) []Revision {
	list := []Revision{revise(0)}
	for i := 1; i < n; i++ {
		if i%10 == 1 {
			list = append(list, revise(i, id(0)))
		} else {
			list = append(list, revise(i, id(i-1)))
		}
	}
	return list
}

// ladder is two lines; every fifth revision of one of them is a merge with what the other one has got to.
func ladder(n int) []Revision {
	list := []Revision{revise(0), revise(1, id(0)), revise(2, id(0))}
	for i := 3; i < n; i++ {
		r := revise(i, id(i-2))
		if i%10 == 0 {
			r.Revises = append(r.Revises, id(i-1))
		}
		list = append(list, r)
	}
	return list
}

// randomBranches go on from any of up to fifty heads; one in ten begins at one of the last hundred revisions, as long as there are
// fewer heads, and else one in ten merges two heads.
func randomBranches(n int) []Revision { return anywhere(n, 10, 50, 100) }

// dependencies are two lines, one of which depends on the other all along, mostly on what it depends on already.
func dependencies(n int) []Revision {
	list := []Revision{revise(0), revise(1)}
	for i := 2; i < n; i++ {
		r := revise(i, id(i-2))
		if i%2 == 1 {
			r.DependsOn = []string{id(i - i%8 - 1 + i%2)}
		}
		list = append(list, r)
	}
	return list
}

// fromAnywhere goes on from any head; one in ten begins at any revision, and nothing is merged.
func fromAnywhere(n int) []Revision { return anywhere(n, 10, n, n) }

// oldBranches go on from any of up to a hundred heads; one in ten begins at any revision, as long as there are fewer heads, and else one
// in ten merges two heads.
func oldBranches(n int) []Revision { return anywhere(n, 10, 100, n) }

// mostlyMerges is oldBranches with merges and beginnings for half of the revisions.
func mostlyMerges(n int) []Revision { return anywhere(n, 2, 100, n) }

// anywhere goes on from any head. One in so many begins at any of the newest revisions; with the most heads that there may be, as many
// merge two.
func anywhere(n, oneIn, most, newest int) []Revision {
	random := rand.New(rand.NewPCG(1, 2))
	list := []Revision{revise(0)}
	heads := []int{0}
	for i := 1; i < n; i++ {
		a, b := random.IntN(len(heads)), random.IntN(len(heads))
		switch kind := random.IntN(oneIn); {
		case kind == 0 && len(heads) < most:
			list = append(list, revise(i, id(max(0, i-newest)+random.IntN(min(i, newest)))))
			heads = append(heads, i)
			continue
		case kind == 1 && len(heads) == most && a != b:
			list = append(list, revise(i, id(heads[a]), id(heads[b])))
			heads[a] = i
			heads = slices.Delete(heads, b, b+1)
			continue
		}
		list = append(list, revise(i, id(heads[a])))
		heads[a] = i
	}
	return list
}
