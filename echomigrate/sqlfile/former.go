package sqlfile

import (
	"fmt"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// formersText is "goose 1 2, analytics:alembic ae1027a6acf": for each tool its versions, behind the database that is not the first.
func formersText(list []revision.Former) string {
	var texts []string
	for _, f := range list {
		text := strings.Join(append([]string{f.Tool}, f.Versions...), " ")
		if f.Database != "" {
			text = f.Database + ":" + text
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, ", ")
}

// formers takes apart what formersText puts together.
func formers(value string) ([]revision.Former, error) {
	var list []revision.Former
	for text := range strings.SplitSeq(value, ",") {
		var f revision.Former
		database, rest, further := strings.Cut(text, ":")
		if further {
			f.Database, text = strings.TrimSpace(database), rest
		}
		words := strings.Fields(text)
		if len(words) < 2 {
			return nil, fmt.Errorf("%q is no tool with its versions: write it as in goose 20240101 20240102", strings.TrimSpace(text))
		}
		f.Tool, f.Versions = words[0], words[1:]
		list = append(list, f)
	}
	return list, nil
}
