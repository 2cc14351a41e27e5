//go:build unix

package pgserver

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// longestDir keeps a Unix socket's path in the directory within the 103 bytes that every system takes.
const longestDir = 80

// An account is the user a server runs as. Zero means: as ourselves.
type account struct {
	name string
	uid  int
	gid  int
}

// serverAccount returns the account that servers run as: ourselves, or for root the user postgres, else nobody.
func serverAccount() (account, error) {
	if os.Geteuid() != 0 {
		return account{}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.Atoi(found.Uid)
		gid, gidErr := strconv.Atoi(found.Gid)
		return account{name: name, uid: uid, gid: gid}, errors.Join(uidErr, gidErr)
	}
	return account{}, errors.New("start PostgreSQL: it refuses to run as root, and there is no user postgres or nobody")
}

// attributes puts the keeper out of reach of the terminal's signals, under the account.
func (a account) attributes() *syscall.SysProcAttr {
	attributes := &syscall.SysProcAttr{Setsid: true}
	if a.uid != 0 {
		attributes.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
	}
	return attributes
}

// mayReach says whether the account may go into a directory: every directory on the way must let others through.
func (a account) mayReach(dir string) error {
	if a.uid == 0 {
		return nil
	}
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return err
	}
	for way := dir; ; way = filepath.Dir(way) {
		info, err := os.Stat(way)
		if err != nil {
			return err
		}
		if info.Mode()&0o001 == 0 {
			return fmt.Errorf("the user %s, as whom PostgreSQL runs because root may not, cannot reach %s: %s has mode %v",
				a.name, dir, way, info.Mode().Perm())
		}
		if way == filepath.Dir(way) {
			return nil
		}
	}
}

// makeDir makes the account's own directory for a server, where its path is short, the account can reach it.
func (a account) makeDir() (string, error) {
	var last error
	for _, parent := range []string{os.TempDir(), "/tmp", "/var/tmp"} {
		if len(parent) > longestDir {
			last = cmp.Or(last, fmt.Errorf("%s is too long a path for a socket", parent))
			continue
		}
		if err := a.mayReach(parent); err != nil {
			last = cmp.Or(last, err)
			continue
		}
		dir, err := os.MkdirTemp(parent, "echomigrate-pg-")
		if err != nil {
			last = cmp.Or(last, err)
			continue
		}
		if a.uid == 0 {
			return dir, nil
		}
		if err := os.Chown(dir, a.uid, a.gid); err != nil {
			return "", errors.Join(err, os.Remove(dir))
		}
		return dir, nil
	}
	return "", fmt.Errorf("no place for PostgreSQL's files: %w", last)
}

// lockFile waits for an exclusive lock that ends with the process at the latest.
func lockFile(path string) (unlock func(), err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDONLY, 0o644)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", path, err), file.Close())
	}
	return func() { _ = file.Close() }, nil
}
