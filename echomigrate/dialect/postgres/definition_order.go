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
		FROM pg_constraint con WHERE con.conrelid <> 0 AND con.contype NOT IN ('f', 't')
	UNION ALL SELECT 'pg_constraint'::regclass::bigint, t.tgconstraint::bigint, 'pg_trigger'::regclass::bigint, t.oid::bigint FROM pg_trigger t WHERE t.tgconstraint <> 0 AND NOT t.tgisinternal
	UNION ALL SELECT d.classid::bigint, d.objid::bigint, d.refclassid::bigint, d.refobjid::bigint FROM pg_depend d
		WHERE d.classid IN ('pg_amop'::regclass, 'pg_amproc'::regclass) AND d.refclassid = 'pg_opclass'::regclass
	UNION ALL SELECT 'pg_constraint'::regclass::bigint, con.oid::bigint, 'pg_type'::regclass::bigint, con.contypid::bigint FROM pg_constraint con WHERE con.contypid <> 0
	UNION ALL SELECT 'pg_class'::regclass::bigint, x.indexrelid::bigint, 'pg_class'::regclass::bigint, x.indrelid::bigint FROM pg_index x
	UNION ALL SELECT 'pg_rewrite'::regclass::bigint, r.oid::bigint, 'pg_class'::regclass::bigint, r.ev_class::bigint FROM pg_rewrite r WHERE r.rulename = '_RETURN'
	UNION ALL SELECT 'pg_type'::regclass::bigint, t.oid::bigint, 'pg_class'::regclass::bigint, t.typrelid::bigint
		FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid WHERE c.relkind <> 'c'
	UNION ALL SELECT 'pg_class'::regclass::bigint, t.typrelid::bigint, 'pg_type'::regclass::bigint, t.oid::bigint
		FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid WHERE c.relkind = 'c'
	UNION ALL SELECT 'pg_type'::regclass::bigint, t.typarray::bigint, 'pg_type'::regclass::bigint, t.oid::bigint FROM pg_type t WHERE t.typarray <> 0
	UNION ALL SELECT 'pg_class'::regclass::bigint, d.objid::bigint, 'pg_class'::regclass::bigint, d.refobjid::bigint FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
		WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND (d.deptype = 'i' OR d.deptype = 'a' AND ` + isNumbering + `)
	UNION ALL SELECT d.classid::bigint, d.objid::bigint, d.refclassid::bigint, d.refobjid::bigint FROM pg_depend d WHERE d.deptype = 'e'`

// dependenciesQuery gives what needs what, foreign keys of tables that operations make apart. The index of a partition is there before
// an unfinished one that it belongs to; that a sequence belongs to a column is said behind both.
const dependenciesQuery = `
	SELECT d.classid::bigint, d.objid::bigint, d.refclassid::bigint, d.refobjid::bigint FROM pg_depend d WHERE d.refobjid >= 16384
		AND NOT (d.deptype IN ('P', 'S') AND EXISTS (SELECT 1 FROM pg_index x WHERE x.indexrelid = d.refobjid AND d.refclassid = 'pg_class'::regclass AND ` + isUnfinished + `))
		AND NOT (d.deptype = 'a' AND d.refobjsubid > 0 AND EXISTS (SELECT 1 FROM pg_class q WHERE q.oid = d.objid AND q.relkind = 'S' AND d.classid = 'pg_class'::regclass))
	UNION ALL SELECT 'pg_class'::regclass::bigint, h.inhrelid::bigint, 'pg_class'::regclass::bigint, h.inhparent::bigint FROM pg_inherits h
		JOIN pg_class c ON c.oid = h.inhrelid AND c.relkind NOT IN ('i', 'I')
	UNION ALL SELECT 'pg_class'::regclass::bigint, x.indexrelid::bigint, 'pg_class'::regclass::bigint, h.inhrelid::bigint
		FROM pg_index x JOIN pg_inherits h ON h.inhparent = x.indrelid WHERE ` + isUnfinished

// foreignKeysQuery gives the foreign keys: the table, the one referred to, the name, and the catalog and the row.
const foreignKeysQuery = `
	SELECT 'pg_class'::regclass::bigint, con.conrelid::bigint, con.confrelid::bigint, con.conname::text, 'pg_constraint'::regclass::bigint, con.oid::bigint
	FROM pg_constraint con JOIN pg_class c ON c.oid = con.conrelid WHERE con.contype = 'f' AND con.conparentid = 0 AND ` + isOperation + ` ORDER BY con.oid`

const castFunctionsQuery = `
	SELECT 'pg_cast'::regclass::bigint, k.oid::bigint, 'pg_proc'::regclass::bigint, k.castfunc::bigint FROM pg_cast k WHERE k.castfunc >= 16384`

// ownSequencesQuery gives the sequences that belong to columns: the table's catalog and row, the sequence's row, table, column, the schema as it stands
// before a name, the sequence, its options, whether the table's own definition gives those, and whether it gives the column's
// values.
const ownSequencesQuery = `
	SELECT 'pg_class'::regclass::bigint, c.oid::bigint, q.oid::bigint, c.relname::text, a.attname::text,
		CASE WHEN n.nspname = current_schema() THEN '' ELSE quote_ident(n.nspname) || '.' END, q.relname::text, ` + sequenceOptions + `,
		d.deptype = 'i' AND ` + isOperation + ` OR s.seqtypid = a.atttypid AND s.seqincrement = 1 AND s.seqmin = 1 AND s.seqstart = 1 AND s.seqcache = 1 AND NOT s.seqcycle
			AND s.seqmax = CASE s.seqtypid WHEN 'smallint'::regtype THEN 32767 WHEN 'integer'::regtype THEN 2147483647 ELSE 9223372036854775807 END,
		d.deptype = 'i' OR ` + isNumbering + `
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

// readCasts puts what needs the function of a cast behind the cast: PostgreSQL notes only the function.
func (c *cataloguer) readCasts() error {
	return c.each(castFunctionsQuery, func(rows *sql.Rows) error {
		var cast, function address
		if err := rows.Scan(&cast.catalog, &cast.object, &function.catalog, &function.object); err != nil {
			return err
		}
		made, by := c.nodes[cast], c.nodes[function]
		if made == nil || by == nil {
			return nil
		}
		for _, n := range c.order {
			if n != made && n.needs[by] && !made.needs[n] {
				n.wants[made] = true
			}
		}
		return nil
	})
}

// readForeignKeys reads which tables refer to which.
func (c *cataloguer) readForeignKeys() error {
	return c.each(foreignKeysQuery, func(rows *sql.Rows) error {
		var from, to, key address
		var name string
		if err := rows.Scan(&from.catalog, &from.object, &to.object, &name, &key.catalog, &key.object); err != nil {
			return err
		}
		to.catalog = from.catalog
		a, b := c.nodes[from], c.nodes[to]
		if a == nil || b == nil {
			return nil
		}
		f := foreignKey{name: name, table: a, target: b}
		if c.nodes[key] == nil {
			c.keys[key] = f
		}
		if a != b {
			a.wants[b] = true
			a.foreignKeys = append(a.foreignKeys, f)
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
