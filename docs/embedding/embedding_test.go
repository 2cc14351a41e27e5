// Package embedding_test builds the examples of docs/embedding.md, and runs them.
package embedding_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// programs is the directory in which the examples are built.
var programs string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	var err error
	if programs, err = os.MkdirTemp("", "embedding"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(programs)
	build := exec.Command("go", "build", "-ldflags=-s -w", "-o", programs+"/", "./flags", "./stdflag", "./cobra", "./databases", "./former")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "go build: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// shop is one of the examples in a directory of its own.
type shop struct {
	t         *testing.T
	name, dir string
}

func newShop(t *testing.T, name string) shop { return shop{t, name, t.TempDir()} }

func (s shop) command(line string) *exec.Cmd {
	c := exec.Command(filepath.Join(programs, s.name), strings.Fields(line)...)
	c.Dir = s.dir
	return c
}

// run checks what a call prints and its exit status.
func (s shop) run(line string, status int, want ...string) {
	s.t.Helper()
	c := s.command(line)
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	err := c.Run()
	if c.ProcessState == nil {
		s.t.Fatal(err)
	}
	if got := c.ProcessState.ExitCode(); got != status {
		s.t.Errorf("%s %s: status %d\n%s", s.name, line, got, out.String())
	}
	for _, text := range want {
		if !strings.Contains(out.String(), text) {
			s.t.Errorf("%s %s does not print %q:\n%s", s.name, line, text, out.String())
		}
	}
}

// There is one history behind three ways to read a command line.
func TestCommandLines(t *testing.T) {
	for _, name := range []string{"flags", "stdflag", "cobra"} {
		t.Run(name, func(t *testing.T) {
			s := newShop(t, name)
			s.run("db", 0, "shop db - database migrations")
			s.run("db upgrade --help", 0, "shop db upgrade - bring the database to a revision")
			s.run("--database-url other.db db upgrade", 0, "Running upgrade  -> 4a1f0c2b9d3e, Create books")
			s.run("--database-url other.db db current -v", 0, "Rev: 4a1f0c2b9d3e (head)")
			s.run("--database-url other.db db check", 0, "No new upgrade operations detected.")
			s.run("--database-url other.db db downgrade -1", 0, "Running downgrade 4a1f0c2b9d3e -> ")
			s.run("db check", 1, "run `shop db upgrade` first")
			s.run("db upgrade --nowhere", 2, "see shop db upgrade --help")
			if _, err := os.Stat(filepath.Join(s.dir, "other.db")); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestCobraCompletes(t *testing.T) {
	s := newShop(t, "cobra")
	s.run("__complete db ''", 0, "upgrade\n", "history\n")
	s.run("__complete db show ''", 0, "4a1f0c2b9d3e\n")
}

func TestTheServiceServes(t *testing.T) {
	s := newShop(t, "flags")
	s.run("db upgrade", 0)
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	free.Close()
	serve := s.command("--listen " + address + " serve")
	if err := serve.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = serve.Process.Kill() // the process may have ended
		_ = serve.Wait()         // killed
	}()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if got := get(t, ctx, "http://"+address+"/books"); got != "[]\n" {
		t.Errorf("books: %q", got)
	}
}

// get asks until there is an answer.
func get(t *testing.T, ctx context.Context, url string) string {
	t.Helper()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err == nil {
			defer response.Body.Close()
			body, err := io.ReadAll(response.Body)
			if err != nil {
				t.Fatal(err)
			}
			return string(body)
		}
		if ctx.Err() != nil {
			t.Fatal(err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func TestSeveralDatabases(t *testing.T) {
	s := newShop(t, "databases")
	s.run("db upgrade", 0, "Database first\nRunning upgrade  -> 6f0a3b1c2d4e", "Database analytics\nRunning upgrade  -> 6f0a3b1c2d4e")
	s.run("db check", 0, "Database analytics\nNo new upgrade operations detected.")
	s.run("db downgrade base --database analytics", 0, "Running downgrade")
	s.run("db current", 0, "Database first\n6f0a3b1c2d4e (head)\nDatabase analytics\n")
	s.run("--analytics-url other.db db upgrade --database analytics", 0, "Running upgrade  -> 6f0a3b1c2d4e")
}
