package pgserver_test

import (
	"bufio"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"github.com/echomigrate/echo-migrate/echomigrate/testdb/pgserver"
)

// starter makes this test binary a program that starts a server, says where, then waits to be killed.
const starter = "ECHOMIGRATE_TEST_STARTER"

func TestMain(m *testing.M) {
	if os.Getenv(starter) == "" {
		os.Exit(m.Run())
	}
	server, err := pgserver.Start("")
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(server.URL(""))
	fmt.Println(server.Dir())
	if os.Getenv(starter) == "return" {
		os.Exit(0)
	}
	time.Sleep(time.Hour)
}

// find makes sure that Start finds a server.
func find(t *testing.T) {
	t.Helper()
	bin, err := pgserver.FindOrInstall(os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(pgserver.EnvBin, bin)
}

func answers(url string) bool {
	db, err := sql.Open("pgx", url)
	if err != nil {
		return false
	}
	defer func() { _ = db.Close() }()
	return db.Ping() == nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func TestServerLivesUntilStop(t *testing.T) {
	find(t)
	server, err := pgserver.Start("")
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("pgx", server.URL(""))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for setting, want := range map[string]string{
		"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200",
		"listen_addresses": "127.0.0.1", "unix_socket_directories": server.Dir(), "server_encoding": "UTF8", "TimeZone": "UTC",
	} {
		var got string
		if err := db.QueryRow("SELECT current_setting($1)", setting).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q, want %q (error %v)", setting, got, want, err)
		}
	}
	if err := server.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	if err := server.Stop(); err != nil {
		t.Errorf("second stop: %v", err)
	}
	if answers(server.URL("")) {
		t.Error("the server answers after Stop")
	}
	if exists(server.Dir()) {
		t.Errorf("%s is left behind", server.Dir())
	}
}

func TestServerDiesWithItsStarter(t *testing.T) {
	find(t)
	for _, end := range []string{"return", "killed"} {
		t.Run(end, func(t *testing.T) {
			url, dir := startElsewhere(t, end)
			for deadline := time.Now().Add(30 * time.Second); answers(url) || exists(dir); {
				if time.Now().After(deadline) {
					t.Fatalf("30 s after its starter's end: answers %v, directory there %v", answers(url), exists(dir))
				}
				time.Sleep(20 * time.Millisecond)
			}
		})
	}
}

// startElsewhere has another process start a server; that process is gone when startElsewhere returns.
func startElsewhere(t *testing.T, end string) (url, dir string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), starter+"="+end)
	said, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(said)
	lines.Scan()
	url = lines.Text()
	lines.Scan()
	dir = lines.Text()
	if end == "killed" {
		if !answers(url) || !exists(dir) {
			t.Errorf("the other process said %q, %q", url, dir)
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
	}
	if err := cmd.Wait(); end == "return" && err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(filepath.Base(dir), "echomigrate-pg-") {
		t.Fatalf("the other process said %q, %q", url, dir)
	}
	return url, dir
}

func TestFindRefusesAWrongDirectory(t *testing.T) {
	t.Setenv(pgserver.EnvBin, t.TempDir())
	if _, err := pgserver.FindOrInstall(os.Stderr); err == nil || !strings.Contains(err.Error(), "no initdb there") {
		t.Errorf("got %v", err)
	}
}

func TestStartReportsTheServersOwnWords(t *testing.T) {
	bin := program(t, t.TempDir(), "initdb", "echo 'initdb: error: out of luck' >&2; exit 1")
	for _, name := range []string{"pg_ctl", "postgres"} {
		program(t, bin, name, "exit 1")
	}
	_, err := pgserver.Start(bin)
	if err == nil || !strings.Contains(err.Error(), "start PostgreSQL from "+bin+": initdb: error: out of luck") {
		t.Errorf("got %v", err)
	}
	if err != nil && strings.Contains(err.Error(), "\n") {
		t.Errorf("more than one line: %v", err)
	}
}

// program writes a shell script that anybody may run.
func program(t *testing.T, dir, name, script string) string {
	t.Helper()
	for way := dir; way != os.TempDir() && way != "/"; way = filepath.Dir(way) {
		if err := os.Chmod(way, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}
