package postgres

// searchKinds are what full text search is made of.
var searchKinds = []definitionKind{
	{"text search parser", `
		SELECT 'pg_ts_parser'::regclass, p.oid, n.nspname, p.prsname, ARRAY['CREATE TEXT SEARCH PARSER ' || i.id || ' (START = ' || p.prsstart::regproc || ', GETTOKEN = ' || p.prstoken::regproc ||
			', END = ' || p.prsend::regproc || CASE WHEN p.prsheadline <> 0 THEN ', HEADLINE = ' || p.prsheadline::regproc ELSE '' END || ', LEXTYPES = ' || p.prslextype::regproc || ')'],
			'DROP TEXT SEARCH PARSER ' || i.id
		FROM pg_ts_parser p JOIN pg_namespace n ON n.oid = p.prsnamespace @id(p.prsname) WHERE @scope`},
	{"text search template", `
		SELECT 'pg_ts_template'::regclass, t.oid, n.nspname, t.tmplname, ARRAY['CREATE TEXT SEARCH TEMPLATE ' || i.id || ' (' ||
			CASE WHEN t.tmplinit <> 0 THEN 'INIT = ' || t.tmplinit::regproc || ', ' ELSE '' END || 'LEXIZE = ' || t.tmpllexize::regproc || ')'], 'DROP TEXT SEARCH TEMPLATE ' || i.id
		FROM pg_ts_template t JOIN pg_namespace n ON n.oid = t.tmplnamespace @id(t.tmplname) WHERE @scope`},
	{"text search dictionary", `
		SELECT 'pg_ts_dict'::regclass, d.oid, n.nspname, d.dictname, ARRAY['CREATE TEXT SEARCH DICTIONARY ' || i.id || ' (TEMPLATE = ' || ` + place("t.tmplnamespace") + ` || quote_ident(t.tmplname) ||
			coalesce(', ' || d.dictinitoption, '') || ')'], 'DROP TEXT SEARCH DICTIONARY ' || i.id
		FROM pg_ts_dict d JOIN pg_ts_template t ON t.oid = d.dicttemplate JOIN pg_namespace n ON n.oid = d.dictnamespace @id(d.dictname) WHERE @scope`},
	{"text search configuration", `
		SELECT 'pg_ts_config'::regclass, o.oid, n.nspname, o.cfgname, ARRAY['CREATE TEXT SEARCH CONFIGURATION ' || i.id || ' (PARSER = ' || ` + place("p.prsnamespace") + ` || quote_ident(p.prsname) || ')'] ||
			ARRAY(SELECT 'ALTER TEXT SEARCH CONFIGURATION ' || i.id || ' ADD MAPPING FOR ' || (SELECT quote_ident(k.alias) FROM ts_token_type(o.cfgparser) k WHERE k.tokid = m.maptokentype) ||
			' WITH ' || string_agg(m.mapdict::regdictionary::text, ', ' ORDER BY m.mapseqno) FROM pg_ts_config_map m WHERE m.mapcfg = o.oid GROUP BY m.maptokentype ORDER BY m.maptokentype),
			'DROP TEXT SEARCH CONFIGURATION ' || i.id
		FROM pg_ts_config o JOIN pg_ts_parser p ON p.oid = o.cfgparser JOIN pg_namespace n ON n.oid = o.cfgnamespace @id(o.cfgname) WHERE @scope`},
}
