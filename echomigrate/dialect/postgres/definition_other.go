package postgres

const accessMethodsQuery = `
	SELECT 'pg_am'::regclass, m.oid, '', m.amname, ARRAY['CREATE ACCESS METHOD ' || quote_ident(m.amname) || ' TYPE ' || CASE m.amtype WHEN 't' THEN 'TABLE' ELSE 'INDEX' END ||
		' HANDLER ' || m.amhandler::regproc], 'DROP ACCESS METHOD ' || quote_ident(m.amname)
	FROM pg_am m WHERE m.oid >= 16384`

const languagesQuery = `
	SELECT 'pg_language'::regclass, l.oid, '', l.lanname, ARRAY['CREATE ' || CASE WHEN l.lanpltrusted THEN 'TRUSTED ' ELSE '' END || 'LANGUAGE ' || quote_ident(l.lanname) ||
		' HANDLER ' || l.lanplcallfoid::regproc || CASE WHEN l.laninline <> 0 THEN ' INLINE ' || l.laninline::regproc ELSE '' END ||
		CASE WHEN l.lanvalidator <> 0 THEN ' VALIDATOR ' || l.lanvalidator::regproc ELSE '' END], 'DROP LANGUAGE ' || quote_ident(l.lanname)
	FROM pg_language l WHERE l.lanispl AND l.oid >= 16384`

// collationsQuery reads the columns whose names depend on the version by way of JSON.
const collationsQuery = `
	SELECT 'pg_collation'::regclass, o.oid, n.nspname, o.collname, ARRAY['CREATE COLLATION ' || i.id || ' (provider = ' ||
		CASE o.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END || CASE WHEN o.collisdeterministic THEN '' ELSE ', deterministic = false' END ||
		CASE WHEN o.collprovider <> 'c' OR o.collcollate = o.collctype THEN ', locale = ' || quote_literal(coalesce(j.c ->> 'colllocale', j.c ->> 'colliculocale', o.collcollate))
			ELSE ', lc_collate = ' || quote_literal(o.collcollate) || ', lc_ctype = ' || quote_literal(o.collctype) END ||
		coalesce(', rules = ' || quote_literal(j.c ->> 'collicurules'), '') || ')'], 'DROP COLLATION ' || i.id
	FROM pg_collation o CROSS JOIN LATERAL (SELECT to_jsonb(o) AS c) j JOIN pg_namespace n ON n.oid = o.collnamespace @id(o.collname) WHERE @scope`

const castsQuery = `
	SELECT 'pg_cast'::regclass, k.oid, '', i.id, ARRAY['CREATE CAST ' || i.id || CASE k.castmethod WHEN 'f' THEN ' WITH FUNCTION ' || k.castfunc::regprocedure
		WHEN 'i' THEN ' WITH INOUT' ELSE ' WITHOUT FUNCTION' END || CASE k.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' ELSE '' END], 'DROP CAST ' || i.id
	FROM pg_cast k CROSS JOIN LATERAL (SELECT '(' || format_type(k.castsource, NULL) || ' AS ' || format_type(k.casttarget, NULL) || ')' AS id) i WHERE k.oid >= 16384 AND NOT EXISTS (
		SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_cast'::regclass AND d.objid = k.oid AND d.deptype = 'i')`

const conversionsQuery = `
	SELECT 'pg_conversion'::regclass, k.oid, n.nspname, k.conname, ARRAY['CREATE ' || CASE WHEN k.condefault THEN 'DEFAULT ' ELSE '' END || 'CONVERSION ' || i.id || ' FOR ' ||
		quote_literal(pg_encoding_to_char(k.conforencoding)) || ' TO ' || quote_literal(pg_encoding_to_char(k.contoencoding)) || ' FROM ' || k.conproc::regproc], 'DROP CONVERSION ' || i.id
	FROM pg_conversion k JOIN pg_namespace n ON n.oid = k.connamespace @id(k.conname) WHERE @scope`

const transformsQuery = `
	SELECT 'pg_transform'::regclass, t.oid, '', i.id, ARRAY['CREATE TRANSFORM ' || i.id || ' (' || concat_ws(', ', CASE WHEN t.trffromsql <> 0 THEN 'FROM SQL WITH FUNCTION ' || t.trffromsql::regprocedure END,
		CASE WHEN t.trftosql <> 0 THEN 'TO SQL WITH FUNCTION ' || t.trftosql::regprocedure END) || ')'], 'DROP TRANSFORM ' || i.id
	FROM pg_transform t CROSS JOIN LATERAL (SELECT 'FOR ' || format_type(t.trftype, NULL) || ' LANGUAGE ' || quote_ident(l.lanname) AS id FROM pg_language l WHERE l.oid = t.trflang) i WHERE t.oid >= 16384`

// unfinishedIndexesQuery gives indexes of partitioned tables that not all partitions have, which attaching a partition would finish.
const unfinishedIndexesQuery = `
	SELECT 'pg_class'::regclass, x.indexrelid, n.nspname, c.relname, ARRAY[pg_get_indexdef(x.indexrelid)] || ARRAY(SELECT 'ALTER INDEX ' || i.id || ' ATTACH PARTITION ' || h.inhrelid::regclass
		FROM pg_inherits h WHERE h.inhparent = x.indexrelid ORDER BY h.inhrelid::regclass::text), NULL::text
	FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace @id(c.relname) WHERE ` + isUnfinished + ` AND @scope`

// isUnfinished is the condition that a pg_index x of a partitioned table lacks partitions.
const isUnfinished = `NOT x.indisvalid AND EXISTS (SELECT 1 FROM pg_class xc WHERE xc.oid = x.indexrelid AND xc.relkind = 'I')`

// partitionTriggersQuery gives triggers of partitions that are not as enabled as those of the partitioned table.
const partitionTriggersQuery = `
	SELECT 'pg_trigger'::regclass, t.oid, n.nspname, t.tgname, ARRAY['ALTER TABLE ' || i.id || CASE t.tgenabled WHEN 'D' THEN ' DISABLE' WHEN 'A' THEN ' ENABLE ALWAYS' WHEN 'R' THEN ' ENABLE REPLICA' ELSE ' ENABLE' END ||
		' TRIGGER ' || quote_ident(t.tgname)], NULL::text
	FROM pg_trigger t JOIN pg_trigger p ON p.oid = t.tgparentid AND p.tgenabled <> t.tgenabled JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace @id(c.relname)
	WHERE NOT p.tgisinternal AND @scope`

// isNumbering is the condition that a sequence, which a pg_depend d says belongs to a column, gives its numbers to that column alone.
const isNumbering = `EXISTS (SELECT 1 FROM pg_attrdef nd JOIN pg_depend nu ON nu.classid = 'pg_attrdef'::regclass AND nu.objid = nd.oid AND nu.refclassid = 'pg_class'::regclass AND nu.refobjid = d.objid
	JOIN pg_attribute na ON na.attrelid = nd.adrelid AND na.attnum = nd.adnum
	WHERE nd.adrelid = d.refobjid AND nd.adnum = d.refobjsubid AND ` + isPlainNumber + `)`

// isPlainNumber is the condition that the default nd of a column na is what serial columns have.
const isPlainNumber = `na.atttypid IN ('bigint'::regtype, 'integer'::regtype, 'smallint'::regtype) AND pg_get_expr(nd.adbin, nd.adrelid) ~ '^nextval\(''([^'']|'''')+''::regclass\)$'`
