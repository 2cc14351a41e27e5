package cli

import (
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/echomigrate/echo-migrate/echomigrate/diff"
)

// answerFlags say what only a person can know.
func answerFlags() []cli.Flag {
	return []cli.Flag{
		wordsFlag("rename", nil, "a rename `OLD=NEW`, such as users.fullname=name for a column or users=people for a table; may be given several times"),
		wordsFlag("fill", nil, "`COLUMN=VALUE`, such as users.age=0: the SQL value for rows that are there when a column becomes NOT NULL; may be given several times"),
		wordsFlag("prune", nil, "drop `NAME`, which no model maps and no revision created, such as visitors or users.by_hand_idx; may be given several times"),
	}
}

// answers are what the flags say.
func answers(c call) (diff.Answers, error) {
	a := diff.Answers{Prune: c.words["prune"]}
	for _, word := range c.words["rename"] {
		from, to, paired := strings.Cut(word, "=")
		if !paired || from == "" || to == "" {
			return diff.Answers{}, usageError("%s: --rename %s: write OLD=NEW, such as users.fullname=name", c.Command.Name, word)
		}
		a.Renames = append(a.Renames, diff.Rename{From: from, To: to})
	}
	for _, word := range c.words["fill"] {
		column, value, paired := strings.Cut(word, "=")
		if !paired || column == "" || value == "" {
			return diff.Answers{}, usageError("%s: --fill %s: write COLUMN=VALUE with an SQL value, such as users.age=0 or \"users.name=''\"", c.Command.Name, word)
		}
		a.Fills = append(a.Fills, diff.Fill{Column: column, Value: value})
	}
	return a, nil
}

// withoutAnswers refuses answers where nothing is compared.
func withoutAnswers(c call) error {
	for _, flag := range answerFlags() {
		if name := flag.Names()[0]; len(c.words[name]) > 0 {
			return usageError("%s: --%s is for a revision that is filled in from the models: give --autogenerate too, or run migrate", c.Command.Name, name)
		}
	}
	return nil
}
