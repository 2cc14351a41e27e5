package postgres

// operatorKinds are operators, and what indexes know of them. A member that an operator family got by ALTER is an object of its own.
var operatorKinds = []definitionKind{
	{"operator", `
		SELECT 'pg_operator'::regclass, o.oid, n.nspname, o.oid::regoperator, ARRAY['CREATE OPERATOR ' || i.place || o.oprname || ' (FUNCTION = ' || o.oprcode::regproc ||
			CASE WHEN o.oprleft <> 0 THEN ', LEFTARG = ' || format_type(o.oprleft, NULL) ELSE '' END ||
			CASE WHEN o.oprright <> 0 THEN ', RIGHTARG = ' || format_type(o.oprright, NULL) ELSE '' END ||
			coalesce(', COMMUTATOR = ' || ` + operatorName("o.oprcom") + `, '') || coalesce(', NEGATOR = ' || ` + operatorName("o.oprnegate") + `, '') ||
			CASE WHEN o.oprrest <> 0 THEN ', RESTRICT = ' || o.oprrest::regproc ELSE '' END || CASE WHEN o.oprjoin <> 0 THEN ', JOIN = ' || o.oprjoin::regproc ELSE '' END ||
			CASE WHEN o.oprcanhash THEN ', HASHES' ELSE '' END || CASE WHEN o.oprcanmerge THEN ', MERGES' ELSE '' END || ')'],
			'DROP OPERATOR ' || i.place || o.oprname || ' (' || coalesce(format_type(nullif(o.oprleft, 0), NULL), 'NONE') || ', ' || coalesce(format_type(nullif(o.oprright, 0), NULL), 'NONE') || ')'
		FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace CROSS JOIN LATERAL (SELECT ` + place("o.oprnamespace") + ` AS place) i WHERE o.oprcode <> 0 AND @scope`},
	{"operator family", `
		SELECT 'pg_opfamily'::regclass, f.oid, n.nspname, f.opfname, ARRAY['CREATE OPERATOR FAMILY ' || i.id || ' USING ' || quote_ident(am.amname)],
			'DROP OPERATOR FAMILY ' || i.id || ' USING ' || quote_ident(am.amname)
		FROM pg_opfamily f JOIN pg_am am ON am.oid = f.opfmethod JOIN pg_namespace n ON n.oid = f.opfnamespace @id(f.opfname) WHERE @scope`},
	{"operator class", `
		SELECT 'pg_opclass'::regclass, o.oid, n.nspname, o.opcname, ARRAY['CREATE OPERATOR CLASS ' || i.id || CASE WHEN o.opcdefault THEN ' DEFAULT' ELSE '' END ||
			' FOR TYPE ' || format_type(o.opcintype, NULL) || ' USING ' || quote_ident(am.amname) || ' FAMILY ' || ` + familyName("o.opcfamily") + ` || ' AS ' || concat_ws(', ',
			CASE WHEN o.opckeytype <> 0 OR NOT EXISTS (SELECT 1 FROM pg_depend d WHERE ` + isOfClass + `) THEN 'STORAGE ' || format_type(coalesce(nullif(o.opckeytype, 0), o.opcintype), NULL) END,
			(SELECT string_agg(` + operatorMember + `, ', ' ORDER BY m.amopstrategy, m.amoplefttype, m.amoprighttype) FROM pg_amop m JOIN pg_depend d ON d.classid = 'pg_amop'::regclass AND d.objid = m.oid WHERE ` + isOfClass + `),
			(SELECT string_agg(` + functionMember + `, ', ' ORDER BY m.amprocnum, m.amproclefttype, m.amprocrighttype) FROM pg_amproc m JOIN pg_depend d ON d.classid = 'pg_amproc'::regclass AND d.objid = m.oid WHERE ` + isOfClass + `))],
			'DROP OPERATOR CLASS ' || i.id || ' USING ' || quote_ident(am.amname)
		FROM pg_opclass o JOIN pg_am am ON am.oid = o.opcmethod JOIN pg_namespace n ON n.oid = o.opcnamespace @id(o.opcname) WHERE @scope`},
	{"operator family", familyMembers("pg_amop", "m.amopfamily", operatorMember, `'OPERATOR ' || m.amopstrategy || ' (' || format_type(m.amoplefttype, NULL) || ', ' || format_type(m.amoprighttype, NULL) || ')'`)},
	{"operator family", familyMembers("pg_amproc", "m.amprocfamily", functionMember, `'FUNCTION ' || m.amprocnum || ' (' || format_type(m.amproclefttype, NULL) || ', ' || format_type(m.amprocrighttype, NULL) || ')'`)},
}

// isOfClass is the condition that a pg_depend d says that something is a part of a pg_opclass o.
const isOfClass = `d.refclassid = 'pg_opclass'::regclass AND d.refobjid = o.oid AND d.classid IN ('pg_amop'::regclass, 'pg_amproc'::regclass)`

// operatorMember and functionMember are a pg_amop m and a pg_amproc m as they stand in CREATE OPERATOR CLASS.
var (
	operatorMember = `'OPERATOR ' || m.amopstrategy || ' ' || (SELECT ` + place("mo.oprnamespace") + ` || mo.oprname FROM pg_operator mo WHERE mo.oid = m.amopopr) ||
		' (' || format_type(m.amoplefttype, NULL) || ', ' || format_type(m.amoprighttype, NULL) || ')' || coalesce(' FOR ORDER BY ' || ` + familyName("m.amopsortfamily") + `, '')`
	functionMember = `'FUNCTION ' || m.amprocnum || ' (' || format_type(m.amproclefttype, NULL) || ', ' || format_type(m.amprocrighttype, NULL) || ') ' || m.amproc::regprocedure`
)

// operatorName is an operator by its row, as it stands in SQL; NULL for none.
func operatorName(row string) string {
	return "(SELECT 'OPERATOR(' || " + place("po.oprnamespace") + " || po.oprname || ')' FROM pg_operator po WHERE po.oid = " + row + ")"
}

// familyName is an operator family by its row, as it stands in SQL; NULL for none.
func familyName(row string) string {
	return "(SELECT " + place("pf.opfnamespace") + " || quote_ident(pf.opfname) FROM pg_opfamily pf WHERE pf.oid = " + row + ")"
}

// familyMembers gives the rows of a catalog that operator families got by ALTER.
func familyMembers(catalog, family, adds, drops string) string {
	return `
		SELECT '` + catalog + `'::regclass, m.oid, n.nspname, f.opfname || ' ' || m.oid, ARRAY['ALTER OPERATOR FAMILY ' || i.id || ' USING ' || quote_ident(am.amname) || ' ADD ' || ` + adds + `],
			'ALTER OPERATOR FAMILY ' || i.id || ' USING ' || quote_ident(am.amname) || ' DROP ' || ` + drops + `
		FROM ` + catalog + ` m JOIN pg_opfamily f ON f.oid = ` + family + ` JOIN pg_am am ON am.oid = f.opfmethod JOIN pg_namespace n ON n.oid = f.opfnamespace @id(f.opfname)
		WHERE @scope AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = '` + catalog + `'::regclass AND d.objid = m.oid AND d.refclassid = 'pg_opclass'::regclass)
			AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = 'pg_opfamily'::regclass AND e.objid = f.oid AND e.deptype = 'e')`
}
