package pgserver

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

var errNotFound = errors.New("no PostgreSQL server found: install one (Debian: apt-get install postgresql), " +
	"or set " + EnvBin + " to the directory of its programs, or " + EnvURL + " to the URL of a running one")

// FindOrInstall is Find, and where it finds nothing it installs Debian's package postgresql: as root, or by way of a
// sudo that asks for no password. What apt-get prints goes to log. Processes that call it at the same time install once.
// An EnvBin that is set but wrong is an error: nothing is installed then.
func FindOrInstall(log io.Writer) (bin string, err error) {
	bin, err = Find()
	if !errors.Is(err, errNotFound) {
		return bin, err
	}
	if err := Install(log, "postgresql"); err != nil {
		return "", fmt.Errorf("%w; %w", err, errNotFound)
	}
	return Find()
}

// Install installs a package of Debian's. Processes that call it at the same time do it one behind the other.
func Install(log io.Writer, name string) error {
	asRoot, ok := rootPrefix()
	if !ok {
		return fmt.Errorf("install %s: there is no apt-get, or no way to become root", name)
	}
	unlock, err := lockFile(filepath.Join(os.TempDir(), "echomigrate-install.lock"))
	if err != nil {
		return err
	}
	defer unlock()
	for _, step := range [][]string{
		{"apt-get", "update", "-q"},
		{"apt-get", "install", "-q", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300", name},
	} {
		args := append(append(asRoot, "env", "DEBIAN_FRONTEND=noninteractive"), step...)
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Stdout, cmd.Stderr = log, log
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("%s %s: %w", step[0], step[1], err)
		}
	}
	return nil
}

// rootPrefix returns the words to put before a command that needs root. It reports false where there is no apt-get,
// or no way to become root.
func rootPrefix() (prefix []string, ok bool) {
	if _, err := exec.LookPath("apt-get"); err != nil {
		return nil, false
	}
	if os.Geteuid() == 0 {
		return nil, true
	}
	if exec.Command("sudo", "-n", "true").Run() == nil {
		return []string{"sudo", "-n"}, true
	}
	return nil, false
}
