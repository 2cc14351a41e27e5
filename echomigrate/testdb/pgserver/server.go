// Package pgserver runs private PostgreSQL servers for tests.
//
// A server lives in a temporary directory of its own, listens on a free port of 127.0.0.1, trusts everybody there,
// trades safety for speed (fsync=off). It dies with the process that started it, however that process ends:
// a shell keeps the server, reads from a pipe whose other end only the starter holds, stops the server at the end of
// file and removes the directory. Servers run on Unix-like systems only.
package pgserver

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// keeper is the shell that keeps the server: $1 the server's directory, $2 the directory of its programs.
// SIGPIPE is ignored from the moment the server stands, so that a starter that is gone cannot end the keeper early.
const keeper = `
dir=$1 bin=$2
new() { "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 -N --locale="$1"; }
{ new C.UTF-8 || new C; } >"$dir/log" 2>&1 &&
cat "$dir/settings" >>"$dir/data/postgresql.conf" &&
"$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t 120 start >/dev/null 2>>"$dir/log" &&
state=ready
trap '' PIPE
trap : HUP INT TERM
echo "${state:-failed}"
exec >/dev/null 2>&1
while read -r _; do :; done
"$bin/pg_ctl" -D "$dir/data" -m immediate stop
rm -rf "$dir"
`

const settings = `
listen_addresses = '127.0.0.1'
port = %d
unix_socket_directories = '%s'
max_connections = 200
max_prepared_transactions = 10
fsync = off
synchronous_commit = off
full_page_writes = off
`

// A Server is a running private server.
type Server struct {
	dir  string
	bin  string
	port int
	cmd  *exec.Cmd
	life io.Closer // the server stops when it closes
}

// running holds the servers that nobody has stopped. The pipe of one that nobody holds would be closed as garbage.
var running sync.Map

// errPortTaken says that somebody took the free port between our choosing it and the server's using it.
var errPortTaken = errors.New("port taken")

// Start creates a server from the programs in bin, which may be "" for what Find finds, then waits until it accepts
// connections. As root, whom PostgreSQL refuses, it runs the server as the user postgres, else nobody.
// The caller need not stop the server: it stops when the process ends.
func Start(bin string) (*Server, error) {
	if bin == "" {
		var err error
		if bin, err = Find(); err != nil {
			return nil, err
		}
	}
	if missing := missingFrom(bin); missing != "" {
		return nil, fmt.Errorf("start PostgreSQL: no %s in %s", missing, bin)
	}
	for attempt := 1; ; attempt++ {
		server, err := start(bin)
		if err == nil || attempt == 5 || !errors.Is(err, errPortTaken) {
			return server, err
		}
	}
}

// URL returns the URL of a database on the server for its superuser; "" means the database postgres.
func (s *Server) URL(database string) string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/%s?sslmode=disable", s.port, cmp.Or(database, "postgres"))
}

// Bin returns the directory of the server's programs.
func (s *Server) Bin() string { return s.bin }

// Dir returns the server's temporary directory.
func (s *Server) Dir() string { return s.dir }

// Restart ends all connections, stops the server and starts it again at the same address.
func (s *Server) Restart() error {
	account, err := serverAccount()
	if err != nil {
		return err
	}
	restart := exec.Command(filepath.Join(s.bin, "pg_ctl"), "-D", filepath.Join(s.dir, "data"), "-l", filepath.Join(s.dir, "log"), "-m", "fast", "-w", "restart")
	restart.Dir, restart.Env, restart.SysProcAttr = s.dir, environment(), account.attributes()
	if err := restart.Run(); err != nil {
		return fmt.Errorf("restart PostgreSQL: %w", errors.Join(err, s.complaint()))
	}
	return nil
}

// Stop ends all connections, stops the server and removes its directory. A second call does nothing.
func (s *Server) Stop() error {
	if s.life == nil {
		return nil
	}
	_ = s.life.Close()
	s.life = nil
	running.Delete(s)
	stopped := make(chan error, 1)
	go func() { stopped <- s.cmd.Wait() }()
	select {
	case err := <-stopped:
		return errors.Join(err, os.RemoveAll(s.dir))
	case <-time.After(time.Minute):
		return fmt.Errorf("stop PostgreSQL in %s: still there after a minute", s.dir)
	}
}

func start(bin string) (*Server, error) {
	account, err := serverAccount()
	if err != nil {
		return nil, err
	}
	if err := account.mayReach(bin); err != nil {
		return nil, err
	}
	port, err := FreePort()
	if err != nil {
		return nil, err
	}
	dir, err := account.makeDir()
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, bin: bin, port: port}
	if err := s.launch(account); err != nil {
		return nil, fmt.Errorf("start PostgreSQL from %s: %w", bin, errors.Join(err, s.Stop(), os.RemoveAll(dir)))
	}
	return s, nil
}

// launch starts the keeper, then waits for its word.
func (s *Server) launch(account account) error {
	text := fmt.Sprintf(settings, s.port, s.dir)
	if err := os.WriteFile(filepath.Join(s.dir, "settings"), []byte(text), 0o644); err != nil {
		return err
	}
	s.cmd = exec.Command("/bin/sh", "-c", keeper, "keeper", s.dir, s.bin)
	s.cmd.Dir = s.dir
	s.cmd.Env = environment()
	s.cmd.SysProcAttr = account.attributes()
	life, err := s.cmd.StdinPipe()
	if err != nil {
		return err
	}
	said, err := s.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := s.cmd.Start(); err != nil {
		return err
	}
	s.life = life
	word, err := bufio.NewReader(said).ReadString('\n')
	if err == nil && word == "ready\n" {
		running.Store(s, true)
		return nil
	}
	return s.complaint()
}

// complaint makes one line of the log of a server that did not start.
func (s *Server) complaint() error {
	log, err := os.ReadFile(filepath.Join(s.dir, "log"))
	if err != nil {
		return fmt.Errorf("no log: %w", err)
	}
	if strings.Contains(string(log), "could not bind") {
		return errPortTaken
	}
	lines := strings.Split(strings.TrimSpace(string(log)), "\n")
	for _, line := range lines {
		if strings.Contains(line, "error: ") || strings.Contains(line, "FATAL: ") {
			return errors.New(strings.TrimSpace(line))
		}
	}
	return errors.New(lines[len(lines)-1])
}

// environment is ours without what would make the server differ from one machine to the next.
func environment() []string {
	env := []string{"LC_ALL=C", "TZ=UTC"}
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(name, "PG") && !strings.HasPrefix(name, "LC_") && name != "TZ" {
			env = append(env, entry)
		}
	}
	return env
}

// FreePort is a port of this machine that nobody listens on at the moment.
func FreePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return 0, err
	}
	if err := listener.Close(); err != nil {
		return 0, err
	}
	return strconv.Atoi(port)
}
