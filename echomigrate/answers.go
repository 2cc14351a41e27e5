package echomigrate

import (
	"context"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/diff"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// ask is compareAll, again and again with what a person answers to the questions.
func (m *Migrator) ask(ctx context.Context, graph *revision.Graph, options RevisionOptions) (
	found Comparison, compared []comparedDatabase, err error,
) {
	answers := options.Answers
	for {
		found, compared, err = m.compareAll(ctx, graph, answers, options.NoProve)
		if err != nil || options.Ask == nil || len(found.RenameQuestions)+len(found.FillQuestions) == 0 {
			return found, compared, err
		}
		more, err := options.Ask(found)
		if err != nil {
			return Comparison{}, nil, err
		}
		if len(more.Renames)+len(more.Fills)+len(more.Prune) == 0 {
			return found, compared, nil
		}
		answers.Renames = slices.Concat(answers.Renames, more.Renames)
		answers.Fills = slices.Concat(answers.Fills, more.Fills)
		answers.Prune = slices.Concat(answers.Prune, more.Prune)
	}
}

// answersOf are the answers for each database, by its name.
func (m *Migrator) answersOf(answers diff.Answers) map[string]diff.Answers {
	of := map[string]diff.Answers{}
	split := func(path string) (database, rest string) {
		name, rest, addressed := strings.Cut(path, ":")
		if addressed && slices.ContainsFunc(m.further, func(d *Migrator) bool { return d.name == name }) {
			return name, rest
		}
		return m.name, path
	}
	for _, r := range answers.Renames {
		database, path := split(r.From)
		a := of[database]
		a.Renames = append(a.Renames, diff.Rename{From: path, To: r.To})
		of[database] = a
	}
	for _, f := range answers.Fills {
		database, path := split(f.Column)
		a := of[database]
		a.Fills = append(a.Fills, diff.Fill{Column: path, Value: f.Value})
		of[database] = a
	}
	for _, p := range answers.Prune {
		database, path := split(p)
		a := of[database]
		a.Prune = append(a.Prune, path)
		of[database] = a
	}
	return of
}
