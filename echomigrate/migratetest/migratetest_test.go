package migratetest_test

import (
	"testing"

	"github.com/echomigrate/echo-migrate/echomigrate/migratetest"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// A repository whose revisions depend on those of another one, and change what they made, passes with it; each has a head.
func TestRunWithAFurtherRepository(t *testing.T) {
	main, library := revision.NewRepository(), revision.NewRepository()
	library.Register(revision.Revision{
		ID: "f1", Labels: []string{"library"},
		Upgrade: []op.Operation{op.CreateTable{Table: schema.Table{
			Name: "sessions", Columns: []schema.Column{{Name: "id", Type: "bigint", NotNull: true}},
		}}},
		Downgrade: []op.Operation{op.DropTable{Table: "sessions"}},
	})
	main.Register(revision.Revision{
		ID: "a1", DependsOn: []string{"library"},
		Upgrade:   []op.Operation{op.AddColumn{Table: "sessions", Column: schema.Column{Name: "guest", Type: "text"}}},
		Downgrade: []op.Operation{op.DropColumn{Table: "sessions", Column: "guest"}},
	})
	migratetest.Run(t, main, library)
}
