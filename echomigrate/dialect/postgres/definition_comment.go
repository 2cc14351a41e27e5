package postgres

import (
	"database/sql"
	"strings"
)

// commentsQuery gives comments with the kind and the name of what they are about, as PostgreSQL identifies it.
const commentsQuery = `
	SELECT d.classoid::bigint, d.objoid::bigint, d.objsubid, i.type, i.identity, d.description
	FROM pg_description d CROSS JOIN LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) i
	WHERE i.identity IS NOT NULL AND (d.objoid >= 16384 OR i.type = 'schema' AND i.identity = 'public' AND d.description <> ` + commentOnPublic + `)
		AND NOT (i.type = 'extension' AND EXISTS (SELECT 1 FROM pg_available_extensions x WHERE quote_ident(x.name) = i.identity AND x.comment = d.description)) ORDER BY i.type, i.identity`

// commentOnPublic is what a new database says of its schema public.
const commentOnPublic = `'standard public schema'`

// readComments puts comments behind what they are about.
func (c *cataloguer) readComments() error {
	return c.each(commentsQuery, func(rows *sql.Rows) error {
		var at address
		var part int
		var kind, identity, text string
		if err := rows.Scan(&at.catalog, &at.object, &part, &kind, &identity, &text); err != nil {
			return err
		}
		statement := "COMMENT ON " + commented(kind, identity) + " IS " + quoted(text)
		if f, is := c.keys[at]; is {
			c.behind(f.table, "comment", identity, statement).needs[f.target] = true
			return nil
		}
		if kind == "schema" && identity == "public" {
			n := newDefinition(0, "comment")
			n.Name, n.Create, n.Drop = identity, []string{statement}, "COMMENT ON SCHEMA public IS "+commentOnPublic
			c.order = append(c.order, n)
			return nil
		}
		n := c.node(at)
		isOperation := n != nil && (n.Table != nil && (kind == "table" || kind == "table column") || n.Enum != nil)
		if n == nil || isOperation || n.isLeft {
			return nil
		}
		if n.Table == nil && n.Sequence == nil {
			n.Create = append(n.Create, statement)
			return nil
		}
		c.behind(n, "comment", identity, statement)
		return nil
	})
}

// commented is an object as COMMENT ON names it.
func commented(kind, identity string) string {
	switch {
	case strings.HasSuffix(kind, " column"):
		kind = "column"
	case kind == "domain constraint":
		kind, identity = "constraint", strings.Replace(identity, " on ", " on domain ", 1)
	case strings.HasSuffix(kind, " constraint"):
		kind = "constraint"
	case kind == "statistics object":
		kind = "statistics"
	case kind == "composite type":
		kind = "type"
	case kind == "aggregate" && strings.HasSuffix(identity, "()"):
		identity = strings.TrimSuffix(identity, "()") + "(*)"
	case kind == "transform":
		return "TRANSFORM " + identity
	}
	return strings.ToUpper(strings.ReplaceAll(kind, "-", " ")) + " " + identity
}
