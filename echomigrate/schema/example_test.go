package schema_test

import (
	"fmt"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

func ExampleNaming() {
	posts := schema.Table{
		Name:        "posts",
		Columns:     []schema.Column{{Name: "id", Type: "bigserial", NotNull: true}, {Name: "author_id", Type: "bigint"}},
		PrimaryKey:  schema.Key{Columns: []string{"id"}},
		ForeignKeys: []schema.ForeignKey{{Columns: []string{"author_id"}, RefTable: "users", RefColumns: []string{"id"}}},
		Indexes:     []schema.Index{{Columns: []string{"author_id"}}},
	}
	for _, t := range []schema.Table{
		posts.WithDefaultNames(),
		posts.WithNames(schema.Naming{ForeignKey: "fk_{table}_{columns}_{ref_table}", Index: "ix_{table}_{columns}"}),
	} {
		fmt.Println(t.PrimaryKey.Name, t.ForeignKeys[0].Name, t.Indexes[0].Name)
	}
	// Output:
	// posts_pkey posts_author_id_fkey posts_author_id_idx
	// posts_pkey fk_posts_author_id_users ix_posts_author_id
}

func ExampleTypeName() {
	fmt.Println(schema.TypeName("INT8"), schema.TypeName("timestamp with time zone"), schema.TypeName("decimal(8)"))
	// Output: bigint timestamptz numeric(8,0)
}
