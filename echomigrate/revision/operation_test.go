package revision

import (
	"errors"
	"strings"
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

func TestGraphRefusesOperationsForAnUnknownKindOfDatabase(t *testing.T) {
	r := NewRepository()
	add := op.Only{Dialect: "postgresql", Ops: op.List{op.Exec{SQL: "VACUUM users"}}}
	r.Register(Revision{ID: "a", Upgrade: []op.Operation{op.Database{Name: "analytics", Ops: op.List{add}}}})
	r.Register(Revision{ID: "b", Revises: []string{"a"}, Downgrade: []op.Operation{op.Only{Dialect: "mysql"}}})
	_, err := r.Graph()
	if !errors.Is(err, NoSuchDialect) {
		t.Fatalf("got error %v", err)
	}
	for _, want := range []string{
		`revision "a" (echomigrate/revision/operation_test.go:`,
		`Exec "VACUUM users" (only postgresql): there is no kind of database "postgresql" (did you mean postgres?): write postgres or sqlite`,
		`Only mysql (0 operations): there is no kind of database "mysql": write postgres or sqlite`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("got error %v, want %q in it", err, want)
		}
	}
}
