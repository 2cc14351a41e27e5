package main

import (
	"sync"
	"testing"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/app/models"
	"github.com/echomigrate/echo-migrate/echomigrate/migratetest"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// open opens a database with the models of the application.
func open(address string) (*bun.DB, error) {
	db, err := openDatabase(address)
	if err == nil {
		models.Register(db)
	}
	return db, err
}

// The kits for SQLite and for PostgreSQL, once there is a server. An application that runs on one kind of database needs one,
// without an address.
var (
	files      = &migratetest.Kit{Open: open, Address: "files"}
	server     *migratetest.Kit
	serverOnce sync.Once
)

// onServer is the kit for PostgreSQL.
func onServer(t testing.TB) *migratetest.Kit {
	t.Helper()
	address := testdb.ServerURL(t)
	serverOnce.Do(func() { server = &migratetest.Kit{Open: open, Address: address, KeepConnections: true} })
	return server
}

// onEachKit runs a test on both.
func onEachKit(t *testing.T, name string, test func(t *testing.T, kit *migratetest.Kit)) {
	t.Helper()
	for kind, kit := range map[string]*migratetest.Kit{"postgres": onServer(t), "sqlite": files} {
		t.Run(name+"/"+kind, func(t *testing.T) {
			t.Parallel()
			test(t, kit)
		})
	}
}

// TestRevisions runs every revision up, down and up again over rows that were there before it.
func TestRevisions(t *testing.T) {
	onEachKit(t, "all", func(t *testing.T, kit *migratetest.Kit) {
		kit.Verify(t, migratetest.Data{
			After: "6d72d325ea28", // Create posts and tags
			SQL: `INSERT INTO organisations (name, slug) VALUES ('North Wall', 'north');
				INSERT INTO posts (organisation_id, slug, title, body) VALUES (1, 'first', 'First', 'one two three')`,
			Verify: func(t *testing.T, db *bun.DB) {
				var post models.Post
				err := db.NewSelect().Model(&post).Where("slug = 'first'").Scan(t.Context())
				if err != nil || post.Body != "one two three" || post.ReadingMinutes != 1 || post.Status != models.StatusDraft {
					t.Errorf("%+v, %v", post, err)
				}
			},
		}, migratetest.Data{
			After: "3487c76453b9", // Create comments
			SQL:   `INSERT INTO comments (post_id, body) VALUES (1, 'Well said.')`,
			Verify: func(t *testing.T, db *bun.DB) {
				var comment models.Comment
				if err := db.NewSelect().Model(&comment).Scan(t.Context()); err != nil || comment.Body != "Well said." || comment.ParentID != nil {
					t.Errorf("%+v, %v", comment, err)
				}
			},
		})
	})
}
