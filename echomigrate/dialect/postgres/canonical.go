package postgres

import (
	"regexp"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Canonical is the table as Inspect gives it back, as far as its text tells.
func (Dialect) Canonical(t schema.Table) schema.Table {
	t = t.WithDefaultNames()
	t.Options, t.Triggers = nil, nil
	t.With = canonicalParameters(t.With)
	t.PartitionBy = canonicalPartitioning(t.PartitionBy)
	for i := range t.Columns {
		c := canonicalColumn(t.Columns[i])
		if c.Identity == "" {
			c.IdentityOptions = schema.SequenceOptions{}
		}
		c.IdentityOptions = c.IdentityOptions.Of(c.Type)
		t.Columns[i] = c
	}
	for _, name := range t.PrimaryKey.Columns {
		if c := t.Column(name); c != nil {
			c.NotNull = true
		}
	}
	for i := range t.ForeignKeys {
		canonicalForeignKey(&t.ForeignKeys[i], t.Schema)
	}
	for i := range t.Columns {
		t.Columns[i].Generated = canonicalExpression(t.Columns[i].Generated, &t)
	}
	for i := range t.Checks {
		t.Checks[i].Expression = canonicalExpression(t.Checks[i].Expression, &t)
	}
	for i := range t.Exclusions {
		t.Exclusions[i] = canonicalExclusion(t.Exclusions[i], &t)
	}
	for i := range t.Indexes {
		t.Indexes[i] = canonicalIndex(t.Indexes[i], &t)
	}
	return t
}

func canonicalColumn(c schema.Column) schema.Column {
	c.Type = schema.TypeName(c.Type)
	if schema.IsSerial(c.Type) {
		c.NotNull, c.Default = true, ""
	}
	if c.Identity != "" {
		c.NotNull = true
	}
	if c.Generated == "" {
		c.Virtual = false
	}
	if c.Collation == "default" {
		c.Collation = ""
	}
	c.Generated = bare(c.Generated)
	c.Default = canonicalDefault(c.Default, c.Type)
	return c
}

func canonicalForeignKey(f *schema.ForeignKey, of string) {
	f.RefSchema = f.Target(of).SchemaFrom(of)
	if strings.EqualFold(f.Match, "simple") {
		f.Match = ""
	}
	f.Match = strings.ToUpper(f.Match)
	f.OnDelete, f.OnUpdate = action(f.OnDelete), action(f.OnUpdate)
}

func action(a schema.Action) schema.Action {
	upper := strings.ToUpper(strings.Join(strings.Fields(string(a)), " "))
	if upper == "NO ACTION" {
		return ""
	}
	return schema.Action(upper)
}

func canonicalIndex(i schema.Index, t *schema.Table) schema.Index {
	if i.Using = strings.ToLower(i.Using); i.Using == "btree" {
		i.Using = ""
	}
	i.Where = canonicalExpression(i.Where, t)
	i.With = canonicalParameters(i.With)
	key := append([]schema.Element(nil), i.Key()...)
	for n := range key {
		e := &key[n]
		e.Expression = canonicalExpression(e.Expression, t)
		e.Opclass = canonicalOpclass(e.Opclass)
		if e.Nulls == defaultNulls(e.Desc) {
			e.Nulls = ""
		}
	}
	return i.WithKey(key)
}

func defaultNulls(desc bool) string {
	if desc {
		return "first"
	}
	return "last"
}

// bare is an expression without the parentheses around the whole of it.
func bare(expression string) string {
	expression = strings.TrimSpace(expression)
	for strings.HasPrefix(expression, "(") && closing(expression) == len(expression)-1 {
		expression = strings.TrimSpace(expression[1 : len(expression)-1])
	}
	return expression
}

// closing is the place of the parenthesis that closes the one at the start; -1 when none does.
func closing(expression string) int {
	depth := 0
	for i := 0; i < len(expression); i++ {
		switch expression[i] {
		case '\'', '"':
			end := strings.IndexByte(expression[i+1:], expression[i])
			if end < 0 {
				return -1
			}
			i += end + 1
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

var (
	// castLiteral is a text constant with a cast, as pg_get_expr writes nearly every constant.
	castLiteral = regexp.MustCompile(`^(E?'(?:[^']|'')*')::(.+)$`)
	number      = regexp.MustCompile(`^'([+-]?\d+(?:\.\d+)?)'$`)
	keyword     = regexp.MustCompile(`(?i)^(true|false|null|current_timestamp|current_date|current_time|localtime|localtimestamp|current_user)$`)
	call        = regexp.MustCompile(`^([A-Za-z_][A-Za-z_0-9]*)\(\s*\)$`)
)

// canonicalDefault is one spelling for the defaults that are plainly equal. A cast of a constant to the column's own type
// says nothing and is left out.
func canonicalDefault(expression, columnType string) string {
	expression = bare(expression)
	if expression == "" {
		return ""
	}
	if parts := castLiteral.FindStringSubmatch(expression); parts != nil && base(schema.TypeName(parts[2])) == base(stored(columnType)) {
		expression = parts[1]
	}
	if tokens, whole := tokenize(expression); whole && len(tokens) == 1 && tokens[0].kind == tokenString {
		expression = tokens[0].raw
	}
	if digits := constantNumber(expression); digits != "" && isNumber(stored(columnType)) {
		expression = digits
	}
	if keyword.MatchString(expression) {
		expression = strings.ToUpper(expression)
	}
	switch strings.ToLower(expression) {
	case "true", "'t'", "'true'":
		if stored(columnType) == "boolean" {
			return "true"
		}
	case "false", "'f'", "'false'":
		if stored(columnType) == "boolean" {
			return "false"
		}
	case "null":
		return ""
	}
	if call.MatchString(expression) {
		expression = strings.ToLower(call.ReplaceAllString(expression, "$1()"))
	}
	return expression
}

// constantNumber is the number in a text constant that is cast to a type of numbers or not at all, as pg_get_expr writes what
// is negative; empty for anything else.
func constantNumber(expression string) string {
	constant, cast := expression, "numeric"
	if parts := castLiteral.FindStringSubmatch(expression); parts != nil {
		constant, cast = parts[1], parts[2]
	}
	digits := number.FindStringSubmatch(constant)
	whole := slices.Contains([]string{"smallint", "integer", "bigint"}, cast)
	if digits == nil || cast != "numeric" && !whole || whole && strings.Contains(digits[1], ".") {
		return ""
	}
	return digits[1]
}
