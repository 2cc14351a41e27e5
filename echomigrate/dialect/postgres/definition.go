package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Schemas lists the schemas that are neither PostgreSQL's own nor an extension's.
func (Dialect) Schemas(ctx context.Context, db bun.IDB) ([]string, error) {
	var list string
	err := db.QueryRowContext(ctx, `SELECT coalesce(json_agg(n.nspname ORDER BY n.nspname), '[]')::text FROM pg_namespace n
		WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', current_schema()) AND NOT EXISTS (
			SELECT 1 FROM pg_depend e WHERE e.classid = 'pg_namespace'::regclass AND e.objid = n.oid AND e.deptype = 'e')`).Scan(&list)
	if err != nil {
		return nil, fmt.Errorf("read schemas: %w", err)
	}
	return stringList(list)
}

// Definitions reads the objects with one query for each kind, and their order off pg_depend. What belongs to an extension comes with
// that. Where functions are among them, they are created before what they name may be there.
func (d Dialect) Definitions(ctx context.Context, db bun.IDB, scope dialect.Scope) (dialect.Definitions, error) {
	c := cataloguer{ctx: ctx, db: db, scope: scope, nodes: map[address]*definition{}, owners: map[address]address{}, keys: map[address]foreignKey{}}
	for _, read := range []func() error{c.readVersion, c.readTables, c.readLeftObjects, c.readDefinitions, c.readOwners, c.readDependencies, c.readCasts, c.readForeignKeys,
		c.readOwnSequences, c.readComments, c.readLeft} {
		if err := read(); err != nil {
			return dialect.Definitions{}, fmt.Errorf("read definitions: %w", err)
		}
	}
	c.leaveOut()
	return dialect.Definitions{List: withoutLooking(c.ordered()), Left: c.left}, nil
}

// address is an object's place in the catalogs: the catalog and the row in it.
type address struct{ catalog, object int64 }

// definition is an object with what it needs.
type definition struct {
	dialect.Definition
	// rank is the place of its kind among those that could come next.
	rank int
	// needs must be there before, and wants should be.
	needs, wants map[*definition]bool
	foreignKeys  []foreignKey
	// isLeft says that it is left out.
	isLeft bool
}

// foreignKey is one of a table that an operation makes.
type foreignKey struct {
	name          string
	table, target *definition
}

func newDefinition(rank int, kind string) *definition {
	n := &definition{rank: rank, needs: map[*definition]bool{}, wants: map[*definition]bool{}}
	n.Kind = kind
	return n
}

// behind adds statements about a table that an operation makes.
func (c *cataloguer) behind(table *definition, kind, name string, statements ...string) *definition {
	n := newDefinition(slices.IndexFunc(definitionKinds, func(k definitionKind) bool { return k.kind == behindTables }), kind)
	n.Schema, n.Name, n.Create = table.Schema, name, statements
	n.needs[table] = true
	c.order = append(c.order, n)
	return n
}

// cataloguer reads definitions.
type cataloguer struct {
	ctx   context.Context
	db    bun.IDB
	scope dialect.Scope
	// tables are those that an inspection gives.
	tables *schema.Schema
	nodes  map[address]*definition
	// order is that in which the definitions were read.
	order []*definition
	// owners are the objects that others are a part of.
	owners map[address]address
	// keys are the foreign keys of tables that operations make.
	keys map[address]foreignKey
	left []string
	// version is the server's, such as 15.
	version int
}

// sinceMacro is how queries write what only later versions of PostgreSQL know: @since(15) … @end.
var sinceMacro = regexp.MustCompile(`(?s)@since\((\d+)\)(.*?)@end`)

func (c *cataloguer) readVersion() error {
	return c.each("SELECT current_setting('server_version_num')::integer / 10000", func(rows *sql.Rows) error { return rows.Scan(&c.version) })
}

// known is a query without what the server does not know.
func (c *cataloguer) known(query string) string {
	return sinceMacro.ReplaceAllStringFunc(query, func(part string) string {
		found := sinceMacro.FindStringSubmatch(part)
		if since, err := strconv.Atoi(found[1]); err != nil || since > c.version {
			return ""
		}
		return found[2]
	})
}

// idMacro is how queries write the name of an object in a schema n as it stands in SQL: @id(column).
var idMacro = regexp.MustCompile(`@id\(([^)]*)\)`)

const idClause = ` CROSS JOIN LATERAL (SELECT CASE WHEN n.nspname = current_schema() THEN '' ELSE quote_ident(n.nspname) || '.' END || quote_ident($1) AS id) i `

// each sends a query with its macros filled in, and scans its rows.
func (c *cataloguer) each(query string, scan func(*sql.Rows) error) error {
	list := []string{"current_schema()"}
	for _, s := range c.scope.Schemas {
		list = append(list, quoted(s))
	}
	query = strings.ReplaceAll(query, "@scope", "n.nspname IN ("+strings.Join(list, ", ")+")")
	in := inspection{ctx: c.ctx, db: c.db}
	return in.each(idMacro.ReplaceAllString(query, idClause), scan)
}

// readTables inspects the tables.
func (c *cataloguer) readTables() (err error) {
	c.tables, err = Dialect{}.inspect(c.ctx, c.db, c.scope, true)
	return err
}

// readDefinitions reads the objects of all kinds.
func (c *cataloguer) readDefinitions() error {
	for rank, k := range definitionKinds {
		read := c.known(k.query)
		if read == "" {
			continue
		}
		query := `SELECT d.catalog::bigint, d.object::bigint, CASE WHEN d.namespace = current_schema() THEN '' ELSE d.namespace::text END, d.namespace::text,
			d.name::text, coalesce(array_to_json(array_remove(d.creates, NULL))::text, '[]'), coalesce(d.drops, '')
			FROM (` + read + `) d (catalog, object, namespace, name, creates, drops)
			WHERE NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = d.catalog AND e.objid = d.object AND e.deptype = 'e') ORDER BY d.namespace, d.name, d.object`
		err := c.each(query, func(rows *sql.Rows) error {
			at := address{}
			n := newDefinition(rank, k.kind)
			var stored, creates string
			err := rows.Scan(&at.catalog, &at.object, &n.Schema, &stored, &n.Name, &creates, &n.Drop)
			if err != nil {
				return err
			}
			if n.Create, err = stringList(creates); err != nil {
				return err
			}
			if n.Kind == dialect.KindTable && c.isExcluded(n.ID(), schema.Name{Schema: stored, Table: n.Name}) {
				return nil
			}
			if n.Kind == dialect.KindTable && len(n.Create) == 0 {
				n.Table = c.tables.Table(n.ID())
			}
			if n.Table == nil && len(n.Create) == 0 {
				return nil
			}
			if e := c.tables.Enum(n.ID()); n.Kind == dialect.KindEnum && e != nil && len(c.tables.Uses(*e)) > 0 {
				n.Enum, n.Create, n.Drop = e, nil, ""
			}
			if q := c.tables.Sequence(n.ID()); n.Kind == dialect.KindSequence && q != nil && q.Schema == "" && len(c.tables.Numbers(*q)) > 0 {
				n.Sequence, n.Create, n.Drop = q, nil, ""
			}
			if owner := c.nodes[at]; owner != nil { // it says more about what has its place already
				n.needs[owner] = true
			} else {
				c.nodes[at] = n
			}
			c.order = append(c.order, n)
			return nil
		})
		if err != nil {
			return fmt.Errorf("%s: %w", k.kind, err)
		}
	}
	return nil
}

func (c *cataloguer) isExcluded(names ...schema.Name) bool {
	return slices.ContainsFunc(names, func(n schema.Name) bool { return slices.Contains(c.scope.Exclude, n) })
}

// readOwnSequences finds the sequences of serial and identity columns that have another name or other options than those get.
func (c *cataloguer) readOwnSequences() error {
	return c.each(ownSequencesQuery, func(rows *sql.Rows) error {
		var at, own address
		var table, column, place, sequence, options string
		var usual, isDefault bool
		if err := rows.Scan(&at.catalog, &at.object, &own.object, &table, &column, &place, &sequence, &options, &usual, &isDefault); err != nil {
			return err
		}
		n := c.nodes[at]
		if n == nil {
			return nil
		}
		own.catalog = at.catalog
		name := place + (Dialect{}).Quote(sequence)
		made := place + (Dialect{}).Quote(schema.DefaultName(table, column, "seq"))
		var statements []string
		switch {
		case !isDefault: // it is made by itself, before what takes numbers from it
			statements, usual = []string{"ALTER SEQUENCE " + name + " OWNED BY " + place + (Dialect{}).Quote(table) + "." + (Dialect{}).Quote(column)}, true
		case made != name:
			statements = []string{"ALTER SEQUENCE " + made + " RENAME TO " + (Dialect{}).Quote(sequence)}
		}
		if !usual {
			statements = append(statements, "ALTER SEQUENCE "+name+options)
		}
		if len(statements) > 0 {
			owned := c.behind(n, "sequence", sequence, statements...)
			if made := c.nodes[own]; made != nil {
				owned.needs[made], owned.Drop = true, "ALTER SEQUENCE "+name+" OWNED BY NONE"
			}
		}
		return nil
	})
}

// withoutLooking lets PostgreSQL take functions before what they name is there, where there are any.
func withoutLooking(list []dialect.Definition) []dialect.Definition {
	hasFunction := slices.ContainsFunc(list, func(d dialect.Definition) bool { return d.Kind == "function" })
	if !hasFunction {
		return list
	}
	return append([]dialect.Definition{{Kind: "setting", Name: "check_function_bodies", Create: []string{"SET LOCAL check_function_bodies = off"}}}, list...)
}
