package migratetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/uptrace/bun"
)

// file is an SQLite database at the heads that is copied.
type file struct {
	kit  *Kit
	path string
}

// newFile finds the file for a history, or makes it.
func newFile(ctx context.Context, k *Kit) (*file, error) {
	directory, err := fileDirectory()
	if err != nil {
		return nil, err
	}
	key, err := k.fileKey(ctx, directory)
	if err != nil {
		return nil, err
	}
	f := &file{kit: k, path: filepath.Join(directory, key+".db")}
	sweepFiles(directory)
	return f, f.make(ctx)
}

// fileKey is the key, by a Migrator for a database that nothing is in.
func (k *Kit) fileKey(ctx context.Context, directory string) (string, error) {
	empty, err := os.MkdirTemp(directory, "draft")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(empty)
	db, err := k.Open(filepath.Join(empty, "empty.db"))
	if err != nil {
		return "", err
	}
	defer db.Close()
	return k.key(ctx, db, "")
}

// fileDirectory is where templates are, which nobody else may write into.
func fileDirectory() (string, error) {
	directory := filepath.Join(os.TempDir(), "migratetest-"+strconv.Itoa(os.Getuid()))
	if err := os.Mkdir(directory, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	info, err := os.Lstat(directory)
	if err != nil {
		return "", err
	}
	if !info.IsDir() || info.Mode().Perm()&0o022 != 0 {
		return "", fmt.Errorf("%s is no directory of yours alone: remove it", directory)
	}
	return directory, nil
}

// make makes the file where it is not there: under another name until it is whole. Processes that do so at once make the same.
func (f *file) make(ctx context.Context) error {
	now := time.Now()
	if err := os.Chtimes(f.path, now, now); err == nil {
		return nil
	}
	directory, err := os.MkdirTemp(filepath.Dir(f.path), "draft")
	if err != nil {
		return err
	}
	defer os.RemoveAll(directory)
	draft := filepath.Join(directory, "draft.db")
	err = f.kit.upgrade(ctx, draft, func(db *bun.DB) error {
		// What is in the log of a database in WAL mode belongs into the file.
		_, err := db.DB.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
		return err
	})
	if err != nil {
		return fmt.Errorf("make the template of the tests' databases: %w", err)
	}
	if log, err := os.Stat(draft + "-wal"); err == nil && log.Size() > 0 {
		return fmt.Errorf("make the template of the tests' databases: Kit.Open, or what it gives, leaves connections to %s open", draft)
	}
	return os.Rename(draft, f.path)
}

func (f *file) place(t testing.TB) place {
	t.Helper()
	path := newPath(t)
	err := copyFile(path, f.path)
	if errors.Is(err, fs.ErrNotExist) {
		// It was swept away, or the directory for temporary files was.
		if _, err = fileDirectory(); err == nil {
			err = f.make(t.Context())
		}
		if err == nil {
			err = copyFile(path, f.path)
		}
	}
	if err != nil {
		t.Fatalf("migratetest: copy the test's database: %v", err)
	}
	return place{address: path}
}

// newPath is the path of a file that is not there, in a directory of the test's own.
func newPath(t testing.TB) string { return filepath.Join(t.TempDir(), "test.db") }

func copyFile(to, from string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	_, err = io.Copy(out, in)
	return err
}

// sweepFiles removes what nobody has used of late.
func sweepFiles(directory string) {
	entries, _ := os.ReadDir(directory)
	for _, e := range entries {
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > templateLife {
			_ = os.RemoveAll(filepath.Join(directory, e.Name()))
		}
	}
}
