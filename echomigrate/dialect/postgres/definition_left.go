package postgres

import (
	"database/sql"
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// leftObjectsQuery names objects that no definition makes: the catalog, the row and what it is.
const leftObjectsQuery = `
	SELECT w.catalog::bigint, w.object::bigint, w.kind || ' ' || i.id FROM (
		SELECT 'base type' AS kind, t.typname AS name, t.typnamespace AS namespace, 'pg_type'::regclass AS catalog, t.oid AS object FROM pg_type t
			WHERE t.typtype = 'b' AND t.typelem = 0 OR t.typtype = 'p'
		UNION ALL SELECT 'range type', t.typname, t.typnamespace, 'pg_type'::regclass, t.oid FROM pg_range r JOIN pg_type t ON t.oid = r.rngtypid WHERE r.rngcanonical <> 0
	) w JOIN pg_namespace n ON n.oid = w.namespace @id(w.name) WHERE @scope AND w.object >= 16384 AND NOT EXISTS (
		SELECT 1 FROM pg_depend e WHERE e.classid = w.catalog AND e.objid = w.object AND e.deptype = 'e') ORDER BY 3`

// ownable are the objects that have an owner and privileges: what they are, the owner and the privileges.
const ownable = `
	SELECT CASE c.relkind WHEN 'S' THEN 'sequence ' WHEN 'v' THEN 'view ' WHEN 'm' THEN 'materialized view ' WHEN 'f' THEN 'foreign table ' ELSE 'table ' END || i.id AS says, c.relowner AS owner,
		c.relacl IS NOT NULL OR EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attacl IS NOT NULL) AS granted, 'pg_class'::regclass AS catalog, c.oid AS object
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace @id(c.relname) WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND c.relpersistence <> 't' AND @scope
	UNION ALL SELECT 'function ' || p.oid::regprocedure, p.proowner, p.proacl IS NOT NULL, 'pg_proc'::regclass, p.oid FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE @scope
	UNION ALL SELECT 'type ' || i.id, t.typowner, t.typacl IS NOT NULL, 'pg_type'::regclass, t.oid FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace @id(t.typname)
		WHERE @scope AND t.typelem = 0 AND NOT EXISTS (SELECT 1 FROM pg_class tc WHERE tc.oid = t.typrelid AND tc.relkind <> 'c')
	UNION ALL SELECT 'schema ' || quote_ident(n.nspname), n.nspowner, n.nspacl IS DISTINCT FROM (SELECT ip.initprivs FROM pg_init_privs ip WHERE ip.classoid = 'pg_namespace'::regclass AND ip.objoid = n.oid AND ip.objsubid = 0),
		'pg_namespace'::regclass, n.oid FROM pg_namespace n WHERE @scope
	UNION ALL SELECT 'server ' || quote_ident(s.srvname), s.srvowner, s.srvacl IS NOT NULL, 'pg_foreign_server'::regclass, s.oid FROM pg_foreign_server s
	UNION ALL SELECT 'foreign data wrapper ' || quote_ident(w.fdwname), w.fdwowner, w.fdwacl IS NOT NULL, 'pg_foreign_data_wrapper'::regclass, w.oid FROM pg_foreign_data_wrapper w`

// leftQuery says what else a database holds that no definition gives: what names roles, tablespaces, connections and passwords, which
// are not the database's own.
const leftQuery = `
	WITH own AS (SELECT * FROM (` + ownable + `) o WHERE NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = o.catalog AND e.objid = o.object AND e.deptype = 'e'))
	SELECT 'privileges on ' || string_agg(o.says, ', ' ORDER BY o.says) FROM own o WHERE o.granted HAVING count(*) > 0
	UNION ALL SELECT 'that ' || pg_get_userbyid(o.owner) || ' owns ' || string_agg(o.says, ', ' ORDER BY o.says) FROM own o
		WHERE o.object >= 16384 AND o.owner <> (SELECT r.oid FROM pg_roles r WHERE r.rolname = current_user) GROUP BY o.owner
	UNION ALL SELECT 'default privileges of ' || pg_get_userbyid(d.defaclrole) || ' for ' ||
		CASE d.defaclobjtype WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions' WHEN 'T' THEN 'types' WHEN 'n' THEN 'schemas' ELSE 'large objects' END ||
		coalesce(' in schema ' || n.nspname, '') FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
	UNION ALL SELECT 'user mapping of ' || m.usename || ' for server ' || m.srvname FROM pg_user_mappings m
	UNION ALL SELECT 'subscription ' || s.subname FROM pg_subscription s JOIN pg_database b ON b.oid = s.subdbid AND b.datname = current_database()
	UNION ALL SELECT 'security label of ' || i.type || ' ' || i.identity FROM pg_seclabel l CROSS JOIN LATERAL pg_identify_object(l.classoid, l.objoid, l.objsubid) i
	UNION ALL SELECT 'tablespace ' || s.spcname || ' of ' || CASE WHEN c.relkind IN ('i', 'I') THEN 'index ' ELSE 'table ' END || i.id
		FROM pg_tablespace s JOIN pg_class c ON c.reltablespace = s.oid JOIN pg_namespace n ON n.oid = c.relnamespace @id(c.relname) WHERE @scope
	UNION ALL SELECT 'access method ' || m.amname || ' of table ' || i.id FROM pg_am m JOIN pg_class c ON c.relam = m.oid JOIN pg_namespace n ON n.oid = c.relnamespace @id(c.relname)
		WHERE c.relkind IN ('r', 'm') AND m.amname <> 'heap' AND @scope AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
	UNION ALL SELECT 'that ' || pg_describe_object(d.classid, d.objid, 0) || ' depends on extension ' || x.extname
		FROM pg_depend d JOIN pg_extension x ON x.oid = d.refobjid AND d.refclassid = 'pg_extension'::regclass WHERE d.deptype = 'x' AND d.classid <> 'pg_proc'::regclass
	UNION ALL SELECT 'setting ' || v.setting || ' of the database' || CASE WHEN s.setrole = 0 THEN '' ELSE ' for ' || pg_get_userbyid(s.setrole) END
		FROM pg_db_role_setting s JOIN pg_database b ON b.oid = s.setdatabase AND b.datname = current_database() CROSS JOIN LATERAL unnest(s.setconfig) v (setting)
	ORDER BY 1`

// readLeftObjects reads what has no definition here. A definition that needs such an object has to be left out with it.
func (c *cataloguer) readLeftObjects() error {
	return c.each(leftObjectsQuery, func(rows *sql.Rows) error {
		var at address
		n := newDefinition(0, "")
		if err := rows.Scan(&at.catalog, &at.object, &n.Name); err != nil {
			return err
		}
		n.isLeft = true
		c.nodes[at] = n
		c.left = append(c.left, n.Name)
		return nil
	})
}

// leaveOut takes out the definitions that need what is left out, and the foreign keys to tables among them.
func (c *cataloguer) leaveOut() {
	for again := true; again; {
		again = false
		c.order = slices.DeleteFunc(c.order, func(n *definition) bool {
			for other := range n.needs {
				if other.isLeft {
					n.isLeft, again = true, true
					if n.Drop != "" || n.Table != nil || n.Enum != nil || n.Sequence != nil {
						c.left = append(c.left, n.says()+", which needs "+other.says())
					}
					return true
				}
			}
			return false
		})
	}
	for _, n := range c.order {
		for other := range n.wants {
			if other.isLeft {
				delete(n.wants, other)
			}
		}
		n.foreignKeys = slices.DeleteFunc(n.foreignKeys, func(f foreignKey) bool {
			if f.target.isLeft {
				t := n.Table.Clone()
				t.ForeignKeys = slices.DeleteFunc(t.ForeignKeys, func(k schema.ForeignKey) bool { return k.Name == f.name })
				n.Table = &t
				c.left = append(c.left, "foreign key "+f.name+" of "+n.says()+", which needs "+f.target.says())
			}
			return f.target.isLeft
		})
	}
}

// says is what a definition is, for messages.
func (n *definition) says() string {
	switch {
	case n.Kind == "":
		return n.Name
	case n.Schema == "" || n.Kind == "function" || n.Kind == "aggregate" || n.Kind == "operator":
		return n.Kind + " " + n.Name
	case n.Kind == dialect.KindTable:
		return n.Kind + " " + n.ID().String()
	}
	return n.Kind + " " + n.Schema + "." + n.Name
}

// readLeft reads what is no object of its own.
func (c *cataloguer) readLeft() error {
	return c.each(leftQuery, func(rows *sql.Rows) error {
		var line string
		err := rows.Scan(&line)
		c.left = append(c.left, line)
		return err
	})
}
