package migratetest_test

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// envChild gives a test its part, when it runs in a process that another run of it has started.
const envChild = "MIGRATETEST_CHILD"

// child is the same test in a process of its own, with a part to play and further variables in its environment.
func child(t *testing.T, part string, env ...string) *exec.Cmd {
	t.Helper()
	name, _, _ := strings.Cut(t.Name(), "/")
	return childOf(t, name, 8, part, env...)
}

// childOf is a test of that name in a process of its own, which runs so many tests at once.
func childOf(t testing.TB, name string, parallel int, part string, env ...string) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(program, "-test.run", "^"+name+"$", "-test.v", "-test.parallel", strconv.Itoa(parallel))
	c.Env = append(os.Environ(), envChild+"="+part)
	c.Env = append(c.Env, env...)
	return c
}

// part is what the process was started for; empty in the first one.
func part() string { return os.Getenv(envChild) }

// awaitLine reads a child's output up to a line.
func awaitLine(t *testing.T, out io.Reader, line string) {
	t.Helper()
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if lines.Text() == line {
			return
		}
	}
	t.Fatalf("the process ended without saying %q: %v", line, lines.Err())
}
