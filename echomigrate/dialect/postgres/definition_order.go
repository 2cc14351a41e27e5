package postgres

import (
	"cmp"
	"database/sql"
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
)

// ownersQuery gives the objects that are parts of others, with the catalogs and rows of both.
const ownersQuery = `
	SELECT 'pg_attrdef'::regclass::bigint, ad.oid::bigint, 'pg_class'::regclass::bigint, ad.adrelid::bigint FROM pg_attrdef ad
	UNION ALL SELECT 'pg_constraint'::regclass::bigint, con.oid::bigint, 'pg_class'::regclass::bigint, con.conrelid::bigint
		FROM pg_constraint con WHERE con.conrelid <> 0 AND con.contype <> 'f'
	UNION ALL SELECT 'pg_constraint'::regclass::bigint, con.oid::bigint, 'pg_type'::regclass::bigint, con.contypid::bigint FROM pg_constraint con WHERE con.contypid <> 0
	UNION ALL SELECT 'pg_class'::regclass::bigint, x.indexrelid::bigint, 'pg_class'::regclass::bigint, x.indrelid::bigint FROM pg_index x
	UNION ALL SELECT 'pg_rewrite'::regclass::bigint, r.oid::bigint, 'pg_class'::regclass::bigint, r.ev_class::bigint FROM pg_rewrite r WHERE r.rulename = '_RETURN'
	UNION ALL SELECT 'pg_type'::regclass::bigint, t.oid::bigint, 'pg_class'::regclass::bigint, t.typrelid::bigint
		FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid WHERE c.relkind <> 'c'
	UNION ALL SELECT 'pg_class'::regclass::bigint, t.typrelid::bigint, 'pg_type'::regclass::bigint, t.oid::bigint
		FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid WHERE c.relkind = 'c'
	UNION ALL SELECT 'pg_type'::regclass::bigint, t.typarray::bigint, 'pg_type'::regclass::bigint, t.oid::bigint FROM pg_type t WHERE t.typarray <> 0
	UNION ALL SELECT 'pg_class'::regclass::bigint, d.objid::bigint, 'pg_class'::regclass::bigint, d.refobjid::bigint FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
		WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
	UNION ALL SELECT d.classid::bigint, d.objid::bigint, d.refclassid::bigint, d.refobjid::bigint FROM pg_depend d WHERE d.deptype = 'e'`

// dependenciesQuery gives what needs what, foreign keys of tables that operations make apart.
const dependenciesQuery = `
	SELECT d.classid::bigint, d.objid::bigint, d.refclassid::bigint, d.refobjid::bigint FROM pg_depend d WHERE d.refobjid >= 16384
	UNION ALL SELECT 'pg_class'::regclass::bigint, h.inhrelid::bigint, 'pg_class'::regclass::bigint, h.inhparent::bigint FROM pg_inherits h`

// foreignKeysQuery gives the foreign keys: the table, the one referred to, and the name.
const foreignKeysQuery = `
	SELECT 'pg_class'::regclass::bigint, con.conrelid::bigint, con.confrelid::bigint, con.conname::text
	FROM pg_constraint con JOIN pg_class c ON c.oid = con.conrelid WHERE con.contype = 'f' AND con.conparentid = 0 AND ` + isOperation + ` ORDER BY con.oid`

// commentsQuery gives comments with the kind and the name of what they are about, as PostgreSQL identifies it.
const commentsQuery = `
	SELECT d.classoid::bigint, d.objoid::bigint, d.objsubid, i.type, i.identity, d.description
	FROM pg_description d CROSS JOIN LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) i
	WHERE d.objoid >= 16384 AND i.identity IS NOT NULL AND i.type NOT IN ('extension', 'operator', 'language', 'cast') ORDER BY i.type, i.identity`

// leftQuery names what the other queries pass over.
const leftQuery = `
	SELECT w.kind || ' ' || w.name FROM (
		SELECT 'foreign table' AS kind, c.relname::text AS name, c.relnamespace AS namespace, 'pg_class'::regclass AS catalog, c.oid AS object FROM pg_class c WHERE c.relkind = 'f'
		UNION ALL SELECT 'base type', t.typname, t.typnamespace, 'pg_type'::regclass, t.oid FROM pg_type t WHERE t.typtype = 'b' AND t.typelem = 0
		UNION ALL SELECT 'operator', o.oid::regoperator::text, o.oprnamespace, 'pg_operator'::regclass, o.oid FROM pg_operator o
		UNION ALL SELECT 'operator class', o.opcname, o.opcnamespace, 'pg_opclass'::regclass, o.oid FROM pg_opclass o
		UNION ALL SELECT 'collation', o.collname, o.collnamespace, 'pg_collation'::regclass, o.oid FROM pg_collation o
		UNION ALL SELECT 'text search configuration', o.cfgname, o.cfgnamespace, 'pg_ts_config'::regclass, o.oid FROM pg_ts_config o
		UNION ALL SELECT 'text search dictionary', o.dictname, o.dictnamespace, 'pg_ts_dict'::regclass, o.oid FROM pg_ts_dict o
	) w JOIN pg_namespace n ON n.oid = w.namespace WHERE @scope AND w.object >= 16384 AND NOT EXISTS (
		SELECT 1 FROM pg_depend e WHERE e.classid = w.catalog AND e.objid = w.object AND e.deptype = 'e')
	UNION ALL SELECT 'publication ' || p.pubname FROM pg_publication p
	UNION ALL SELECT 'privileges on ' || count(*) || ' objects' FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE @scope AND c.relacl IS NOT NULL HAVING count(*) > 0`

// ownSequencesQuery gives the sequences that belong to columns: the table's catalog and row, table, column, the schema as it stands
// before a name, the sequence, its options, whether the table's own definition gives those, and whether it gives the column's
// values.
const ownSequencesQuery = `
	SELECT 'pg_class'::regclass::bigint, c.oid::bigint, c.relname::text, a.attname::text,
		CASE WHEN n.nspname = current_schema() THEN '' ELSE quote_ident(n.nspname) || '.' END, q.relname::text, ` + sequenceOptions + `,
		d.deptype = 'i' AND ` + isOperation + ` OR s.seqtypid = a.atttypid AND s.seqincrement = 1 AND s.seqmin = 1 AND s.seqstart = 1 AND s.seqcache = 1 AND NOT s.seqcycle
			AND s.seqmax = CASE s.seqtypid WHEN 'smallint'::regtype THEN 32767 WHEN 'integer'::regtype THEN 2147483647 ELSE 9223372036854775807 END,
		d.deptype = 'i' OR EXISTS (SELECT 1 FROM pg_attrdef ad JOIN pg_depend u ON u.classid = 'pg_attrdef'::regclass AND u.objid = ad.oid
			WHERE ad.adrelid = c.oid AND ad.adnum = a.attnum AND u.refclassid = 'pg_class'::regclass AND u.refobjid = q.oid)
	FROM pg_depend d JOIN pg_class q ON q.oid = d.objid AND q.relkind = 'S' JOIN pg_sequence s ON s.seqrelid = q.oid
	JOIN pg_class c ON c.oid = d.refobjid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') AND @scope ORDER BY q.relname`

// readOwners reads which objects are parts of others.
func (c *cataloguer) readOwners() error {
	return c.each(ownersQuery, func(rows *sql.Rows) error {
		var part, owner address
		err := rows.Scan(&part.catalog, &part.object, &owner.catalog, &owner.object)
		c.owners[part] = owner
		return err
	})
}

// node is the definition that an object is a part of; nil when there is none.
func (c *cataloguer) node(at address) *definition {
	for range 10 {
		if n := c.nodes[at]; n != nil {
			return n
		}
		owner, is := c.owners[at]
		if !is {
			return nil
		}
		at = owner
	}
	return nil
}

// readDependencies reads what needs what.
func (c *cataloguer) readDependencies() error {
	return c.each(dependenciesQuery, func(rows *sql.Rows) error {
		var from, to address
		if err := rows.Scan(&from.catalog, &from.object, &to.catalog, &to.object); err != nil {
			return err
		}
		if a, b := c.node(from), c.node(to); a != nil && b != nil && a != b {
			a.needs[b] = true
		}
		return nil
	})
}

// readForeignKeys reads which tables refer to which.
func (c *cataloguer) readForeignKeys() error {
	return c.each(foreignKeysQuery, func(rows *sql.Rows) error {
		var from, to address
		var name string
		if err := rows.Scan(&from.catalog, &from.object, &to.object, &name); err != nil {
			return err
		}
		to.catalog = from.catalog
		if a, b := c.nodes[from], c.nodes[to]; a != nil && b != nil && a != b {
			a.wants[b] = true
			a.foreignKeys = append(a.foreignKeys, foreignKey{name, b})
		}
		return nil
	})
}

// ordered puts each definition behind those that it needs, and behind those that it wants where that can be: among those that can
// come next, the one of the first kind.
func (c *cataloguer) ordered() []dialect.Definition {
	behind := map[*definition][]*definition{}
	needed, wanted := map[*definition]int{}, map[*definition]int{}
	for _, n := range c.order {
		needed[n], wanted[n] = len(n.needs), len(n.wants)
		for other := range n.needs {
			behind[other] = append(behind[other], n)
		}
		for other := range n.wants {
			if !n.needs[other] {
				behind[other] = append(behind[other], n)
			} else {
				wanted[n]--
			}
		}
	}
	places := map[*definition]int{}
	for pending := slices.Clone(c.order); len(pending) > 0; {
		next := slices.MinFunc(pending, func(a, b *definition) int {
			return cmp.Or(cmp.Compare(min(1, needed[a]), min(1, needed[b])), cmp.Compare(min(1, wanted[a]), min(1, wanted[b])),
				cmp.Compare(a.rank, b.rank), cmp.Compare(a.Schema, b.Schema), cmp.Compare(a.Name, b.Name))
		})
		places[next] = len(places)
		pending = slices.DeleteFunc(pending, func(n *definition) bool { return n == next })
		for _, n := range behind[next] {
			if n.needs[next] {
				needed[n]--
			} else {
				wanted[n]--
			}
		}
	}
	list := make([]dialect.Definition, len(places))
	for n, place := range places {
		for _, f := range n.foreignKeys {
			if places[f.target] > place {
				n.Late = append(n.Late, f.name)
			}
		}
		list[place] = n.Definition
	}
	return list
}
