package testdb

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/echomigrate/echo-migrate/echomigrate/testdb/pgserver"
)

// pgbouncer is PgBouncer, which is installed where it is missing.
var pgbouncer = sync.OnceValues(func() (string, error) {
	if program, err := lookForPgbouncer(); err == nil {
		return program, nil
	}
	if err := pgserver.Install(os.Stderr, "pgbouncer"); err != nil {
		return "", err
	}
	return lookForPgbouncer()
})

// lookForPgbouncer looks in Debian's directory too, which is in the PATH of root alone.
func lookForPgbouncer() (string, error) {
	if program, err := exec.LookPath("pgbouncer"); err == nil {
		return program, nil
	}
	return exec.LookPath("/usr/sbin/pgbouncer")
}

// poolerSettings let anybody in, as the role of the database's own address.
const poolerSettings = `[databases]
%s = host=%s port=%d dbname=%s user=%s
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = %d
unix_socket_dir =
auth_type = any
pool_mode = %s
default_pool_size = %d
max_client_conn = 500
`

// poolerKeeper ends PgBouncer when its own input ends: with the test at the latest.
const poolerKeeper = `"$@" </dev/null & while read -r _; do :; done; kill -9 $!`

// Pooler gives the URL of a PostgreSQL database through a PgBouncer of the test's own, in a pool_mode (session or transaction) and
// with so many connections to the server.
func Pooler(t testing.TB, address, mode string, size int) string {
	t.Helper()
	program, err := pgbouncer()
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	server, err := pgx.ParseConfig(address)
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	through, err := url.Parse(address)
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	port, err := pgserver.FreePort()
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	settings := fmt.Sprintf(poolerSettings, server.Database, server.Host, server.Port, server.Database, login(server), port, mode, size)
	if os.Geteuid() == 0 { // it refuses to be root
		settings += "user = " + unprivileged(t) + "\n"
	}
	file := filepath.Join(t.TempDir(), "pgbouncer.ini")
	if err := os.WriteFile(file, []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	keeper := exec.Command("/bin/sh", "-c", poolerKeeper, "keeper", program, file)
	keeper.Stdout, keeper.Stderr = &log, &log
	life, err := keeper.StdinPipe()
	if err == nil {
		err = keeper.Start()
	}
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	t.Cleanup(func() {
		_ = life.Close()
		_ = keeper.Wait()
		if t.Failed() {
			t.Logf("PgBouncer: %.2000s", log.String())
		}
	})
	through.Host = fmt.Sprintf("127.0.0.1:%d", port)
	through.User = url.User(cmp.Or(server.User, "postgres"))
	through.RawQuery = "sslmode=disable"
	awaitServer(t, through.String())
	return through.String()
}

// login is the role, and the password where there is one.
func login(server *pgx.ConnConfig) string {
	if server.Password == "" {
		return server.User
	}
	return server.User + " password='" + strings.ReplaceAll(server.Password, "'", "''") + "'"
}

func unprivileged(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"postgres", "nobody"} {
		if _, err := user.Lookup(name); err == nil {
			return name
		}
	}
	t.Fatal("testdb: PgBouncer refuses to run as root, and there is no user postgres or nobody")
	return ""
}

// awaitServer waits until a server answers.
func awaitServer(t testing.TB, address string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, address)
		if err == nil {
			conn.Close(ctx)
			return
		}
		if ctx.Err() != nil || !strings.Contains(err.Error(), "refused") {
			t.Fatalf("testdb: %v", err)
		}
		time.Sleep(10 * time.Millisecond)
	}
}
