package postgres

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
)

// definitionKind is a kind of objects with the query that reads them.
type definitionKind struct{ kind, query string }

// definitionKinds are the kinds of objects, in the order in which they come where nothing else orders them. Each query gives an
// object's catalog and row, its schema and its name, the statements that make it (NULL for none) and the one that removes it. The
// second of two queries that give the same object says what stands behind it.
var definitionKinds = slices.Concat([]definitionKind{
	{"extension", `
		SELECT 'pg_extension'::regclass, x.oid, '', x.extname,
			ARRAY['CREATE EXTENSION IF NOT EXISTS ' || quote_ident(x.extname) || CASE WHEN n.nspname = 'pg_catalog' THEN '' ELSE ' WITH SCHEMA ' || quote_ident(n.nspname) END],
			'DROP EXTENSION IF EXISTS ' || quote_ident(x.extname)
		FROM pg_extension x JOIN pg_namespace n ON n.oid = x.extnamespace WHERE x.extname <> 'plpgsql'`},
	{"schema", `
		SELECT 'pg_namespace'::regclass, n.oid, '', n.nspname, ARRAY['CREATE SCHEMA ' || quote_ident(n.nspname)], 'DROP SCHEMA ' || quote_ident(n.nspname)
		FROM pg_namespace n WHERE @scope AND n.nspname NOT IN (current_schema(), 'public')`},
	{"access method", accessMethodsQuery},
	{"language", languagesQuery},
	{"collation", collationsQuery},
	{dialect.KindEnum, `
		SELECT 'pg_type'::regclass, t.oid, n.nspname, t.typname, ARRAY['CREATE TYPE ' || i.id || ' AS ENUM (' || coalesce(
			(SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid), '') || ')'], 'DROP TYPE ' || i.id
		FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace @id(t.typname) WHERE t.typtype = 'e' AND @scope`},
	{"composite type", `
		SELECT 'pg_type'::regclass, t.oid, n.nspname, t.typname, ARRAY['CREATE TYPE ' || i.id || ' AS (' || coalesce(
			(SELECT string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod) || ` + collateClause + `, ', ' ORDER BY a.attnum)
			FROM pg_attribute a JOIN pg_type ty ON ty.oid = a.atttypid LEFT JOIN pg_collation co ON co.oid = a.attcollation
			WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '') || ')'], 'DROP TYPE ' || i.id
		FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid AND c.relkind = 'c' JOIN pg_namespace n ON n.oid = t.typnamespace @id(t.typname) WHERE @scope`},
	{"cast", castsQuery},
	{"domain", `
		SELECT 'pg_type'::regclass, t.oid, n.nspname, t.typname, ARRAY['CREATE DOMAIN ' || i.id || ' AS ' || format_type(t.typbasetype, t.typtypmod) ||
			CASE WHEN t.typcollation <> b.typcollation THEN ' COLLATE ' || quote_ident(cn.nspname) || '.' || quote_ident(co.collname) ELSE '' END ||
			coalesce(' DEFAULT ' || pg_get_expr(t.typdefaultbin, 0), '') || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END || coalesce(
			(SELECT string_agg(' CONSTRAINT ' || quote_ident(con.conname) || ' ' || pg_get_constraintdef(con.oid), '' ORDER BY con.conname)
			FROM pg_constraint con WHERE con.contypid = t.oid AND con.contype = 'c' AND con.convalidated), '')] ||
			ARRAY(SELECT 'ALTER DOMAIN ' || i.id || ' ADD CONSTRAINT ' || quote_ident(con.conname) || ' ' || pg_get_constraintdef(con.oid)
			FROM pg_constraint con WHERE con.contypid = t.oid AND con.contype = 'c' AND NOT con.convalidated ORDER BY con.conname), 'DROP DOMAIN ' || i.id
		FROM pg_type t JOIN pg_type b ON b.oid = t.typbasetype JOIN pg_namespace n ON n.oid = t.typnamespace @id(t.typname)
		LEFT JOIN pg_collation co ON co.oid = t.typcollation LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace WHERE t.typtype = 'd' AND @scope`},
	{"range type", `
		SELECT 'pg_type'::regclass, t.oid, n.nspname, t.typname, ARRAY['CREATE TYPE ' || i.id || ' AS RANGE (SUBTYPE = ' || format_type(r.rngsubtype, NULL) ||
			CASE WHEN oc.opcdefault THEN '' ELSE ', SUBTYPE_OPCLASS = ' || ocn.id END ||
			CASE WHEN r.rngcollation <> st.typcollation THEN ', COLLATION = ' || r.rngcollation::regcollation ELSE '' END ||
			CASE WHEN r.rngsubdiff <> 0 THEN ', SUBTYPE_DIFF = ' || r.rngsubdiff::regproc::text ELSE '' END ||
			coalesce((SELECT ', MULTIRANGE_TYPE_NAME = ' || quote_ident(m.typname) FROM pg_type m WHERE m.oid::text = to_jsonb(r) ->> 'rngmultitypid'), '') || ')'], 'DROP TYPE ' || i.id
		FROM pg_range r JOIN pg_type t ON t.oid = r.rngtypid JOIN pg_type st ON st.oid = r.rngsubtype JOIN pg_opclass oc ON oc.oid = r.rngsubopc
		JOIN pg_namespace n ON n.oid = t.typnamespace @id(t.typname) CROSS JOIN LATERAL (SELECT ` + place("oc.opcnamespace") + ` || quote_ident(oc.opcname) AS id) ocn
		WHERE r.rngcanonical = 0 AND @scope`},
	{"sequence", `
		SELECT 'pg_class'::regclass, c.oid, n.nspname, c.relname, ARRAY['CREATE ' || CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED ' ELSE '' END || 'SEQUENCE ' || i.id || ` + sequenceOptions + `], 'DROP SEQUENCE ' || i.id
		FROM pg_class c JOIN pg_sequence s ON s.seqrelid = c.oid JOIN pg_namespace n ON n.oid = c.relnamespace @id(c.relname)
		WHERE @scope AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
			AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND (d.deptype = 'i' OR d.deptype = 'a' AND ` + isNumbering + `))`},
	{"function", `
		SELECT 'pg_proc'::regclass, p.oid, n.nspname, p.oid::regprocedure, ARRAY[rtrim(pg_get_functiondef(p.oid), E'; \n')] ||
			ARRAY(SELECT 'ALTER ROUTINE ' || p.oid::regprocedure || ' DEPENDS ON EXTENSION ' || quote_ident(x.extname) FROM pg_depend d JOIN pg_extension x ON x.oid = d.refobjid
				WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'x' ORDER BY x.extname),
			CASE WHEN p.prokind = 'p' THEN 'DROP PROCEDURE ' ELSE 'DROP FUNCTION ' END || p.oid::regprocedure
		FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.prokind <> 'a' AND @scope AND NOT EXISTS (
			SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')`},
}, operatorKinds, searchKinds, foreignKinds, []definitionKind{
	{"conversion", conversionsQuery},
	{"transform", transformsQuery},
	{"aggregate", aggregatesQuery},
	{"table", tablesQuery},
	{"view", `
		SELECT 'pg_class'::regclass, c.oid, n.nspname, c.relname, ARRAY['CREATE VIEW ' || i.id ||
			coalesce(' WITH (' || array_to_string(c.reloptions, ', ') || ')', '') || E' AS\n' || rtrim(pg_get_viewdef(c.oid), '; ')] ||
			ARRAY(SELECT 'ALTER VIEW ' || i.id || ' ALTER COLUMN ' || quote_ident(a.attname) || ' SET DEFAULT ' || pg_get_expr(ad.adbin, ad.adrelid)
			FROM pg_attrdef ad JOIN pg_attribute a ON a.attrelid = ad.adrelid AND a.attnum = ad.adnum WHERE ad.adrelid = c.oid ORDER BY a.attnum), 'DROP VIEW ' || i.id
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace @id(c.relname) WHERE c.relkind = 'v' AND @scope`},
	{"materialized view", `
		SELECT 'pg_class'::regclass, c.oid, n.nspname, c.relname, ARRAY['CREATE MATERIALIZED VIEW ' || i.id ||
			coalesce(' WITH (' || array_to_string(c.reloptions, ', ') || ')', '') || E' AS\n' || rtrim(pg_get_viewdef(c.oid), '; ') ||
			CASE WHEN c.relispopulated THEN '' ELSE ' WITH NO DATA' END] ||
			ARRAY(SELECT pg_get_indexdef(x.indexrelid) FROM pg_index x WHERE x.indrelid = c.oid ORDER BY x.indexrelid::regclass::text), 'DROP MATERIALIZED VIEW ' || i.id
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace @id(c.relname) WHERE c.relkind = 'm' AND @scope`},
	{"constraint", `
		SELECT 'pg_constraint'::regclass, con.oid, n.nspname, con.conname, ARRAY['ALTER TABLE ' || i.id ||
			CASE WHEN NOT (` + isOperation + `) THEN '' ELSE ' DROP CONSTRAINT ' || quote_ident(con.conname) || ',' END ||
			' ADD CONSTRAINT ' || quote_ident(con.conname) || ' ' || pg_get_constraintdef(con.oid)],
			CASE WHEN con.contype = 'f' AND NOT (` + isOperation + `) THEN 'ALTER TABLE ' || i.id || ' DROP CONSTRAINT ' || quote_ident(con.conname) END
		FROM pg_constraint con JOIN pg_class c ON c.oid = con.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace @id(c.relname)
		WHERE @scope AND con.conparentid = 0 AND CASE WHEN ` + isOperation + ` THEN con.contype IN ('c', 'f') AND NOT con.convalidated
			OR con.contype = 'c' AND con.connoinherit OR to_jsonb(con) ->> 'confdelsetcols' IS NOT NULL ELSE con.contype = 'f' END`},
	{"constraint", namedNotNullQuery},
	{"index", unfinishedIndexesQuery},
	{"settings", settingsQuery},
	{"statistics", `
		SELECT 'pg_statistic_ext'::regclass, s.oid, n.nspname, s.stxname, ARRAY[pg_get_statisticsobjdef(s.oid),
			CASE WHEN (to_jsonb(s) ->> 'stxstattarget')::integer >= 0 THEN 'ALTER STATISTICS ' || i.id || ' SET STATISTICS ' || (to_jsonb(s) ->> 'stxstattarget') END], 'DROP STATISTICS ' || i.id
		FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace @id(s.stxname) WHERE @scope`},
	{"trigger", `
		SELECT 'pg_trigger'::regclass, t.oid, n.nspname, t.tgname, ARRAY[pg_get_triggerdef(t.oid),
			'ALTER TABLE ' || i.id || CASE t.tgenabled WHEN 'D' THEN ' DISABLE' WHEN 'A' THEN ' ENABLE ALWAYS' WHEN 'R' THEN ' ENABLE REPLICA' END || ' TRIGGER ' || quote_ident(t.tgname)],
			'DROP TRIGGER ' || quote_ident(t.tgname) || ' ON ' || i.id
		FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace @id(c.relname)
		WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND @scope`},
	{"trigger", partitionTriggersQuery},
	{"rule", `
		SELECT 'pg_rewrite'::regclass, r.oid, n.nspname, r.rulename, ARRAY[rtrim(pg_get_ruledef(r.oid), '; '),
			'ALTER TABLE ' || i.id || CASE r.ev_enabled WHEN 'D' THEN ' DISABLE' WHEN 'A' THEN ' ENABLE ALWAYS' WHEN 'R' THEN ' ENABLE REPLICA' END || ' RULE ' || quote_ident(r.rulename)],
			'DROP RULE ' || quote_ident(r.rulename) || ' ON ' || i.id
		FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace @id(c.relname)
		WHERE r.rulename <> '_RETURN' AND @scope`},
	{"policy", `
		SELECT 'pg_policy'::regclass, p.oid, n.nspname, p.polname, ARRAY['CREATE POLICY ' || quote_ident(p.polname) || ' ON ' || i.id ||
			CASE WHEN p.polpermissive THEN '' ELSE ' AS RESTRICTIVE' END ||
			CASE p.polcmd WHEN 'r' THEN ' FOR SELECT' WHEN 'a' THEN ' FOR INSERT' WHEN 'w' THEN ' FOR UPDATE' WHEN 'd' THEN ' FOR DELETE' ELSE '' END ||
			coalesce(' TO ' || (SELECT string_agg(quote_ident(r.rolname), ', ' ORDER BY r.rolname) FROM pg_roles r WHERE r.oid = ANY (p.polroles)), '') ||
			coalesce(' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', '') || coalesce(' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', '')],
			'DROP POLICY ' || quote_ident(p.polname) || ' ON ' || i.id
		FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace @id(c.relname) WHERE @scope`},
}, publicationKinds, []definitionKind{{kind: behindTables}, {"event trigger", `
		SELECT 'pg_event_trigger'::regclass, e.oid, '', e.evtname, ARRAY['CREATE EVENT TRIGGER ' || quote_ident(e.evtname) || ' ON ' || e.evtevent ||
			coalesce(' WHEN TAG IN (' || (SELECT string_agg(quote_literal(t), ', ') FROM unnest(e.evttags) t) || ')', '') ||
			' EXECUTE FUNCTION ' || e.evtfoid::regproc || '()',
			'ALTER EVENT TRIGGER ' || quote_ident(e.evtname) || CASE e.evtenabled WHEN 'D' THEN ' DISABLE' WHEN 'A' THEN ' ENABLE ALWAYS' WHEN 'R' THEN ' ENABLE REPLICA' END],
			'DROP EVENT TRIGGER ' || quote_ident(e.evtname)
		FROM pg_event_trigger e`}})

// behindTables is the place of what is said about tables that operations make; it has no query.
const behindTables = "behind tables"

// collateClause is the collation of an attribute a of type ty and collation co where it is not the type's.
const collateClause = `CASE WHEN a.attcollation <> ty.typcollation THEN ' COLLATE ' ||
	(SELECT quote_ident(cn.nspname) FROM pg_namespace cn WHERE cn.oid = co.collnamespace) || '.' || quote_ident(co.collname) ELSE '' END`

// sequenceOptions are those of a pg_sequence s.
const sequenceOptions = `' AS ' || format_type(s.seqtypid, NULL) || ' INCREMENT BY ' || s.seqincrement || ' MINVALUE ' || s.seqmin || ' MAXVALUE ' || s.seqmax ||
	' START WITH ' || s.seqstart || ' CACHE ' || s.seqcache || CASE WHEN s.seqcycle THEN ' CYCLE' ELSE '' END`
