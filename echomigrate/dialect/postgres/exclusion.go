package postgres

import (
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

var _ op.Extended = Dialect{}

// gist is the index method of exclusion constraints that say none.
const gist = "gist"

// ExclusionClause is the constraint as it stands in CREATE TABLE and behind ADD.
func (d Dialect) ExclusionClause(e schema.Exclusion) string {
	method := strings.ToLower(e.Using)
	if method == "" {
		method = gist
	}
	elements := make([]string, len(e.Elements))
	for i, element := range e.Key() {
		elements[i] = d.element(element) + " WITH " + e.Elements[i].Operator
	}
	clause := "CONSTRAINT " + d.Quote(e.Name) + " EXCLUDE USING " + d.Quote(method) + " (" + strings.Join(elements, ", ") + ")"
	if len(e.Include) > 0 {
		clause += " INCLUDE (" + op.QuoteAll(d, e.Include) + ")"
	}
	if e.Where != "" {
		clause += " WHERE (" + e.Where + ")"
	}
	return clause + op.DeferrableClause(e.Deferrable)
}

func canonicalExclusion(e schema.Exclusion, t *schema.Table) schema.Exclusion {
	if e.Using = strings.ToLower(e.Using); e.Using == gist {
		e.Using = ""
	}
	e.Where = canonicalExpression(e.Where, t)
	elements := append([]schema.ExclusionElement(nil), e.Elements...)
	for i := range elements {
		elements[i].Expression = canonicalExpression(elements[i].Expression, t)
	}
	e.Elements = elements
	return e
}

// exclusionOperators are the operators of an exclusion constraint con, qualified where they have to be.
const exclusionOperators = `coalesce((SELECT json_agg(CASE WHEN pg_operator_is_visible(o.oid) THEN o.oprname::text ELSE
		'OPERATOR(' || quote_ident(opn.nspname) || '.' || o.oprname || ')' END ORDER BY x.place)
		FROM unnest(con.conexclop) WITH ORDINALITY x(operator, place) JOIN pg_operator o ON o.oid = x.operator
		JOIN pg_namespace opn ON opn.oid = o.oprnamespace)::text, '[]')`

// addExclusion adds the exclusion constraint that an index belongs to.
func (t *table) addExclusion(i schema.Index, operators []string, when schema.Deferrable) {
	e := schema.Exclusion{Name: i.Name, Using: i.Using, Include: i.Include, Where: i.Where, Deferrable: when}
	for n, element := range i.Key() {
		if n == len(operators) {
			return // an operator was dropped a moment ago
		}
		e.Elements = append(e.Elements, schema.ExclusionElement{
			Column: element.Column, Expression: element.Expression, Collation: element.Collation, Opclass: element.Opclass, Operator: operators[n],
		})
	}
	t.Exclusions = append(t.Exclusions, e)
}
