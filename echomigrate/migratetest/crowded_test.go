package migratetest_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// TestCrowded takes a database while others have all connections, and gets it once they let go.
func TestCrowded(t *testing.T) {
	address := testdb.PostgresURL(t)
	admin := opened(t, address)
	role := fmt.Sprintf("migratetest_crowded_%d", os.Getpid())
	if _, err := admin.Exec("CREATE ROLE ? LOGIN CREATEDB CONNECTION LIMIT 6", bun.Ident(role)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { dropRole(t, admin, role) })
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.User(role)
	kit := kitOf(u.String(), people())
	kit.At(t)
	var others []*pgx.Conn
	for until := time.Now().Add(2500 * time.Millisecond); time.Now().Before(until); {
		conn, err := pgx.Connect(t.Context(), u.String())
		if err != nil {
			time.Sleep(20 * time.Millisecond) // the kit closes those of its own that are idle
			continue
		}
		others = append(others, conn)
	}
	if len(others) == 0 {
		t.Error("the others have no connections")
	}
	go func() {
		time.Sleep(time.Second)
		for _, conn := range others {
			_ = conn.Close(context.Background())
		}
	}()
	kit.At(t)
}

// dropRole drops a role with its databases, which are given other names meanwhile.
func dropRole(t *testing.T, admin *bun.DB, role string) {
	t.Helper()
	var err error
	for range 100 {
		var names []string
		if err := admin.NewRaw("SELECT datname::text FROM pg_database WHERE pg_get_userbyid(datdba) = ?", role).Scan(context.Background(), &names); err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			_, _ = admin.Exec("DROP DATABASE IF EXISTS ? WITH (FORCE)", bun.Ident(name))
		}
		if _, err = admin.Exec("DROP ROLE ?", bun.Ident(role)); err == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Error(err)
}
