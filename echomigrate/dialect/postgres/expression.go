package postgres

import (
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// canonicalExpression writes an expression so that many a text and what pg_get_expr makes of it become the same: one space
// between tokens, keywords in capitals, no quotes, brackets and casts of constants that PostgreSQL adds by itself. Where a
// cast may change what is compared, it stays. What would change again when it is read again stays as it is.
func canonicalExpression(expression string, t *schema.Table) string {
	once := writeExpression(expression, t)
	if writeExpression(once, t) != once {
		return bare(expression)
	}
	return once
}

func writeExpression(expression string, t *schema.Table) string {
	tokens, whole := tokenize(bare(expression))
	if !whole {
		return bare(expression)
	}
	terms := terms{table: t}
	return spelled(terms.simplify(spellWords(tokens, t)))
}

// capitals are the keywords that are written in capitals. All of them are reserved, so that none is a column's name.
var capitals = strings.Fields(`and or not is null in like ilike similar between case when then else end distinct from any all array
	collate current_date current_time current_timestamp localtime localtimestamp current_user session_user cast`)

// spellWords gives keywords, names and operators their one spelling.
func spellWords(tokens []token, t *schema.Table) []token {
	out := make([]token, 0, len(tokens))
	for i, tok := range tokens {
		following := token{}
		if i+1 < len(tokens) {
			following = tokens[i+1]
		}
		switch {
		case tok.kind == tokenName && plainName(tok.value):
			tok = token{tokenWord, tok.value, tok.value}
		case tok.kind == tokenWord && slices.Contains(capitals, tok.value):
			tok.raw = strings.ToUpper(tok.value)
		case tok.kind == tokenWord && t.Column(tok.value) != nil && !plainName(tok.value) && standsAlone(out, following):
			tok = token{tokenName, Dialect{}.Quote(tok.value), tok.value}
		case tok.kind == tokenWord:
			tok.raw = tok.value
		case tok.symbol("!="):
			tok.raw = "<>"
		}
		if words := likes[tok.raw]; words != nil && tok.kind == tokenSymbol {
			for _, w := range words {
				out = append(out, token{tokenWord, w, strings.ToLower(w)})
			}
			continue
		}
		out = append(out, tok)
	}
	return out
}

// likes are the operators behind LIKE, as pg_get_expr writes them.
var likes = map[string][]string{"~~": {"LIKE"}, "!~~": {"NOT", "LIKE"}, "~~*": {"ILIKE"}, "!~~*": {"NOT", "ILIKE"}}

// standsAlone reports whether a word can be a column between what was written last and what follows: it is no function, no
// type and no part of a keyword of several words.
func standsAlone(before []token, following token) bool {
	if following.kind == tokenString || following.symbol("(") || following.kind == tokenWord && !slices.Contains(capitals, following.value) {
		return false
	}
	if len(before) == 0 {
		return true
	}
	last := before[len(before)-1]
	return !last.symbol("::") && (last.kind != tokenWord || slices.Contains(capitals, last.value))
}

// plainName reports whether PostgreSQL writes a name without quotes.
func plainName(name string) bool {
	if name == "" || slices.Contains(quotedWords, name) {
		return false
	}
	for i := range len(name) {
		c := name[i]
		if c != '_' && (c < 'a' || c > 'z') && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// spelled puts tokens together.
func spelled(tokens []token) string {
	var b strings.Builder
	for i, t := range tokens {
		if i > 0 && spaced(tokens, i) {
			b.WriteByte(' ')
		}
		b.WriteString(t.raw)
	}
	return b.String()
}

// spaced reports whether there is a space before a token.
func spaced(tokens []token, i int) bool {
	before, t := tokens[i-1], tokens[i]
	glued := func(t token) bool { return t.symbol(".") || t.symbol("::") }
	switch {
	case glued(t), glued(before), before.symbol("("), before.symbol("["), t.symbol(")"), t.symbol("]"), t.symbol(","):
		return false
	case t.symbol("("):
		return before.kind != tokenName && (before.kind != tokenWord || slices.Contains(capitals, before.value) && !before.is("cast"))
	case t.symbol("["):
		return false
	case before.symbol("-"), before.symbol("+"):
		return !isSign(tokens, i-1)
	}
	return true
}

// isSign reports whether a plus or minus belongs to the number behind it.
func isSign(tokens []token, i int) bool {
	if tokens[i+1].kind != tokenNumber {
		return false
	}
	if i == 0 {
		return true
	}
	before := tokens[i-1]
	return before.kind == tokenSymbol && !before.symbol(")") && !before.symbol("]") || before.kind == tokenWord && slices.Contains(capitals, before.value)
}
