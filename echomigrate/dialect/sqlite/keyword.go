package sqlite

import "strings"

// reserved are the keywords that SQLite never takes for a name unless they are quoted.
var reserved = wordSet(`ADD ALL ALTER AND AS AUTOINCREMENT BETWEEN CASE CHECK COLLATE COMMIT CONSTRAINT CREATE DEFAULT
	DEFERRABLE DELETE DISTINCT DROP ELSE ESCAPE EXISTS FOREIGN FROM GROUP HAVING IN INDEX INSERT INTO IS ISNULL JOIN LIMIT
	NOT NOTHING NOTNULL NULL ON OR ORDER PRIMARY REFERENCES RETURNING SELECT SET TABLE THEN TO TRANSACTION UNIQUE UPDATE
	USING VALUES WHEN WHERE`)

// lenient are the keywords that SQLite takes for a name where no keyword fits.
var lenient = wordSet(`ABORT ACTION AFTER ALWAYS ANALYZE ASC ATTACH BEFORE BEGIN BY CASCADE CAST COLUMN CONFLICT CROSS CURRENT
	CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP DATABASE DEFERRED DESC DETACH DO EACH END EXCEPT EXCLUDE EXCLUSIVE EXPLAIN
	FAIL FILTER FIRST FOLLOWING FOR FULL GENERATED GLOB GROUPS IF IGNORE IMMEDIATE INDEXED INITIALLY INNER INSTEAD INTERSECT
	KEY LAST LEFT LIKE MATCH MATERIALIZED NATURAL NO NULLS OF OFFSET OTHERS OUTER OVER PARTITION PLAN PRAGMA PRECEDING
	QUERY RAISE RANGE RECURSIVE REGEXP REINDEX RELEASE RENAME REPLACE RESTRICT RIGHT ROLLBACK ROW ROWS SAVEPOINT TEMP
	TEMPORARY TIES TRIGGER UNBOUNDED UNION VACUUM VIEW VIRTUAL WINDOW WITH WITHIN WITHOUT FALSE TRUE`)

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(list) {
		set[word] = true
	}
	return set
}

func isReserved(word string) bool { return reserved[strings.ToUpper(word)] }

func isKeyword(word string) bool {
	upper := strings.ToUpper(word)
	return reserved[upper] || lenient[upper]
}

// spellName writes a name in an expression: bare where every database reads it back as it is, else quoted.
func spellName(name string) string {
	plain := name != "" && !digit(name[0]) && name[0] != '$' && !isKeyword(name)
	for i := 0; plain && i < len(name); i++ {
		c := name[i]
		plain = c == '_' || digit(c) || 'a' <= c && c <= 'z'
	}
	if plain {
		return name
	}
	return quote(name)
}

// spellWord writes a name whose case does not count.
func spellWord(name string) string {
	if name == "" || digit(name[0]) || name[0] == '$' || isKeyword(name) || run(name, wordByte) < len(name) {
		return quote(name)
	}
	return name
}
