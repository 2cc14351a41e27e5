package postgres

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// scratch is a place in the database that a transaction makes and takes back. Its dialect writes what is meant for a schema for
// the scratch schema that stands for it.
type scratch struct {
	Dialect
	ctx context.Context
	tx  bun.Tx
}

var _ dialect.Dialect = (*scratch)(nil)

// inScratch calls work in a transaction with a scratch place, and rolls it back. Where the role may not create a schema the place
// is that of temporary tables, which can stand for one schema only: first. Types and functions are found as they are otherwise.
func (d Dialect) inScratch(ctx context.Context, db *bun.DB, first string, work func(s *scratch) error) (err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		// A context that is over has rolled the transaction back already, and then there is nothing left to say.
		if rollback := tx.Rollback(); err == nil && ctx.Err() == nil {
			err = rollback
		}
	}()
	s := &scratch{Dialect: Dialect{places: newPlaces()}, ctx: ctx, tx: tx}
	if err := s.enter(first); err != nil {
		return err
	}
	return s.places.explain(work(s))
}

// enter makes the place that the role's rights allow, and puts it before everything else on the search path.
func (s *scratch) enter(first string) error {
	var create, temporary, readOnly bool
	var role, database string
	err := s.tx.QueryRowContext(s.ctx, `SELECT has_database_privilege(current_database(), 'CREATE'), has_database_privilege(current_database(), 'TEMPORARY'),
		current_setting('transaction_read_only')::boolean, current_user::text, current_database()::text`).Scan(&create, &temporary, &readOnly, &role, &database)
	switch {
	case err != nil:
		return err
	case readOnly:
		return &dialect.NoScratchError{Reason: "the session is read-only, so nothing can be tried in it (default_transaction_read_only, or a standby)"}
	case !create && !temporary:
		return &dialect.NoScratchError{Reason: fmt.Sprintf("role %s may create neither schemas nor temporary tables in database %s: "+
			"give it the right TEMPORARY or CREATE", role, database)}
	}
	s.places.temporary = !create
	if create {
		first = "" // whose place is the current schema, as the default one is otherwise
	}
	current := s.places.place(first)
	if err := s.addSchemas(); err != nil {
		return err
	}
	_, err = dialect.Execute(s.ctx, s.tx, "SET LOCAL lock_timeout = '5s'", "SELECT set_config('search_path', concat_ws(', ', "+
		quoted(current)+", nullif(current_setting('search_path'), '')), true)")
	return err
}

// addSchemas creates the scratch schemas that were named since.
func (s *scratch) addSchemas() error {
	missing, err := s.places.take()
	if err != nil || len(missing) == 0 {
		return err
	}
	var statements []string
	for _, name := range missing {
		statements = append(statements, "CREATE SCHEMA "+s.Quote(name))
	}
	_, err = dialect.Execute(s.ctx, s.tx, statements...)
	return err
}

// Compile is that of the dialect, and has the place ready for what the script names.
func (s *scratch) Compile(ops []op.Operation, before func() (*schema.Schema, error)) (dialect.Script, error) {
	script, err := s.Dialect.Compile(ops, before)
	if err != nil {
		return script, err
	}
	return script, s.addSchemas()
}

// execute runs statements of this dialect in one round trip.
func (s *scratch) execute(statements ...string) error {
	if err := s.addSchemas(); err != nil || len(statements) == 0 {
		return err
	}
	_, err := dialect.Execute(s.ctx, s.tx, statements...)
	return err
}

// inspect reads the place; its tables are in the schemas that it stands for.
func (s *scratch) inspect() (*schema.Schema, error) {
	if s.places.temporary && s.places.stored == "" {
		err := s.tx.QueryRowContext(s.ctx, "SELECT coalesce((SELECT nspname::text FROM pg_namespace WHERE oid = pg_my_temp_schema()), '')").Scan(&s.places.stored)
		if err != nil {
			return nil, err
		}
	}
	in := inspection{ctx: s.ctx, db: s.tx, tables: map[int64]*table{}}
	found, err := in.run(s.places.where())
	if err != nil {
		return nil, err
	}
	if found.Enums, err = in.enums(s.places.where()); err != nil {
		return nil, err
	}
	if found.Sequences, err = in.sequences(s.places.where()); err != nil {
		return nil, err
	}
	s.places.back(found)
	return found, nil
}

// randomName is the beginning of the names of scratch schemas.
func randomName() string {
	var random [6]byte
	_, _ = rand.Read(random[:]) // never returns an error: crypto/rand ends the program instead
	return "echomigrate_" + hex.EncodeToString(random[:])
}
