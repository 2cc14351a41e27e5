package testdb

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect/postgres"
)

// catalogDump stands in for pg_dump where no one on the machine is new enough for the server: what the catalogs say of each object, as a
// baseline reads them, and constraints as the server says them, names of the server's own making aside.
func catalogDump(t testing.TB, address string) string {
	t.Helper()
	ctx, db, d := context.Background(), OpenPostgres(t, address), postgres.New()
	defer db.Close()
	schemas, err := d.Schemas(ctx, db)
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	found, err := d.Definitions(ctx, db, dialect.Scope{Schemas: schemas})
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	var blocks []string
	for _, o := range found.List {
		body := strings.Join(o.Create, ";\n")
		switch {
		case o.Table != nil:
			body = fmt.Sprintf("%+v", *o.Table)
		case o.Enum != nil:
			body = fmt.Sprintf("%+v", *o.Enum)
		case o.Sequence != nil:
			body = fmt.Sprintf("%+v", *o.Sequence)
		}
		blocks = append(blocks, fmt.Sprintf("\n-- Name: %s %s.%s; Owner: -\n\n%s;\n", o.Kind, o.Schema, o.Name, body))
	}
	var constraints []string
	err = db.NewRaw("SELECT format(E'-- Name: constraint %s %s; Owner: -\\n\\nALTER TABLE %1$s ADD CONSTRAINT %2$I %s;\\n', conrelid::regclass, conname, "+
		"pg_get_constraintdef(oid)) FROM pg_constraint WHERE conrelid >= 16384 AND conrelid::regclass::text !~ 'echomigrate_' "+
		"AND conparentid = 0 AND coninhcount = 0 AND conname !~ '_not_null[0-9]*$'").Scan(ctx, &constraints)
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	for _, c := range constraints {
		blocks = append(blocks, "\n"+c)
	}
	slices.Sort(blocks)
	return strings.Join(blocks, "") + "\n-- Name: left out; Owner: -\n\n" + strings.Join(found.Left, "\n") + "\n"
}

// contentsDump stands in for the rest of pg_dump: rows, what sequences have counted, privileges and large objects.
func contentsDump(t testing.TB, address string) string {
	t.Helper()
	ctx, db := context.Background(), OpenPostgres(t, address)
	defer db.Close()
	queries := []string{
		"SELECT 'privileges of ' || oid::regclass, relacl::text FROM pg_class WHERE relacl IS NOT NULL",
		"SELECT 'privileges of ' || attrelid::regclass || '.' || attname, attacl::text FROM pg_attribute WHERE attacl IS NOT NULL",
		"SELECT 'privileges of ' || oid::regprocedure, proacl::text FROM pg_proc WHERE proacl IS NOT NULL",
		"SELECT 'privileges of ' || nspname, nspacl::text FROM pg_namespace WHERE nspacl IS NOT NULL",
		"SELECT 'default privileges', d.defaclacl::text FROM pg_default_acl d",
		"SELECT 'large object', count(*)::text FROM pg_largeobject_metadata",
	}
	var contents []string
	err := db.NewRaw(`SELECT CASE relkind WHEN 'S' THEN format('SELECT %1$L, (last_value, is_called)::text FROM %1$s', oid::regclass)
		ELSE format('SELECT %1$L, string_agg(r::text, E''\n'' ORDER BY r::text) FROM %1$s r', oid::regclass) END
		FROM pg_class WHERE oid >= 16384 AND relnamespace <> 'pg_toast'::regnamespace AND (relkind IN ('r', 'S') OR relkind = 'm' AND relispopulated)`).
		Scan(ctx, &contents)
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	var lines []string
	err = db.NewRaw("SELECT name || ': ' || coalesce(said, '') FROM ("+strings.Join(append(queries, contents...), " UNION ALL ")+") x(name, said) ORDER BY 1").Scan(ctx, &lines)
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	return strings.Join(lines, "\n") + "\n"
}
