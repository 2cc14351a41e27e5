package migratetest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/migratetest"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// ada is a user from the first revision on, who must be found at the last.
var ada = migratetest.Data{
	After: "a1", SQL: "INSERT INTO users (mail) VALUES ('ada@example.com')",
	Verify: func(t *testing.T, db *bun.DB) {
		var u User
		if err := db.NewSelect().Model(&u).Scan(t.Context()); err != nil || u.Email != "ada@example.com" || u.Name != "ada@example.com" {
			t.Errorf("ada is lost: %+v, %v", u, err)
		}
	},
}

func TestVerify(t *testing.T) {
	onEach(t, func(t *testing.T, address string) { kitOf(address, people(), (*User)(nil)).Verify(t, ada) })
}

// What a revision creates where it is missing may stay: other programs may use it too.
func TestVerifyLetsSchemasAndExtensionsStay(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		history := append(people(), revision.Revision{
			ID: "d4", Revises: []string{"c3"}, Downgrade: []op.Operation{},
			Upgrade: []op.Operation{op.CreateSchema{Name: "audit"}, op.Autocommit{Ops: op.List{op.CreateSchema{Name: "further"}}}},
		})
		kitOf(address, history, (*User)(nil)).Verify(t, ada)
	})
}

// broken are repositories with what Verify says of them.
var broken = map[string]struct {
	change func(r []revision.Revision) []revision.Revision
	kit    func(k *migratetest.Kit)
	want   []string
}{
	"two heads": {
		change: func(r []revision.Revision) []revision.Revision {
			return append(r, revision.Revision{ID: "d4", Revises: []string{"b2"}})
		},
		want: []string{"there are several heads (c3, d4)"},
	},
	"a head that nobody named": {
		change: func(r []revision.Revision) []revision.Revision {
			return append(r, revision.Revision{ID: "d4", Revises: []string{"b2"}})
		},
		kit:  func(k *migratetest.Kit) { k.Heads = []string{"c3"} },
		want: []string{"the heads are c3, d4, and Kit.Heads says c3"},
	},
	"a view is left": {
		change: func(r []revision.Revision) []revision.Revision {
			return append(r, revision.Revision{
				ID: "d4", Revises: []string{"c3"}, Upgrade: []op.Operation{op.Exec{SQL: "CREATE VIEW names AS SELECT 1 AS one"}},
				Downgrade: []op.Operation{},
			})
		},
		want: []string{"downgrade of d4 leaves a trace: view names is left"},
	},
	"a column comes back otherwise": {
		change: func(r []revision.Revision) []revision.Revision {
			r[2].Downgrade = []op.Operation{op.Exec{SQL: "ALTER TABLE users DROP COLUMN name"}, op.Exec{SQL: "ALTER TABLE users ADD COLUMN size bigint"}}
			return r
		},
		want: []string{"downgrade of c3 leaves a trace: table users"},
	},
	"no way back": {
		change: func(r []revision.Revision) []revision.Revision {
			r[2].Downgrade = nil
			return r
		},
		want: []string{"--- FAIL: TestVerifyFinds/revisions/c3", "c3"},
	},
	"rows stand in the way": {
		change: func(r []revision.Revision) []revision.Revision {
			r[2].Upgrade = slices.Delete(r[2].Upgrade, 1, 2)
			return r
		},
		want: []string{"--- FAIL: TestVerifyFinds/revisions/c3", "name"},
	},
	"rows are lost": {
		change: func(r []revision.Revision) []revision.Revision {
			r[2].Upgrade[1] = op.Exec{SQL: "UPDATE users SET name = ''"}
			return r
		},
		want: []string{"--- FAIL: TestVerifyFinds/data/a1", "ada is lost"},
	},
	"the models say more": {
		change: func(r []revision.Revision) []revision.Revision { return r[:2] },
		want:   []string{"the models say what no revision does", "AddColumn users.name"},
	},
	"data behind nothing": {
		change: func(r []revision.Revision) []revision.Revision { return r[:0] },
		want:   []string{"Data.After"},
	},
	"no server": {
		kit:  func(k *migratetest.Kit) { k.Address = "postgres://nobody:secret@127.0.0.1:1/none" },
		want: []string{"the server of postgres://nobody:xxxxx@127.0.0.1:1/none", "leave DATABASE_URL empty to test on SQLite"},
	},
	"no way to open": {
		kit:  func(k *migratetest.Kit) { k.Open = nil },
		want: []string{"Kit.Open is missing"},
	},
}

// TestVerifyFinds runs Verify on what is broken, in a process each, since it fails there.
func TestVerifyFinds(t *testing.T) {
	if name, address, is := strings.Cut(part(), "|"); is {
		one := broken[name]
		revisions := people()
		if one.change != nil {
			revisions = one.change(revisions)
		}
		kit := kitOf(address, revisions, (*User)(nil))
		if one.kit != nil {
			one.kit(kit)
		}
		kit.Verify(t, ada)
		return
	}
	for name, one := range broken {
		addresses := []string{"files"}
		if strings.HasPrefix(name, "a ") {
			addresses = append(addresses, testdb.PostgresURL(t))
		}
		for _, address := range addresses {
			out, err := child(t, name+"|"+address).CombinedOutput()
			if err == nil {
				t.Errorf("%s, %.8s: passed", name, address)
			}
			for _, want := range one.want {
				if !strings.Contains(string(out), want) {
					t.Errorf("%s, %.8s: want %q in:\n%s", name, address, want, out)
				}
			}
		}
	}
}

// TestOneWay lets a revision have no way back that is meant to have none.
func TestOneWay(t *testing.T) {
	revisions := people()
	revisions[2].Downgrade = nil
	kit := kitOf("files", revisions, (*User)(nil))
	kit.OneWay = []string{"c3"}
	kit.Verify(t, ada)
}

// TestHeads takes branches, a merge and two bases up and down, whose heads are named.
func TestHeads(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		kit := kitOf(address, append(people(),
			revision.Revision{ID: "d4", Revises: []string{"b2"}},
			revision.Revision{ID: "e5", Revises: []string{"c3", "d4"}},
			revision.Revision{ID: "f6", Labels: []string{"apart"}},
			revision.Revision{ID: "f7", Revises: []string{"f6"}, DependsOn: []string{"c3"}},
		), (*User)(nil))
		kit.Heads = []string{"e5", "apart"}
		kit.Verify(t, ada)
	})
}
