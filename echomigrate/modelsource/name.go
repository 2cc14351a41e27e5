package modelsource

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// initialisms are the words that Go writes in capitals.
var initialisms = map[string]bool{}

func init() {
	for word := range strings.FieldsSeq(`acl api ascii cpu css dns eof guid html http https id ip json lhs qps ram rhs rpc sla smtp
		sql ssh tcp tls ttl udp ui uid uuid uri url utf8 vm xml xmpp xsrf xss`) {
		initialisms[word] = true
	}
}

// goName is the exported Go name for a name of the database's.
func goName(name string) string {
	var b strings.Builder
	for _, word := range words(name) {
		lower := strings.ToLower(word)
		if initialisms[lower] {
			b.WriteString(strings.ToUpper(word))
			continue
		}
		letters := []rune(lower)
		letters[0] = unicode.ToUpper(letters[0])
		b.WriteString(string(letters))
	}
	made := b.String()
	if first := []rune(made + "_")[0]; !unicode.IsUpper(first) {
		return "X" + made
	}
	return made
}

// words takes a name apart: at what is neither letter nor digit, and where a capital follows a small letter.
func words(name string) []string {
	var list []string
	var word []rune
	end := func() {
		if len(word) > 0 {
			list = append(list, string(word))
		}
		word = nil
	}
	letters := []rune(name)
	for i, r := range letters {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			end()
			continue
		case i > 0 && unicode.IsUpper(r) && unicode.IsLower(letters[i-1]):
			end()
		}
		word = append(word, r)
	}
	end()
	return list
}

// unused is the name, with a number behind it where it is taken; it is taken from then on.
func unused(name string, taken map[string]bool) string {
	free := name
	for n := 2; taken[free]; n++ {
		free = name + strconv.Itoa(n)
	}
	taken[free] = true
	return free
}

// unchanging are plurals that are their own singular.
var unchanging = []string{"news", "series", "species"}

// singular is what one row of a table is called, by the plain rules of English.
func singular(name string) string {
	lower := strings.ToLower(name)
	if slices.ContainsFunc(unchanging, func(word string) bool { return strings.HasSuffix(lower, word) }) {
		return name
	}
	for _, rule := range []struct{ plural, singular string }{
		{"movies", "movie"}, {"cookies", "cookie"}, {"statuses", "status"}, {"aliases", "alias"}, {"indices", "index"}, {"people", "person"},
		{"ies", "y"}, {"sses", "ss"}, {"shes", "sh"}, {"ches", "ch"}, {"xes", "x"}, {"ss", "ss"}, {"us", "us"}, {"is", "is"}, {"s", ""},
	} {
		if strings.HasSuffix(lower, rule.plural) && len(name) > len(rule.plural)+1 || lower == rule.plural && len(lower) > 3 {
			return name[:len(name)-len(rule.plural)] + rule.singular
		}
	}
	return name
}
