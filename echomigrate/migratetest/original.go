package migratetest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/uptrace/bun"
)

// fact names something that a copy is compared by.
type fact struct {
	// kind is "catalog", "class", "database", "rows", "sequence" or "size".
	kind string
	// id is the OID of the relation, of the catalog, or of the row of pg_class.
	id int64
}

// value is what a fact says: a number of rows or bytes, or the last value of a sequence; and a text.
type value struct {
	n     int64
	state string
}

// original is what a copy is that no test has had. What a transaction writes has its number, so that as many rows as ever, none of them
// of a later transaction, are the same rows. That holds for the catalogs too, where every change of a definition shows.
type original struct {
	// isWhole says that nothing in it is later than the template: what is later in any copy is what tests did.
	isWhole bool
	facts   map[fact]value
	// classes are the rows of pg_class, which TRUNCATE writes anew, but for the server's own.
	classes map[int64]string
	// contents reads sizes, rows and sequences, and definitions all else. Both have a parameter, the age of the transaction that is meant.
	contents, definitions string
	// silent says that no trigger fires on our connections.
	silent bool
	// names are those of the sequences, and of the tables with rows.
	names map[int64]string
}

// guards name for a catalog that the role may not read another one that has rows where that one has. Statistics need none: they are no
// part of what a copy says.
var guards = map[string]string{
	"pg_largeobject":        "pg_largeobject_metadata",
	"pg_user_mapping":       "pg_foreign_server",
	"pg_statistic":          "",
	"pg_statistic_ext_data": "",
}

const (
	// firstUserOID is the first OID of what is not the server's own.
	firstUserOID = "16384"
	// classCatalog is the OID of pg_class.
	classCatalog = 1259
	classesQuery = `SELECT 'class', oid::bigint, 0::bigint, encode(sha256(convert_to((to_jsonb(c) - ARRAY['relfilenode', 'relpages', 'reltuples',
		'relallvisible', 'relallfrozen', 'relfrozenxid', 'relminmxid'])::text, 'UTF8')), 'hex') FROM pg_class c`
	// sizesQuery is for those of tables that are not empty files, with what is kept beside their rows.
	sizesQuery = `SELECT 'size', oid::bigint, size, format('%I.%I', relnamespace::regnamespace, relname)
		FROM (SELECT oid, relnamespace, relname, pg_relation_size(oid) + CASE reltoastrelid WHEN 0 THEN 0 ELSE pg_relation_size(reltoastrelid) END AS size FROM pg_class c
		WHERE relkind IN ('r', 'm') AND oid >= ` + firstUserOID + `) c WHERE size > 0`
	databaseQuery = `SELECT 'database', oid::bigint * 0, (SELECT count(*) FROM pg_db_role_setting WHERE setdatabase = d.oid)
		+ (SELECT count(*) FROM pg_shdescription WHERE objoid = d.oid AND classoid = 'pg_database'::regclass)
		+ (SELECT count(*) FROM pg_shseclabel WHERE objoid = d.oid AND classoid = 'pg_database'::regclass)
		+ (SELECT count(*) FROM pg_subscription WHERE subdbid = d.oid)
		+ (SELECT count(*) FROM pg_replication_slots WHERE database = d.datname)
		+ (SELECT count(*) FROM pg_prepared_xacts WHERE database = d.datname),
		(` + ownRow + `)::text FROM pg_database d WHERE datname = current_database()`
	// ownRow is what this database's row says, but for what two databases never have alike.
	ownRow = "to_jsonb(d) - ARRAY['oid', 'datname', 'datfrozenxid', 'datminmxid']"
	// freshQuery is for what that says of a copy of this database that no test has had: what is set for a database, it has not.
	freshQuery = `SELECT 'database', oid::bigint * 0, 0::bigint, (` + ownRow + `
		|| '{"datacl": null, "datconnlimit": -1, "datallowconn": true, "datistemplate": false}')::text FROM pg_database d WHERE datname = current_database()`
	// nextTransaction is the first one that has not begun.
	nextTransaction = "pg_snapshot_xmax(pg_current_snapshot())::xid::text"
	nextQuery       = "SELECT 'next', 0::bigint, 0::bigint, " + nextTransaction
	// laterRow is true of rows that a transaction wrote from a certain one on.
	laterRow = "age(xmin) <= $1"
)

// nextFact is no fact: it comes with the definitions, so that it is of the same moment.
var nextFact = fact{kind: "next"}

// readOriginal reads the template, or a copy that no test has had. since is the first transaction behind the template's, and empty where
// nobody knows it. silent says that no trigger fires on our connections.
func readOriginal(ctx context.Context, db bun.IDB, silent bool, since string) (*original, error) {
	o := &original{classes: map[int64]string{}, silent: silent, names: map[int64]string{}}
	found, err := look(ctx, db, classesQuery+" WHERE oid >= "+firstUserOID)
	if err != nil {
		return nil, err
	}
	for f, v := range found {
		o.classes[f.id] = v.state
	}
	catalogs, err := o.catalogs(ctx, db)
	if err != nil {
		return nil, err
	}
	if err := o.relations(ctx, db); err != nil {
		return nil, err
	}
	o.definitions = strings.Join(append(catalogs, classesQuery+" WHERE "+laterRow, databaseQuery, nextQuery), " UNION ALL ")
	if err := o.prepare(ctx, db); err != nil {
		return nil, err
	}
	if since != "" {
		if o.facts, err = o.everything(ctx, db, since); err != nil {
			return nil, err
		}
		if o.isWhole = !hasLater(o.facts); o.isWhole {
			return o, nil
		}
	}
	// The server may have analyzed the template since.
	if err = db.QueryRowContext(ctx, "SELECT "+nextTransaction).Scan(&since); err == nil {
		o.facts, err = o.everything(ctx, db, since)
	}
	return o, err
}

// everything reads all facts of a copy that no test has had.
func (o *original) everything(ctx context.Context, db bun.IDB, since string) (map[fact]value, error) {
	found, _, err := o.look(ctx, db, "contents", since)
	if err != nil {
		return nil, err
	}
	definitions, _, err := o.look(ctx, db, "definitions", since)
	if err != nil {
		return nil, err
	}
	fresh, err := look(ctx, db, freshQuery)
	maps.Copy(found, definitions)
	maps.Copy(found, fresh)
	return found, err
}

// look runs one of the queries that are prepared, for what is later than a transaction. With definitions, next is the first transaction that
// has not begun.
func (o *original) look(ctx context.Context, db bun.IDB, query, since string) (found map[fact]value, next string, err error) {
	found, err = look(ctx, db, "EXECUTE "+query+"(age('"+since+"'::xid))")
	next = found[nextFact].state
	delete(found, nextFact)
	return found, next, err
}

// hasLater reports whether there are rows that a later transaction wrote.
func hasLater(facts map[fact]value) bool {
	for f, v := range facts {
		if f.kind == "class" || (f.kind == "catalog" || f.kind == "rows") && v.state != "0" {
			return true
		}
	}
	return false
}

// catalogs are the queries for what the server defines in each database.
func (o *original) catalogs(ctx context.Context, db bun.IDB) (queries []string, err error) {
	found, err := look(ctx, db, `SELECT CASE WHEN has_table_privilege(oid, 'SELECT') THEN 'read' ELSE 'hidden' END, oid::bigint, 0::bigint,
		CASE relnamespace WHEN 'pg_catalog'::regnamespace THEN relname::text ELSE format('%I.%I', relnamespace::regnamespace, relname) END
		FROM pg_class WHERE relkind = 'r' AND NOT relisshared AND oid < `+firstUserOID)
	if err != nil {
		return nil, err
	}
	for f, v := range found {
		if f.kind == "hidden" && strings.Contains(v.state, ".") {
			continue // a table of the information_schema, which the role cannot write either
		}
		if f.kind == "hidden" {
			guard, known := guards[v.state]
			if known && guard != "" {
				err = db.QueryRowContext(ctx, "SELECT NOT EXISTS (SELECT 1 FROM "+guard+")").Scan(&known)
			}
			if err != nil || !known {
				return nil, fmt.Errorf("the role may not read %s: %w", v.state, err)
			}
			continue
		}
		query := rowsQuery("catalog", f.id, v.state)
		switch v.state {
		case "pg_namespace":
			// A schema for temporary tables stays when they are gone.
			query += ` WHERE nspname !~ '^pg_(toast_)?temp_[0-9]+$'`
		case "pg_statistic":
			// The server analyzes its own catalogs at any time.
			query += " WHERE starelid >= " + firstUserOID
		}
		queries = append(queries, query)
	}
	slices.Sort(queries)
	return queries, nil
}

// relations finds tables with rows and sequences, and the query for what is in them.
func (o *original) relations(ctx context.Context, db bun.IDB) error {
	found, err := look(ctx, db, sizesQuery+` UNION ALL SELECT 'sequence', oid::bigint, 0::bigint,
		format('%I.%I', relnamespace::regnamespace, relname) FROM pg_class WHERE relkind = 'S' AND oid >= `+firstUserOID)
	if err != nil {
		return err
	}
	filled, queries := []string{"0"}, []string{}
	for f, v := range found {
		o.names[f.id] = v.state
		if f.kind == "sequence" {
			queries = append(queries, fmt.Sprintf("SELECT 'sequence', %d, last_value, is_called::text FROM %s", f.id, v.state))
			continue
		}
		filled = append(filled, fmt.Sprint(f.id))
		queries = append(queries, rowsQuery("rows", f.id, v.state))
	}
	slices.Sort(queries)
	empty := sizesQuery + " AND oid NOT IN (" + strings.Join(filled, ", ") + ")"
	o.contents = strings.Join(append(queries, empty), " UNION ALL ")
	return nil
}

// laterWeight is what a row of a later transaction counts for beside one, so that one sum counts both kinds: a table has fewer rows.
const laterWeight = 1<<31 - 1

// rowsQuery counts the rows of a table, and those of later transactions.
func rowsQuery(kind string, id int64, name string) string {
	return fmt.Sprintf("SELECT '%s', %d, coalesce(sum(CASE WHEN %s THEN %d ELSE 1 END), 0), '' FROM %s", kind, id, laterRow, laterWeight, name)
}

// counted is what a sum of rowsQuery says: all rows, and as a text those of later transactions.
func counted(sum int64) value {
	return value{n: sum/laterWeight + sum%laterWeight, state: fmt.Sprint(sum / laterWeight)}
}

// prepare makes the queries known to a connection.
func (o *original) prepare(ctx context.Context, db bun.IDB) error {
	for _, statement := range []string{
		"SET plan_cache_mode = force_generic_plan",
		"PREPARE contents (int) AS " + o.contents,
		"PREPARE definitions (int) AS " + o.definitions,
	} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// look reads facts.
func look(ctx context.Context, db bun.IDB, query string) (map[fact]value, error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := map[fact]value{}
	for rows.Next() {
		var f fact
		var v value
		if err := rows.Scan(&f.kind, &f.id, &v.n, &v.state); err != nil {
			return nil, err
		}
		if f.kind == "catalog" || f.kind == "rows" {
			v = counted(v.n)
		}
		found[f] = v
	}
	return found, rows.Err()
}
