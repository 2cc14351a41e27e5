package sqlfile_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/echomigrate/echo-migrate/echomigrate/sqlfile"
)

// Files of one name in two repositories are told apart by the directories of the repositories.
func TestNewRepositoryNamesFilesByTheDirectory(t *testing.T) {
	files := fstest.MapFS{"a1_add.sql": {Data: []byte("-- Add\n--\n-- revision: a1\n-- revises:\n\n-- upgrade\n-- downgrade\n")}}
	graph, err := sqlfile.NewRepository(files).Graph()
	if err != nil {
		t.Fatal(err)
	}
	if r, _ := graph.Revision("a1"); r.Source != "echomigrate/sqlfile/a1_add.sql" {
		t.Errorf("the source is %s", r.Source)
	}
	files["b1.sql"] = &fstest.MapFile{Data: []byte("-- upgrade\n")}
	if _, err := sqlfile.NewRepository(files).Graph(); err == nil || !strings.HasPrefix(err.Error(), "echomigrate/sqlfile/b1.sql:1: ") {
		t.Errorf("got error %v", err)
	}
}
