package postgres

import (
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// terms simplifies the terms of an expression that compare a column with constants: the columns' types say which casts
// PostgreSQL adds to them.
type terms struct {
	table *schema.Table
	in    []token
	out   []token
}

// simplify writes each term as somebody would who knows the columns' types.
func (s *terms) simplify(tokens []token) []token {
	s.in = tokens
	for len(s.in) > 0 {
		if n := s.term(); n > 0 {
			s.in = s.in[n:]
			continue
		}
		s.out = append(s.out, s.in[0])
		s.in = s.in[1:]
	}
	return withoutBrackets(s.out)
}

// term writes the term at the start of what is left, and says how many tokens it has; 0 when there is none.
func (s *terms) term() int {
	column := s.column()
	if column == nil {
		return 0
	}
	kind := base(stored(column.Type))
	at := 1
	if kind == "varchar" {
		at += s.castTo(at, "text")
	}
	before := token{kind: tokenSymbol, raw: "("}
	if len(s.out) > 0 {
		before = s.out[len(s.out)-1]
	}
	switch {
	case at > 1 && s.isArgument(at):
		s.out = append(s.out, s.in[0])
		return at
	case s.at(at).is("between") && begins(before) && !before.is("not"):
		return s.between(at, kind)
	case begins(before):
		return s.comparison(at, s.operator(at), kind)
	}
	return 0
}

// begins reports whether a term can begin behind the token: not behind an operator or a dot.
func begins(before token) bool {
	return before.symbol("(") || before.is("and") || before.is("or") || before.is("not") || before.is("when")
}

// textFunctions take text, and a varchar is always cast for them.
var textFunctions = strings.Fields("lower upper length char_length character_length octet_length btrim ltrim rtrim initcap md5 reverse substr left right replace")

// isArgument reports whether what is left begins with the argument of a text function, up to the token at i.
func (s *terms) isArgument(i int) bool {
	n := len(s.out)
	return n > 1 && s.out[n-1].symbol("(") && s.out[n-2].kind == tokenWord && slices.Contains(textFunctions, s.out[n-2].value) &&
		(s.at(i).symbol(")") || s.at(i).symbol(","))
}

// operator is how many tokens the operator at i has; 0 when it is none that a term may have.
func (s *terms) operator(i int) int {
	matches := func(t token) bool { return t.is("like") || t.is("ilike") }
	switch {
	case s.at(i).kind == tokenSymbol && slices.Contains([]string{"=", "<>", "<", ">", "<=", ">=", "~", "~*", "!~", "!~*"}, s.at(i).raw), matches(s.at(i)):
		return 1
	case s.at(i).is("not") && matches(s.at(i+1)):
		return 2
	}
	return 0
}

func (s *terms) at(i int) token {
	if i < len(s.in) {
		return s.in[i]
	}
	return token{kind: tokenSymbol}
}

// column is the column that the next token names.
func (s *terms) column() *schema.Column {
	if t := s.at(0); t.kind == tokenName || t.kind == tokenWord && !slices.Contains(capitals, t.value) {
		return s.table.Column(t.value)
	}
	return nil
}

// castTo is how many tokens a cast to the type takes at i; 0 when there is none.
func (s *terms) castTo(i int, name string) int {
	words := strings.Fields(name)
	if !s.at(i).symbol("::") {
		return 0
	}
	for n, w := range words {
		if !s.at(i + 1 + n).is(w) {
			return 0
		}
	}
	if behind := s.at(i + 1 + len(words)); behind.symbol("(") || behind.symbol("[") || behind.symbol(".") || behind.kind == tokenWord && !slices.Contains(capitals, behind.value) {
		return 0
	}
	return 1 + len(words)
}

// comparison writes a column, an operator of so many tokens at i and one constant or several.
func (s *terms) comparison(i, width int, kind string) int {
	if width == 0 {
		return 0
	}
	if sign := s.in[i].raw; s.at(i+1).is("any") && sign == "=" || s.at(i+1).is("all") && sign == "<>" {
		return s.list(i, kind)
	}
	value, n := s.constant(i+width, kind)
	end := i + width + n
	if n == 0 || !s.ends(end) {
		return 0
	}
	s.out = slices.Concat(s.out, s.in[:1], s.in[i:i+width], value)
	return end
}

// between writes column BETWEEN low AND high, with the word at i, as the two comparisons that it stands for.
func (s *terms) between(i int, kind string) int {
	low, n := s.constant(i+1, kind)
	and := i + 1 + n
	if n == 0 || !s.at(and).is("and") {
		return 0
	}
	high, n := s.constant(and+1, kind)
	if n == 0 || !s.ends(and+1+n) {
		return 0
	}
	name := s.in[:1]
	s.out = slices.Concat(s.out, name, symbol(">="), low, s.in[and:and+1], name, symbol("<="), high)
	return and + 1 + n
}

func symbol(raw string) []token { return []token{{kind: tokenSymbol, raw: raw}} }

// ends reports whether a term is over at i.
func (s *terms) ends(i int) bool {
	t := s.at(i)
	return i >= len(s.in) || t.symbol(")") || t.is("and") || t.is("or") || t.is("then")
}

// implied are the types that PostgreSQL casts a constant to when a column of the type is compared with it.
var implied = map[string]string{
	"numeric": "numeric", "real": "double precision", "double precision": "double precision", "text": "text", "varchar": "text",
	"char": "bpchar", "date": "date", "uuid": "uuid", "smallint": "", "integer": "", "bigint": "bigint",
}

// constant reads the constant at i without the casts that the column's type implies, and says how many tokens it takes.
func (s *terms) constant(i int, kind string) (value []token, n int) {
	cast, known := implied[kind]
	if !known {
		return nil, 0
	}
	if sign := s.at(i); (sign.symbol("-") || sign.symbol("+")) && s.at(i+1).kind == tokenNumber {
		value, n = append(value, sign), 1
	}
	t := s.at(i + n)
	if t.kind != tokenNumber && t.kind != tokenString {
		return nil, 0
	}
	n++
	if digits := number.FindStringSubmatch(t.raw); digits != nil && isNumber(kind) && len(value) == 0 {
		// A negative number is written as a string with a cast.
		for _, of := range []string{"integer", "bigint", "numeric"} {
			if c := s.castTo(i+n, of); c > 0 {
				value, n, t = signed(digits[1]), n+c, token{}
				break
			}
		}
	}
	if t.raw != "" {
		value = append(value, t)
	}
	if cast != "" {
		n += s.castTo(i+n, cast)
	}
	if kind == "varchar" && s.castTo(i+n, "character varying") > 0 {
		n += s.castTo(i+n, "character varying")
		n += s.castTo(i+n, "text")
	}
	return value, n
}

func signed(digits string) []token {
	if digits[0] == '-' || digits[0] == '+' {
		return []token{{kind: tokenSymbol, raw: digits[:1]}, {kind: tokenNumber, raw: digits[1:]}}
	}
	return []token{{kind: tokenNumber, raw: digits}}
}

// list writes = ANY (ARRAY[…]) as IN (…), and <> ALL (ARRAY[…]) as NOT IN (…).
func (s *terms) list(operator int, kind string) int {
	i := operator + 2
	for _, symbol := range []string{"(", "array", "["} {
		if !s.at(i).symbol(symbol) && !s.at(i).is(symbol) {
			return 0
		}
		i++
	}
	var list []token
	for {
		value, n := s.constant(i, kind)
		if n == 0 {
			return 0
		}
		list = append(list, value...)
		i += n
		if s.at(i).symbol("]") {
			break
		}
		if !s.at(i).symbol(",") {
			return 0
		}
		list = append(list, s.at(i))
		i++
	}
	i++
	// A varchar's list is cast as a whole.
	if s.at(i).symbol("::") && s.at(i+1).is("text") && s.at(i+2).symbol("[") && s.at(i+3).symbol("]") && kind == "varchar" {
		i += 4
	}
	if !s.at(i).symbol(")") || !s.ends(i+1) {
		return 0
	}
	s.out = append(s.out, s.in[0])
	if s.in[operator].raw == "<>" {
		s.out = append(s.out, token{tokenWord, "NOT", "not"})
	}
	s.out = append(s.out, token{tokenWord, "IN", "in"}, token{kind: tokenSymbol, raw: "("})
	s.out = append(append(s.out, list...), token{kind: tokenSymbol, raw: ")"})
	return i + 1
}

// withoutBrackets leaves out the brackets around a single comparison between AND, OR and the ends.
func withoutBrackets(tokens []token) []token {
	joins := func(t token) bool { return t.is("and") || t.is("or") }
	for i := 0; i < len(tokens); i++ {
		if !tokens[i].symbol("(") || i > 0 && !joins(tokens[i-1]) {
			continue
		}
		end := i + 1
		for end < len(tokens) && !tokens[end].symbol("(") && !tokens[end].symbol(")") && !joins(tokens[end]) {
			end++
		}
		if end == len(tokens) || !tokens[end].symbol(")") || end == i+1 {
			continue
		}
		if end == len(tokens)-1 || joins(tokens[end+1]) || tokens[end+1].symbol(")") {
			tokens = slices.Concat(tokens[:i], tokens[i+1:end], tokens[end+1:])
			i--
		}
	}
	return tokens
}
