package postgres

// foreignKinds are the ways to other databases; their tables are read with the tables. The names and passwords of user mappings are
// left out.
var foreignKinds = []definitionKind{
	{"foreign data wrapper", `
		SELECT 'pg_foreign_data_wrapper'::regclass, w.oid, '', w.fdwname, ARRAY['CREATE FOREIGN DATA WRAPPER ' || quote_ident(w.fdwname) ||
			CASE WHEN w.fdwhandler <> 0 THEN ' HANDLER ' || w.fdwhandler::regproc ELSE '' END || CASE WHEN w.fdwvalidator <> 0 THEN ' VALIDATOR ' || w.fdwvalidator::regproc ELSE '' END ||
			` + foreignOptions("w.fdwoptions") + `], 'DROP FOREIGN DATA WRAPPER ' || quote_ident(w.fdwname)
		FROM pg_foreign_data_wrapper w`},
	{"server", `
		SELECT 'pg_foreign_server'::regclass, s.oid, '', s.srvname, ARRAY['CREATE SERVER ' || quote_ident(s.srvname) || coalesce(' TYPE ' || quote_literal(s.srvtype), '') ||
			coalesce(' VERSION ' || quote_literal(s.srvversion), '') || ' FOREIGN DATA WRAPPER ' || quote_ident(w.fdwname) || ` + foreignOptions("s.srvoptions") + `],
			'DROP SERVER ' || quote_ident(s.srvname)
		FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw`},
}

// foreignOptions is the clause of options that a foreign data wrapper reads.
func foreignOptions(column string) string {
	return "coalesce(' OPTIONS (' || (SELECT string_agg(quote_ident(fo.option_name) || ' ' || quote_literal(fo.option_value), ', ' ORDER BY fo.place) " +
		"FROM pg_options_to_table(" + column + ") WITH ORDINALITY fo (option_name, option_value, place)) || ')', '')"
}
