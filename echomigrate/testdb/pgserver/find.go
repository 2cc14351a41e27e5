package pgserver

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

const (
	// EnvURL names the environment variable with the URL of a running server that tests shall use
	// instead of starting one. The URL's role must be a superuser.
	EnvURL = "ECHOMIGRATE_TEST_POSTGRES"

	// EnvBin names the environment variable with the directory of the server's programs (initdb, pg_ctl, postgres).
	// When it is set no other place is looked at.
	EnvBin = "ECHOMIGRATE_POSTGRES_BIN"
)

// needed are the programs without which a directory is not a server's.
var needed = []string{"initdb", "pg_ctl", "postgres"}

// Find returns the directory of an installed server's programs: the one that EnvBin names, else the first of
// Candidates that holds a whole server. It never installs anything; see FindOrInstall.
func Find() (bin string, err error) {
	if bin = os.Getenv(EnvBin); bin != "" {
		if missing := missingFrom(bin); missing != "" {
			return "", fmt.Errorf("%s=%s: no %s there; name the directory of initdb, pg_ctl, postgres", EnvBin, bin, missing)
		}
		return filepath.Abs(bin)
	}
	for _, bin := range Candidates() {
		if missingFrom(bin) == "" {
			return filepath.Abs(bin)
		}
	}
	return "", errNotFound
}

// Candidates returns the directories in which PostgreSQL's programs may be, best first: what pg_config says,
// Debian's directories (newest first), Fedora's, those of PATH. EnvBin is not among them.
func Candidates() []string {
	var dirs []string
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin"} {
		found, _ := filepath.Glob(pattern)
		slices.SortStableFunc(found, func(a, b string) int { return majorInPath(b) - majorInPath(a) })
		dirs = append(dirs, found...)
	}
	return append(dirs, filepath.SplitList(os.Getenv("PATH"))...)
}

// Major returns the major version of one of PostgreSQL's programs, given its path: 15 for "pg_dump (PostgreSQL) 15.18".
func Major(program string) (int, error) {
	out, err := exec.Command(program, "--version").Output()
	if err != nil {
		return 0, fmt.Errorf("%s --version: %w", program, err)
	}
	_, version, _ := strings.Cut(string(out), "(PostgreSQL) ")
	digits := strings.IndexFunc(version, func(r rune) bool { return r < '0' || r > '9' })
	major, err := strconv.Atoi(version[:max(digits, 0)])
	if err != nil {
		return 0, fmt.Errorf("%s --version: no version in %q", program, out)
	}
	return major, nil
}

// majorInPath reads 15 from /usr/lib/postgresql/15/bin.
func majorInPath(bin string) int {
	version := filepath.Base(filepath.Dir(bin))
	major, _ := strconv.Atoi(strings.TrimPrefix(version, "pgsql-"))
	return major
}

// missingFrom returns the first needed program that bin lacks.
func missingFrom(bin string) string {
	for _, name := range needed {
		if !isProgram(filepath.Join(bin, name)) {
			return name
		}
	}
	return ""
}

func isProgram(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}
