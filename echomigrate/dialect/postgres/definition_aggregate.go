package postgres

// modifies is how a final function of an aggregate treats its state.
func modifies(column string) string {
	return "CASE " + column + " WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END"
}

// place is a schema by its row as it stands before a name in SQL.
func place(namespace string) string {
	return "(SELECT CASE WHEN pn.nspname IN (current_schema(), 'pg_catalog') THEN '' ELSE quote_ident(pn.nspname) || '.' END FROM pg_namespace pn WHERE pn.oid = " + namespace + ")"
}

// aggregatesQuery puts aggregates together from their parts, as no function of PostgreSQL gives their definition.
var aggregatesQuery = `
	SELECT 'pg_proc'::regclass, p.oid, n.nspname, p.oid::regprocedure, ARRAY['CREATE AGGREGATE ' || i.id || '(' ||
		CASE WHEN p.pronargs = 0 THEN '*' ELSE pg_get_function_arguments(p.oid) END || ') (SFUNC = ' || a.aggtransfn::regproc || ', STYPE = ' || format_type(a.aggtranstype, NULL) ||
		CASE WHEN a.aggtransspace > 0 THEN ', SSPACE = ' || a.aggtransspace ELSE '' END ||
		CASE WHEN a.aggfinalfn <> 0 THEN ', FINALFUNC = ' || a.aggfinalfn::regproc ELSE '' END || CASE WHEN a.aggfinalextra THEN ', FINALFUNC_EXTRA' ELSE '' END ||
		CASE WHEN a.aggfinalfn <> 0 THEN ', FINALFUNC_MODIFY = ' || ` + modifies("a.aggfinalmodify") + ` ELSE '' END ||
		CASE WHEN a.aggcombinefn <> 0 THEN ', COMBINEFUNC = ' || a.aggcombinefn::regproc ELSE '' END ||
		CASE WHEN a.aggserialfn <> 0 THEN ', SERIALFUNC = ' || a.aggserialfn::regproc ELSE '' END ||
		CASE WHEN a.aggdeserialfn <> 0 THEN ', DESERIALFUNC = ' || a.aggdeserialfn::regproc ELSE '' END ||
		coalesce(', INITCOND = ' || quote_literal(a.agginitval), '') ||
		CASE WHEN a.aggmtransfn <> 0 THEN ', MSFUNC = ' || a.aggmtransfn::regproc || ', MINVFUNC = ' || a.aggminvtransfn::regproc || ', MSTYPE = ' || format_type(a.aggmtranstype, NULL) ||
			CASE WHEN a.aggmtransspace > 0 THEN ', MSSPACE = ' || a.aggmtransspace ELSE '' END ||
			CASE WHEN a.aggmfinalfn <> 0 THEN ', MFINALFUNC = ' || a.aggmfinalfn::regproc || ', MFINALFUNC_MODIFY = ' || ` + modifies("a.aggmfinalmodify") + ` ELSE '' END ||
			CASE WHEN a.aggmfinalextra THEN ', MFINALFUNC_EXTRA' ELSE '' END || coalesce(', MINITCOND = ' || quote_literal(a.aggminitval), '') ELSE '' END ||
		CASE WHEN a.aggsortop <> 0 THEN ', SORTOP = ' || (SELECT 'OPERATOR(' || quote_ident(sn.nspname) || '.' || o.oprname || ')' FROM pg_operator o
			JOIN pg_namespace sn ON sn.oid = o.oprnamespace WHERE o.oid = a.aggsortop) ELSE '' END ||
		CASE p.proparallel WHEN 's' THEN ', PARALLEL = SAFE' WHEN 'r' THEN ', PARALLEL = RESTRICTED' ELSE '' END ||
		CASE WHEN a.aggkind = 'h' THEN ', HYPOTHETICAL' ELSE '' END || ')'], 'DROP AGGREGATE ' || i.id || '(' ||
		CASE WHEN p.pronargs = 0 THEN '*' ELSE pg_get_function_identity_arguments(p.oid) END || ')'
	FROM pg_proc p JOIN pg_aggregate a ON a.aggfnoid = p.oid JOIN pg_namespace n ON n.oid = p.pronamespace @id(p.proname) WHERE @scope`
