package postgres

// isOperation is the condition that an operation can make a pg_class c of ordinary tables: it is not partitioned, no partition,
// inherits nothing, and has no key of periods.
const isOperation = `c.relkind = 'r' AND NOT c.relispartition AND c.reloftype = 0 AND NOT EXISTS (SELECT 1 FROM pg_inherits h WHERE h.inhrelid = c.oid)
	AND NOT EXISTS (SELECT 1 FROM pg_constraint pc WHERE pc.conrelid = c.oid AND to_jsonb(pc) ->> 'conperiod' = 'true')`

// tablesQuery gives no statements for tables that operations make. A partition is made as a table with its own constraints and
// indexes before it is attached, so that these keep their names; foreign keys come behind.
var tablesQuery = `
	SELECT 'pg_class'::regclass, c.oid, n.nspname, c.relname, CASE WHEN NOT (` + isOperation + `) THEN ARRAY[
		'CREATE ' || CASE c.relkind WHEN 'f' THEN 'FOREIGN ' ELSE '' END || 'TABLE ' || i.id || CASE WHEN c.reloftype <> 0 THEN ' OF ' || format_type(c.reloftype, NULL) ||
			coalesce(E' (\n\t' || nullif(concat_ws(E',\n\t', (SELECT string_agg(` + columnOptions + `, E',\n\t' ORDER BY a.attnum)
			FROM pg_attribute a LEFT JOIN pg_attrdef ad ON ad.adrelid = c.oid AND ad.adnum = a.attnum
			WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND (a.attnotnull OR ad.oid IS NOT NULL)), ` + tableConstraints + `), '') || E'\n)', '')
		ELSE E' (\n\t' || concat_ws(E',\n\t',
			(SELECT string_agg(` + columnDefinition + `, E',\n\t' ORDER BY a.attnum)
			FROM pg_attribute a JOIN pg_type ty ON ty.oid = a.atttypid LEFT JOIN pg_collation co ON co.oid = a.attcollation
			LEFT JOIN pg_attrdef ad ON ad.adrelid = c.oid AND ad.adnum = a.attnum
			WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND (c.relispartition OR a.attislocal)),
			` + tableConstraints + `) || E'\n)' END ||
		CASE WHEN c.relispartition THEN '' ELSE coalesce(' INHERITS (' || (SELECT string_agg(h.inhparent::regclass::text, ', ' ORDER BY h.inhseqno)
			FROM pg_inherits h WHERE h.inhrelid = c.oid) || ')', '') END ||
		CASE WHEN c.relkind = 'p' THEN ' PARTITION BY ' || pg_get_partkeydef(c.oid) ELSE '' END ||
		coalesce((SELECT ' SERVER ' || quote_ident(sv.srvname) || ` + foreignOptions("ft.ftoptions") + ` FROM pg_foreign_table ft JOIN pg_foreign_server sv ON sv.oid = ft.ftserver WHERE ft.ftrelid = c.oid), '')] ||
		` + inheritedColumns + ` ||
		ARRAY(SELECT replace(pg_get_indexdef(x.indexrelid), ' ON ONLY ', ' ON ') FROM pg_index x WHERE x.indrelid = c.oid AND NOT (` + isUnfinished + `) AND NOT EXISTS (
			SELECT 1 FROM pg_constraint con WHERE con.conindid = x.indexrelid AND con.conrelid = c.oid) ORDER BY x.indexrelid::regclass::text) ||
		CASE WHEN c.relispartition THEN (SELECT 'ALTER TABLE ' || h.inhparent::regclass || ' ATTACH PARTITION ' || i.id || ' ' || pg_get_expr(c.relpartbound, c.oid)
			FROM pg_inherits h WHERE h.inhrelid = c.oid) END END,
		CASE WHEN NOT (` + isOperation + `) THEN 'DROP ' || CASE c.relkind WHEN 'f' THEN 'FOREIGN ' ELSE '' END || 'TABLE ' || i.id END
	FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace @id(c.relname)
	WHERE c.relkind IN ('r', 'p', 'f') AND c.relpersistence <> 't' AND @scope`

// tableConstraints are those of a pg_class c, but for foreign keys.
const tableConstraints = `(SELECT string_agg('CONSTRAINT ' || quote_ident(con.conname) || ' ' || pg_get_constraintdef(con.oid), E',\n\t' ORDER BY con.contype DESC, con.conname)
			FROM pg_constraint con WHERE con.conrelid = c.oid AND con.contype IN ('p', 'u', 'c', 'x') AND (c.relispartition OR con.conislocal))`

// inheritedColumns say what a table c that inherits columns has for itself, where it does not define the column itself.
const inheritedColumns = `ARRAY(SELECT 'ALTER TABLE ONLY ' || i.id || ' ALTER COLUMN ' || quote_ident(a.attname) || what.action
		FROM pg_attribute a LEFT JOIN pg_attrdef ad ON ad.adrelid = c.oid AND ad.adnum = a.attnum
		CROSS JOIN LATERAL (VALUES (CASE WHEN a.attnotnull AND NOT EXISTS (SELECT 1 ` + parentColumns + ` AND pa.attnotnull) THEN ' SET NOT NULL' END),
			(CASE WHEN a.attgenerated <> '' OR NOT EXISTS (SELECT 1 ` + parentColumns + ` AND coalesce(pg_get_expr(pd.adbin, pd.adrelid), '') <> coalesce(pg_get_expr(ad.adbin, ad.adrelid), '')) THEN NULL
				WHEN ad.oid IS NULL THEN ' DROP DEFAULT' ELSE ' SET DEFAULT ' || pg_get_expr(ad.adbin, ad.adrelid) END)) what (action)
		WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND NOT a.attislocal AND NOT c.relispartition AND what.action IS NOT NULL ORDER BY a.attnum, what.action)`

// parentColumns are the columns that an attribute a of a pg_class c is inherited from.
const parentColumns = `FROM pg_inherits h JOIN pg_attribute pa ON pa.attrelid = h.inhparent AND pa.attname = a.attname LEFT JOIN pg_attrdef pd ON pd.adrelid = pa.attrelid AND pd.adnum = pa.attnum WHERE h.inhrelid = c.oid`

// columnOptions is a column a of a table of a composite type, with default ad.
const columnOptions = `quote_ident(a.attname) || ' WITH OPTIONS' || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END || CASE WHEN ad.oid IS NULL THEN ''
	WHEN a.attgenerated <> '' THEN ' GENERATED ALWAYS AS (' || pg_get_expr(ad.adbin, ad.adrelid) || ') STORED' ELSE ' DEFAULT ' || pg_get_expr(ad.adbin, ad.adrelid) END`

// columnDefinition is a column a as it stands in CREATE TABLE, with type ty, collation co and default ad.
var columnDefinition = `quote_ident(a.attname) || ' ' || CASE WHEN ` + ownsSequence + ` THEN
		CASE a.atttypid WHEN 'bigint'::regtype THEN 'bigserial' WHEN 'smallint'::regtype THEN 'smallserial' ELSE 'serial' END
	ELSE format_type(a.atttypid, a.atttypmod) END || CASE WHEN c.relkind = 'f' THEN ` + foreignOptions("a.attfdwoptions") + ` ELSE '' END || ` + collateClause + ` ||
	CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END || CASE
	WHEN a.attgenerated <> '' THEN ' GENERATED ALWAYS AS (' || pg_get_expr(ad.adbin, ad.adrelid) || ')' || CASE a.attgenerated WHEN 's' THEN ' STORED' ELSE ' VIRTUAL' END
	WHEN a.attidentity = 'a' AND NOT c.relispartition THEN ' GENERATED ALWAYS AS IDENTITY'
	WHEN a.attidentity = 'd' AND NOT c.relispartition THEN ' GENERATED BY DEFAULT AS IDENTITY'
	WHEN ad.oid IS NOT NULL AND NOT ` + ownsSequence + ` THEN ' DEFAULT ' || pg_get_expr(ad.adbin, ad.adrelid)
	WHEN a.attislocal AND NOT c.relispartition AND ad.oid IS NULL AND EXISTS (SELECT 1 ` + parentColumns + ` AND pd.oid IS NOT NULL) THEN ' DEFAULT NULL' ELSE '' END`

// ownsSequence is the condition that a sequence of the column's own gives its default, as that of a serial column does.
const ownsSequence = `EXISTS (SELECT 1 FROM pg_depend q JOIN pg_depend u ON u.objid = q.refobjid AND u.classid = 'pg_class'::regclass
	JOIN pg_attrdef nd ON nd.oid = q.objid JOIN pg_attribute na ON na.attrelid = nd.adrelid AND na.attnum = nd.adnum AND ` + isPlainNumber + `
	WHERE q.classid = 'pg_attrdef'::regclass AND q.objid = ad.oid AND q.refclassid = 'pg_class'::regclass
	AND u.deptype = 'a' AND u.refclassid = 'pg_class'::regclass AND u.refobjid = a.attrelid AND u.refobjsubid = a.attnum)`

// settingsQuery gives what belongs to a table and no operation says.
const settingsQuery = `
	SELECT 'pg_class'::regclass, c.oid, n.nspname, c.relname, ARRAY[
		CASE WHEN c.relpersistence = 'u' AND NOT (` + isOperation + `) THEN 'ALTER TABLE ' || i.id || ' SET UNLOGGED' END,
		CASE WHEN NOT (` + isOperation + `) THEN 'ALTER TABLE ' || i.id || ' SET (' || array_to_string(c.reloptions, ', ') || ')' END,
		CASE WHEN NOT (` + isOperation + `) THEN 'ALTER TABLE ' || i.id || ' SET (' || (SELECT string_agg('toast.' || o, ', ') FROM pg_class toast, unnest(toast.reloptions) o WHERE toast.oid = c.reltoastrelid) || ')' END,
		CASE WHEN c.relrowsecurity THEN 'ALTER TABLE ' || i.id || ' ENABLE ROW LEVEL SECURITY' END,
		CASE WHEN c.relforcerowsecurity THEN 'ALTER TABLE ' || i.id || ' FORCE ROW LEVEL SECURITY' END,
		CASE WHEN c.relkind = 'f' THEN NULL ELSE CASE c.relreplident WHEN 'n' THEN 'ALTER TABLE ' || i.id || ' REPLICA IDENTITY NOTHING' WHEN 'f' THEN 'ALTER TABLE ' || i.id || ' REPLICA IDENTITY FULL'
			WHEN 'i' THEN 'ALTER TABLE ' || i.id || ' REPLICA IDENTITY USING INDEX ' || (SELECT quote_ident(ic.relname) FROM pg_index x JOIN pg_class ic ON ic.oid = x.indexrelid
				WHERE x.indrelid = c.oid AND x.indisreplident) END END,
		'ALTER TABLE ' || i.id || ' CLUSTER ON ' || (SELECT quote_ident(ic.relname) FROM pg_index x JOIN pg_class ic ON ic.oid = x.indexrelid WHERE x.indrelid = c.oid AND x.indisclustered)] ||
		ARRAY(SELECT 'ALTER TABLE ' || i.id || ' ALTER COLUMN ' || quote_ident(a.attname) || what.action FROM pg_attribute a JOIN pg_type ty ON ty.oid = a.atttypid
			CROSS JOIN LATERAL (VALUES (' SET (' || array_to_string(a.attoptions, ', ') || ')'),
				(CASE WHEN a.attstattarget >= 0 THEN ' SET STATISTICS ' || a.attstattarget END),
				(CASE WHEN a.attstorage <> ty.typstorage THEN ' SET STORAGE ' || CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'x' THEN 'EXTENDED' ELSE 'MAIN' END END),
				(' SET COMPRESSION ' || CASE to_jsonb(a) ->> 'attcompression' WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END)
			) what (action) WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND what.action IS NOT NULL ORDER BY a.attnum, what.action) ||
		ARRAY(SELECT 'ALTER INDEX ' || x.indexrelid::regclass || ' SET (' || array_to_string(ic.reloptions, ', ') || ')' FROM pg_index x JOIN pg_class ic ON ic.oid = x.indexrelid
			WHERE x.indrelid = c.oid AND ic.reloptions IS NOT NULL AND ` + isOperation + ` ORDER BY ic.relname) ||
		ARRAY(SELECT 'ALTER INDEX ' || x.indexrelid::regclass || ' ALTER COLUMN ' || ia.attnum || ' SET STATISTICS ' || ia.attstattarget FROM pg_index x JOIN pg_attribute ia ON ia.attrelid = x.indexrelid
			WHERE x.indrelid = c.oid AND ia.attstattarget >= 0 AND NOT (` + isUnfinished + `) ORDER BY x.indexrelid::regclass::text, ia.attnum), NULL::text
	FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace @id(c.relname)
	WHERE c.relkind IN ('r', 'p', 'm', 'f') AND c.relpersistence <> 't' AND @scope`

// namedNotNullQuery gives the NOT NULL of columns the names that somebody chose, since version 18: that of the server ends in not_null, and
// in a number where there was one. What it makes of names that are longer together than 53 bytes it shortens.
const namedNotNullQuery = `
	SELECT 'pg_constraint'::regclass, con.oid, n.nspname, con.conname, ARRAY['ALTER TABLE ' || i.id || ' RENAME CONSTRAINT ' ||
		quote_ident(c.relname || '_' || a.attname || '_not_null') || ' TO ' || quote_ident(con.conname)], NULL::text
	FROM pg_constraint con JOIN pg_class c ON c.oid = con.conrelid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = con.conkey[1]
	JOIN pg_namespace n ON n.oid = c.relnamespace @id(c.relname)
	WHERE @scope AND con.contype = 'n' AND con.coninhcount = 0 AND con.conname !~ '_not_null[0-9]*$' AND octet_length(c.relname || a.attname) <= 53`
