package sqlfile_test

import (
	"fmt"
	"log"
	"testing/fstest"

	"github.com/echomigrate/echo-migrate/echomigrate/sqlfile"
)

// The files of a migration repository are embedded by go:embed in its package.
func ExampleNewRepository() {
	files := fstest.MapFS{"8c2f1e0a7b44_add_user_bio.sql": {Data: []byte(`-- Add user bio
--
-- revision: 8c2f1e0a7b44
-- revises:

-- upgrade
ALTER TABLE users ADD COLUMN bio text;

-- upgrade postgres
-- autocommit
CREATE INDEX CONCURRENTLY users_bio_idx ON users (bio);

-- downgrade
ALTER TABLE users DROP COLUMN bio;
`)}}
	graph, err := sqlfile.NewRepository(files).Graph()
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range graph.Heads() {
		fmt.Println(r.ID, r.Message)
		for _, o := range r.Upgrade {
			fmt.Println(o)
		}
	}
	// Output:
	// 8c2f1e0a7b44 Add user bio
	// Exec "ALTER TABLE users ADD COLUMN bio text"
	// Exec "CREATE INDEX CONCURRENTLY users_bio_idx ON users …" (outside a transaction) (only postgres)
}

func ExampleSplit() {
	statements, err := sqlfile.Split("INSERT INTO notes VALUES ('a;b'); DELETE FROM notes;")
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range statements {
		fmt.Println(s.SQL)
	}
	// Output:
	// INSERT INTO notes VALUES ('a;b')
	// DELETE FROM notes
}
