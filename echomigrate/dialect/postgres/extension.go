package postgres

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// extensions are those that types come with.
var extensions = map[string]string{
	"citext": "citext", "hstore": "hstore", "cube": "cube", "seg": "seg", "lo": "lo", "query_int": "intarray",
	"ltree": "ltree", "lquery": "ltree", "ltxtquery": "ltree",
	"ean13": "isn", "isbn": "isn", "isbn13": "isn", "ismn": "isn", "ismn13": "isn", "issn": "isn", "issn13": "isn", "upc": "isn",
	"geometry": "postgis", "geography": "postgis", "box2d": "postgis", "box3d": "postgis", "raster": "postgis_raster",
	"topogeometry": "postgis_topology", "vector": "vector", "halfvec": "vector", "sparsevec": "vector",
}

// Extensions asks the catalogs about the known types among those given.
func (d Dialect) Extensions(ctx context.Context, db bun.IDB, types []string) ([]op.CreateExtension, error) {
	var create []op.CreateExtension
	for _, declared := range types {
		name, _ := schema.TypeID(base(schema.TypeName(declared)))
		o := op.CreateExtension{Schema: name.Schema, Name: extensions[name.Table]}
		if o.Name == "" || slices.Contains(create, o) {
			continue
		}
		lacks, offered, err := d.lacks(ctx, db, name, o.Name)
		switch {
		case err != nil:
			return nil, fmt.Errorf("look for type %s: %w", declared, err)
		case lacks && !offered:
			return nil, fmt.Errorf("type %s comes with the extension %s, which this PostgreSQL server does not have: "+
				"install the extension's package on the server, or give the column another type", declared, o.Name)
		case lacks:
			create = append(create, o)
		}
	}
	return create, nil
}

// lacks reports whether there is neither a type nor its extension, and whether the server offers that one.
func (d Dialect) lacks(ctx context.Context, db bun.IDB, name schema.Name, extension string) (lacks, offered bool, err error) {
	err = db.QueryRowContext(ctx, `SELECT to_regtype(?) IS NULL AND NOT EXISTS (SELECT FROM pg_extension WHERE extname = ?),
		EXISTS (SELECT FROM pg_available_extensions WHERE name = ?)`, Dialect{}.QuoteTable(name), extension, extension).Scan(&lacks, &offered)
	return lacks, offered, err
}

// CreateExtension creates an extension unless it is there.
func (d Dialect) CreateExtension(name, in string) []string {
	statement := "CREATE EXTENSION IF NOT EXISTS " + d.Quote(name)
	if in != "" {
		statement += " SCHEMA " + d.Quote(in)
	}
	return []string{statement}
}
