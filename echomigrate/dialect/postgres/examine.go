package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Examine looks at the session, at what the role may do, and for what stopped or postponed work has left in the catalog.
func (d Dialect) Examine(ctx context.Context, conn bun.Conn, tables []schema.Name) (dialect.Examination, error) {
	x := &examination{ctx: ctx, conn: conn}
	if err := x.session(); err != nil {
		return x.found, err
	}
	for _, t := range tables {
		if err := x.table(d, t); err != nil {
			return x.found, err
		}
	}
	if err := x.invalidIndexes(); err != nil {
		return x.found, err
	}
	return x.found, x.notValid()
}

type examination struct {
	ctx   context.Context
	conn  bun.Conn
	found dialect.Examination
	role  string
}

func (x *examination) add(code string, severity dialect.Severity, wayOut, text string, args ...any) {
	x.found.Findings = append(x.found.Findings, dialect.Finding{Code: code, Severity: severity, Text: fmt.Sprintf(text, args...), WayOut: wayOut})
}

// session is who is connected to what, by which way, with which rights.
func (x *examination) session() error {
	var (
		version, database, schemaName        string
		pid                                  int64
		readOnly, inSchema, schemas, scratch bool
	)
	told := backend(x.conn)
	err := x.conn.QueryRowContext(x.ctx, "?", bun.Safe(`SELECT current_setting('server_version'), current_database()::text, current_user::text,
		coalesce(current_schema(), '')::text, pg_backend_pid(), current_setting('transaction_read_only')::boolean,
		coalesce(has_schema_privilege(current_schema(), 'CREATE'), false),
		has_database_privilege(current_database(), 'CREATE'), has_database_privilege(current_database(), 'TEMPORARY')`)).
		Scan(&version, &database, &x.role, &schemaName, &pid, &readOnly, &inSchema, &schemas, &scratch)
	if err != nil {
		return err
	}
	x.found.Server = fmt.Sprintf("PostgreSQL %s, database %s, role %s", version, database, x.role)
	switch {
	case told == 0:
		x.add("pooler", dialect.Notice, "", "the driver does not say whether a pooler stands before the server: runs do as if one did")
	case told != pid:
		x.add("pooler", dialect.Notice, "let pgx send plain queries (default_query_exec_mode=exec), and the pool have two connections",
			"a pooler stands before the server")
	}
	if readOnly {
		x.add("read-only", dialect.Serious, "connect to the primary, and look at default_transaction_read_only", "the session is read-only: nothing can be run in it")
	}
	switch {
	case schemaName == "":
		x.add("schema", dialect.Serious, "create the schema that search_path names", "no schema of the search_path is there")
	case !inSchema:
		x.add("schema-rights", dialect.Serious, fmt.Sprintf("GRANT CREATE ON SCHEMA %s TO %s", New().Quote(schemaName), New().Quote(x.role)),
			"role %s may create nothing in schema %s", x.role, schemaName)
	}
	switch {
	case !schemas && !scratch:
		x.add("scratch-rights", dialect.Doubtful, fmt.Sprintf("GRANT TEMPORARY ON DATABASE %s TO %s", New().Quote(database), New().Quote(x.role)),
			"role %s may create neither schemas nor temporary tables: `db migrate` writes no revision here, and `db check` cannot decide everything", x.role)
	case !schemas:
		x.add("scratch-rights", dialect.Notice, "", "role %s may create no schema: models are compared in temporary tables, which stand for one schema", x.role)
	}
	return nil
}

// table is what the role may do with a table of ours, where it is there.
func (x *examination) table(d Dialect, t schema.Name) error {
	var lacks sql.NullString
	err := x.conn.QueryRowContext(x.ctx, "?", bun.Safe(`SELECT string_agg(p, ', ') FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) p
		WHERE NOT has_table_privilege(to_regclass(`+quoted(d.QuoteTable(t))+`)::oid, p)`)).Scan(&lacks)
	if err == nil && lacks.Valid {
		x.add("table-rights", dialect.Serious, fmt.Sprintf("GRANT %s ON %s TO %s", lacks.String, d.QuoteTable(t), New().Quote(x.role)),
			"role %s lacks rights on table %s: %s", x.role, t, lacks.String)
	}
	return err
}

// ours leaves the server's own out, in a query with pg_namespace n.
const ours = "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_t%'"

// invalidIndexes finds those whose build was stopped, and not those that are being built.
func (x *examination) invalidIndexes() error {
	return x.each(`SELECT format('%I.%I', n.nspname, c.relname), format('%I.%I', n.nspname, t.relname) FROM pg_index i
		JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE NOT i.indisvalid AND c.relkind = 'i' AND `+ours+`
		AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid) ORDER BY 1`,
		func(index, table string) {
			x.add("invalid-index", dialect.Serious, "DROP INDEX CONCURRENTLY "+index+", and run what builds it again",
				"index %s of table %s was not built to its end: it is kept up to date and no query uses it", index, table)
		})
}

// notValid finds constraints that were never checked for the rows that were there; those that are not enforced are meant so.
func (x *examination) notValid() error {
	return x.each(`SELECT quote_ident(c.conname), format('%I.%I', n.nspname, t.relname) FROM pg_constraint c
		JOIN pg_class t ON t.oid = c.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace
		WHERE NOT c.convalidated AND coalesce(to_jsonb(c) ->> 'conenforced', 'true') = 'true' AND `+ours+` ORDER BY 2, 1`,
		func(constraint, table string) {
			x.add("not-valid", dialect.Doubtful, "op.ValidateConstraint in a revision, or ALTER TABLE "+table+" VALIDATE CONSTRAINT "+constraint,
				"constraint %s of table %s is NOT VALID: older rows may break it", constraint, table)
		})
}

// each reads rows of two texts.
func (x *examination) each(query string, do func(a, b string)) error {
	return dialect.Query(x.ctx, x.conn, strings.TrimSpace(query), func(rows *sql.Rows) error {
		var a, b string
		if err := rows.Scan(&a, &b); err != nil {
			return err
		}
		do(a, b)
		return nil
	})
}
