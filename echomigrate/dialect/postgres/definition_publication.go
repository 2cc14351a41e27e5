package postgres

// publicationKinds are publications, and what is in them: each table and each schema is an object of its own.
var publicationKinds = []definitionKind{
	{"publication", `
		SELECT 'pg_publication'::regclass, p.oid, '', p.pubname, ARRAY['CREATE PUBLICATION ' || quote_ident(p.pubname) || CASE WHEN p.puballtables THEN ' FOR ALL TABLES' ELSE '' END ||
			' WITH (publish = ''' || concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END, CASE WHEN p.pubdelete THEN 'delete' END,
				CASE WHEN p.pubtruncate THEN 'truncate' END) || '''' || CASE WHEN p.pubviaroot THEN ', publish_via_partition_root = true' ELSE '' END ||
			CASE to_jsonb(p) ->> 'pubgencols' WHEN 's' THEN ', publish_generated_columns = stored' ELSE '' END || ')'], 'DROP PUBLICATION ' || quote_ident(p.pubname)
		FROM pg_publication p`},
	{"publication", `
		SELECT 'pg_publication_rel'::regclass, r.oid, '', p.pubname || ' ' || i.id, ARRAY['ALTER PUBLICATION ' || quote_ident(p.pubname) || ' ADD TABLE ONLY ' || i.id
			@since(15) || coalesce(' (' || (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = r.prrelid
				AND a.attnum = ANY (r.prattrs)) || ')', '') || coalesce(' WHERE ' || pg_get_expr(r.prqual, r.prrelid), '')@end], NULL::text
		FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid JOIN pg_class c ON c.oid = r.prrelid JOIN pg_namespace n ON n.oid = c.relnamespace @id(c.relname) WHERE @scope`},
	{"publication", `@since(15)
		SELECT 'pg_publication_namespace'::regclass, r.oid, '', p.pubname || ' ' || n.nspname, ARRAY['ALTER PUBLICATION ' || quote_ident(p.pubname) || ' ADD TABLES IN SCHEMA ' || quote_ident(n.nspname)], NULL::text
		FROM pg_publication_namespace r JOIN pg_publication p ON p.oid = r.pnpubid JOIN pg_namespace n ON n.oid = r.pnnspid WHERE @scope@end`},
}
