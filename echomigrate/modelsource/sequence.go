package modelsource

import (
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// sequenceClause is a sequence as the option sequence of the migrate tag says it.
func sequenceClause(q schema.Sequence) string {
	words := []string{identifier(q.Name)}
	if q.Type != "" {
		words = append(words, "as "+q.Type)
	}
	for _, clause := range q.Options.Clauses() {
		words = append(words, strings.ToLower(clause))
	}
	return strings.Join(words, " ")
}
