package browser

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// source is a copy of the reference application's sources that a test may change, with a database of its own.
type source struct {
	t   *testing.T
	dir string
	env []string
}

// copySource copies what the application is built from.
func copySource(t *testing.T) source {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"app", "cli", "echomigrate", "migrations", "go.mod", "go.sum"} {
		from := filepath.Join("..", "..", name)
		err := filepath.WalkDir(from, func(path string, entry os.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			rest, err := filepath.Rel(filepath.Join("..", ".."), path)
			if err != nil {
				return err
			}
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			to := filepath.Join(dir, rest)
			if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
				return err
			}
			return os.WriteFile(to, content, 0o644)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return source{t: t, dir: dir, env: append(os.Environ(), "CGO_ENABLED=0", "DATABASE_URL=app.db")}
}

// replace changes a file.
func (s source) replace(name, old, new string) {
	s.t.Helper()
	path := filepath.Join(s.dir, name)
	content, err := os.ReadFile(path)
	if err != nil {
		s.t.Fatal(err)
	}
	if strings.Count(string(content), old) != 1 {
		s.t.Fatalf("%s does not have %q once", name, old)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(content), old, new, 1)), 0o644); err != nil {
		s.t.Fatal(err)
	}
}

func (s source) build() {
	s.t.Helper()
	s.command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", "bin", "./app")
}

// run runs the program that was built last.
func (s source) run(arguments ...string) string {
	s.t.Helper()
	return s.command("./bin", arguments...)
}

func (s source) command(name string, arguments ...string) string {
	s.t.Helper()
	command := exec.Command(name, arguments...)
	command.Dir, command.Env = s.dir, s.env
	out, err := command.CombinedOutput()
	if err != nil {
		s.t.Fatalf("%s %s: %v\n%s", name, strings.Join(arguments, " "), err, out)
	}
	return string(out)
}

// serve starts the program that was built last, and returns its address and what stops it.
func (s source) serve(arguments ...string) (address string, stop func()) {
	s.t.Helper()
	command := exec.Command("./bin", append([]string{"serve"}, arguments...)...)
	command.Dir, command.Env, command.Stderr = s.dir, s.env, s.t.Output()
	out, err := command.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		s.t.Fatal(err)
	}
	ended := false
	stop = func() {
		if ended {
			return
		}
		ended = true
		if err := command.Process.Signal(syscall.SIGTERM); err != nil {
			s.t.Error(err)
		}
		timer := time.AfterFunc(15*time.Second, func() { command.Process.Kill() })
		defer timer.Stop()
		if err := command.Wait(); err != nil {
			s.t.Errorf("serve: %v", err)
		}
	}
	s.t.Cleanup(stop)
	lines := bufio.NewReader(out)
	line, err := lines.ReadString('\n')
	if err != nil {
		s.t.Fatal(err)
	}
	_, at, found := strings.Cut(strings.TrimSpace(line), "Listening on ")
	if !found {
		s.t.Fatalf("serve says %q", line)
	}
	go io.Copy(io.Discard, lines)
	return at, stop
}
