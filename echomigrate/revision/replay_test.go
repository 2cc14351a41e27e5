package revision

import (
	"strings"
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

func TestReplay(t *testing.T) {
	users := op.CreateTable{Table: schema.Table{Name: "users", Columns: []schema.Column{{Name: "id", Type: "bigint"}}}}
	bio := op.AddColumn{Table: "users", Column: schema.Column{Name: "bio", Type: "text"}}
	unknown := op.Exec{SQL: "SELECT 1"}
	for _, c := range []struct {
		name       string
		operations []op.Operation
		columns    int
		exact      bool
		err        string
	}{
		{name: "known operations", operations: []op.Operation{users, bio}, columns: 2, exact: true},
		{name: "a table that is not there", operations: []op.Operation{bio}, err: `revision a: step 1, `},
		{name: "a table that unknown SQL may have made", operations: []op.Operation{unknown, bio, users}, columns: 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, exact, err := Replay(op.Target{Dialect: "postgres"}, []*Revision{{ID: "a", Upgrade: c.operations}})
			if c.err != "" {
				if err == nil || !strings.HasPrefix(err.Error(), c.err) {
					t.Fatalf("got error %v, want one that begins %q", err, c.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			table := s.Table(schema.Name{Table: "users"})
			if table == nil || len(table.Columns) != c.columns || exact != c.exact {
				t.Errorf("got %+v, exact %v, want %d columns, exact %v", table, exact, c.columns, c.exact)
			}
		})
	}
}
