package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// binaryDir is where binary is, once a test needs it.
var binaryDir string

// binary is the application as the Dockerfile builds it.
var binary = sync.OnceValues(func() (path string, err error) {
	path = filepath.Join(binaryDir, "app")
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	var err error
	if binaryDir, err = os.MkdirTemp("", "app"); err != nil {
		panic(err)
	}
	status := m.Run()
	os.RemoveAll(binaryDir)
	os.Exit(status)
}

// process runs the binary in a directory with nothing in its environment but the database and some settings.
type process struct {
	t        *testing.T
	dir, url string
	// settings are further variables of its environment, such as "ON_START=check".
	settings []string
}

func (p process) command(arguments ...string) *exec.Cmd {
	p.t.Helper()
	program, err := binary()
	if err != nil {
		p.t.Fatal(err)
	}
	command := exec.Command(program, arguments...)
	command.Dir = p.dir
	command.Env = append([]string{}, p.settings...)
	if p.url != "" {
		command.Env = append(command.Env, "DATABASE_URL="+p.url)
	}
	return command
}

func (p process) run(arguments ...string) string {
	p.t.Helper()
	var stdout, stderr bytes.Buffer
	command := p.command(arguments...)
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil {
		p.t.Fatalf("app %s: %v\n%s%s", strings.Join(arguments, " "), err, stdout.String(), stderr.String())
	}
	return stdout.String()
}

// database is the address of the database that the binary uses.
func (p process) database() string {
	if p.url == "" {
		return filepath.Join(p.dir, "app.db")
	}
	return p.url
}

// dump is the schema of that database.
func (p process) dump() string {
	p.t.Helper()
	return testdb.DumpAt(p.t, p.database())
}

// onBoth runs a test on the SQLite file that is there by default and on PostgreSQL.
func onBoth(t *testing.T, test func(t *testing.T, p process)) {
	t.Run("sqlite", func(t *testing.T) { test(t, process{t: t, dir: t.TempDir()}) })
	t.Run("postgres", func(t *testing.T) { test(t, process{t: t, dir: t.TempDir(), url: testdb.PostgresURL(t)}) })
}

func TestMigrations(t *testing.T) {
	onBoth(t, func(t *testing.T, p process) {
		up := p.run("db", "upgrade")
		history := strings.Split(strings.TrimSpace(p.run("db", "history")), "\n")
		if got := strings.Count(up, "Running upgrade"); got != len(history) || got < 7 {
			t.Errorf("%d revisions ran, the history has %d, want at least 7 of both:\n%s", got, len(history), up)
		}
		head, _, _ := strings.Cut(strings.TrimSpace(p.run("db", "heads")), " ")
		if current := p.run("db", "current"); current != head+" (head)\n" {
			t.Errorf("current is %q, want the head %s", current, head)
		}
		first := p.dump()
		if out := p.run("db", "check"); !strings.HasPrefix(out, "No new upgrade operations detected.\n") {
			t.Errorf("check: %q", out)
		}
		if out := p.run("db", "downgrade", "-2"); strings.Count(out, "Running downgrade") != 2 {
			t.Errorf("downgrade -2: %q", out)
		}
		if out := p.run("db", "downgrade", "base"); strings.Count(out, "Running downgrade") != len(history)-2 {
			t.Errorf("downgrade base: %q", out)
		}
		if current := p.run("db", "current"); current != "" {
			t.Errorf("current at the base is %q", current)
		}
		p.run("db", "upgrade")
		if d := cmp.Diff(first, p.dump()); d != "" {
			t.Errorf("the second upgrade leads elsewhere than the first: %s", d)
		}
		if out := p.run("db", "upgrade"); out != "" {
			t.Errorf("upgrade at the head: %q", out)
		}
	})
}

// TestScripts lets the databases' own shells run what --sql prints, and compares that with a run.
func TestScripts(t *testing.T) {
	onBoth(t, func(t *testing.T, p process) {
		run := func(script string) {
			t.Helper()
			if out, err := testdb.Shell(t, p.database(), script); err != nil {
				t.Fatalf("%v\n%s\n%s", err, out, script)
			}
		}
		p.run("db", "upgrade")
		full, head := p.dump(), p.run("db", "current")
		p.run("db", "downgrade", "base")
		empty := p.dump()
		run(p.run("db", "upgrade", "--sql"))
		if d := cmp.Diff(full, p.dump()); d != "" {
			t.Errorf("the script leads elsewhere than the run: %s", d)
		}
		if current := p.run("db", "current"); current != head {
			t.Errorf("current behind the script is %q, want %q", current, head)
		}
		if out := p.run("db", "check"); !strings.HasPrefix(out, "No new upgrade operations detected.\n") {
			t.Errorf("check behind the script: %q", out)
		}
		run(p.run("db", "downgrade", "--sql", "head:base"))
		if d := cmp.Diff(empty, p.dump()); d != "" {
			t.Errorf("the script down leads elsewhere than the run: %s", d)
		}
		if current := p.run("db", "current"); current != "" {
			t.Errorf("current behind the script down is %q", current)
		}
		run(p.run("db", "stamp", "--sql", "head"))
		if current := p.run("db", "current"); current != head {
			t.Errorf("current behind the stamp is %q, want %q", current, head)
		}
	})
}

func TestServe(t *testing.T) {
	onBoth(t, func(t *testing.T, p process) {
		base, stop := p.serve()
		if status, body := request(t, "GET", base+"/readyz", ""); status != http.StatusServiceUnavailable || !strings.Contains(body, "behind") {
			t.Errorf("readyz before the upgrade: %d %s", status, body)
		}
		p.run("db", "upgrade")
		eventually(t, "readyz after the upgrade", func() bool { status, _ := readiness(t, base); return status == http.StatusOK })
		publish(t, base)
		stop()
	})
}

// publish goes through what the house does with a post.
func publish(t *testing.T, base string) {
	t.Helper()
	for _, call := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"POST", "/organisations", `{"name": "North Wall", "slug": "north"}`, 201, `"slug":"north"`},
		{"POST", "/organisations", `{"name": ""}`, 422, `required`},
		{"POST", "/users", `{"name": "Ines", "email": "ines@example.com"}`, 201, `"id":1`},
		{"POST", "/organisations/north/members", `{"user_id": 1, "role": "editor"}`, 201, `"role":"editor"`},
		{"POST", "/organisations/north/posts", `{"slug": "first", "title": "First", "body": "word word", "author_id": 1}`, 201, `"status":"draft"`},
		{"GET", "/organisations/north/posts", ``, 200, `[]`},
		{"PUT", "/posts/1/tags/news", ``, 204, ``},
		{"POST", "/posts/1/publish", ``, 200, `"status":"published"`},
		{"POST", "/posts/1/comments", `{"body": "Well said."}`, 201, `"body":"Well said."`},
		{"GET", "/organisations/north/posts", ``, 200, `"name":"news"`},
		{"GET", "/posts/1", ``, 200, `"reading_minutes":1`},
		{"GET", "/posts/1/comments", ``, 200, `Well said.`},
		{"GET", "/posts/1/attachments", ``, 200, `[]`},
		{"GET", "/posts/2", ``, 404, `no such post`},
		{"GET", "/organisations/south", ``, 404, `no such organisation`},
	} {
		status, body := request(t, call.method, base+call.path, call.body)
		if status != call.status || !strings.Contains(body, call.want) {
			t.Errorf("%s %s: %d %s, want %d %s", call.method, call.path, status, body, call.status, call.want)
		}
	}
}

// serve starts the service and gives its address, and a function that stops it with SIGTERM and waits for its end.
func (p process) serve() (base string, stop func()) {
	p.t.Helper()
	base, command, stderr := p.start()
	return base, func() {
		p.t.Helper()
		if err := command.Process.Signal(syscall.SIGTERM); err != nil {
			p.t.Fatal(err)
		}
		if err := command.Wait(); err != nil {
			p.t.Errorf("serve ends with %v: %s", err, stderr.String())
		}
	}
}

// start starts the service, which writes its errors into stderr.
func (p process) start() (base string, command *exec.Cmd, stderr *bytes.Buffer) {
	p.t.Helper()
	command = p.command("serve", "--addr", "127.0.0.1:0")
	out, err := command.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	stderr = &bytes.Buffer{}
	command.Stderr = stderr
	if err := command.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { command.Process.Kill() })
	line, err := bufio.NewReader(out).ReadString('\n')
	address, found := strings.CutPrefix(strings.TrimSpace(line), "Listening on ")
	if err != nil || !found {
		p.t.Fatalf("serve says %q, %v: %s", line, err, stderr.String())
	}
	return "http://" + address, command, stderr
}

func request(t *testing.T, method, url, body string) (status int, answer string) {
	t.Helper()
	r, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	status, answer = send(t, r)
	if answer != "" && !json.Valid([]byte(answer)) {
		t.Errorf("%s %s answers no JSON: %s", method, url, answer)
	}
	return status, answer
}

func send(t *testing.T, r *http.Request) (status int, answer string) {
	t.Helper()
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(content)
}

// TestBuildIsThatOfTheDockerfile keeps the flags above and those in the Dockerfile together.
func TestBuildIsThatOfTheDockerfile(t *testing.T) {
	dockerfile, err := os.ReadFile("../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"CGO_ENABLED=0", "-trimpath", `-ldflags="-s -w"`, `ENTRYPOINT ["./app"]`, "USER "} {
		if !strings.Contains(string(dockerfile), want) {
			t.Errorf("the Dockerfile does not say %s", want)
		}
	}
}
