package adopt

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Find reads the version tables that are in a database: those that are given, which must be there, and of every other tool the one of
// its default name, in the connection's default schema or in one of schemas. Tables in without are none.
func Find(ctx context.Context, d dialect.Dialect, db bun.IDB, schemas []string, given []Source, without ...schema.Name) ([]State, error) {
	likely, err := candidates(ctx, d, db, schemas, given, without)
	if err != nil {
		return nil, err
	}
	var states []State
	for _, s := range slices.Concat(given, likely) {
		state, err := Read(ctx, d, db, s)
		if err != nil {
			return nil, err
		}
		states = append(states, state)
	}
	return states, nil
}

// candidates are the tables of a tool's default name that the tool made.
func candidates(ctx context.Context, d dialect.Dialect, db bun.IDB, schemas []string, given []Source, without []schema.Name) ([]Source, error) {
	var names []schema.Name
	for _, t := range tools {
		for _, s := range append([]string{""}, schemas...) {
			names = append(names, schema.Name{Schema: s, Table: t.table})
		}
	}
	found, err := inspect(ctx, d, db, names)
	if err != nil {
		return nil, err
	}
	var sources []Source
	for _, t := range tools {
		if slices.ContainsFunc(given, func(s Source) bool { return s.Tool == t.name }) {
			continue
		}
		var its []Source
		for i := range found.Tables {
			table := &found.Tables[i]
			if table.Name == t.table && t.made(table) && !slices.Contains(without, table.ID()) {
				its = append(its, Source{Tool: t.name, Table: table.ID()})
			}
		}
		if len(its) > 1 {
			return nil, fmt.Errorf("%s has two version tables, %s and %s: say which one counts", t.name, its[0].Table, its[1].Table)
		}
		sources = append(sources, its...)
	}
	return sources, nil
}
