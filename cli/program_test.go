package cli_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// program is a service in a module of its own, built there and run as a process.
type program struct {
	t   *testing.T
	dir string
}

func newProgram(t *testing.T) program {
	p := program{t: t, dir: t.TempDir()}
	if err := writeModule(p.dir); err != nil {
		t.Fatal(err)
	}
	return p
}

// writeModule makes a directory the module example.com/shop, which requires this one and what this one requires.
func writeModule(directory string) error {
	root, err := filepath.Abs("..")
	if err != nil {
		return err
	}
	module, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return err
	}
	const ours = "github.com/echomigrate/echo-migrate"
	text := strings.Replace(string(module), "module "+ours, "module example.com/shop", 1) +
		fmt.Sprintf("\nrequire %s v0.0.0\n\nreplace %s => %s\n", ours, ours, root)
	if err := os.WriteFile(filepath.Join(directory, "go.mod"), []byte(text), 0o600); err != nil {
		return err
	}
	return copyFile(filepath.Join(root, "go.sum"), filepath.Join(directory, "go.sum"))
}

func (p program) write(name, content string) {
	p.t.Helper()
	if err := os.WriteFile(filepath.Join(p.dir, name), []byte(content), 0o644); err != nil {
		p.t.Fatal(err)
	}
}

func (p program) read(name string) string {
	p.t.Helper()
	content, err := os.ReadFile(filepath.Join(p.dir, name))
	if err != nil {
		p.t.Fatal(err)
	}
	return string(content)
}

func (p program) build() {
	p.t.Helper()
	if out, err := goCommand(p.dir, "build", "-mod=mod", "-ldflags=-w", "-o", "shop", ".").CombinedOutput(); err != nil {
		p.t.Fatalf("go build: %v\n%s", err, out)
	}
}

// goCommand runs the go command in a directory, without the network.
func goCommand(directory string, arguments ...string) *exec.Cmd {
	command := exec.Command("go", arguments...)
	command.Dir = directory
	command.Env = append(os.Environ(), "GOFLAGS=", "GOPROXY=off")
	return command
}

// command is a run of the program that has not begun.
func (p program) command(environment []string, arguments ...string) *exec.Cmd {
	command := exec.Command(filepath.Join(p.dir, "shop"), arguments...)
	command.Dir = p.dir
	command.Env = append(os.Environ(), environment...)
	return command
}

func (p program) try(environment []string, arguments ...string) (out string, err error) {
	command := p.command(environment, arguments...)
	var all bytes.Buffer
	command.Stdout, command.Stderr = &all, &all
	err = command.Run()
	return all.String(), err
}

func (p program) run(environment []string, arguments ...string) string {
	p.t.Helper()
	out, err := p.try(environment, arguments...)
	if err != nil {
		p.t.Fatalf("shop %s with %v: %v\n%s", strings.Join(arguments, " "), environment, err, out)
	}
	return out
}
