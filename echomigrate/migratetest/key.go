package migratetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// key is the same for two databases at the heads where the same was run on both: 16 hexadecimal digits. It asks the database nothing;
// server says which one it is.
func (k *Kit) key(ctx context.Context, db *bun.DB, server string) (string, error) {
	m, err := k.migrator(db)
	if err != nil {
		return "", err
	}
	entries, err := m.History(ctx, echomigrate.HistoryOptions{})
	if err != nil {
		return "", err
	}
	var tables bytes.Buffer
	if err := m.EnsureVersionSQL(&tables); err != nil {
		return "", err
	}
	sum := sha256.New()
	fmt.Fprintf(sum, "2 %q %q %q %q\n", server, m.Name(), k.Salt, tables.String())
	for _, e := range entries {
		r := e.Revision
		fmt.Fprintf(sum, "%q %q %q %q %q %q %s\n", r.ID, r.Message, r.CompatibleWith, r.Revises, r.DependsOn, r.Labels, op.Checksum(r.Upgrade))
		if hasCode(r.Upgrade) {
			if err := addCode(sum, e); err != nil {
				return "", fmt.Errorf("revision %s: %w", r.ID, err)
			}
		}
	}
	return hex.EncodeToString(sum.Sum(nil))[:16], nil
}

// hasCode finds operations that the checksum says only the name of.
func hasCode(ops []op.Operation) bool {
	return slices.ContainsFunc(ops, func(o op.Operation) bool { return op.IsOpaque(o) && op.Kind(o) != "Exec" })
}

// addCode adds the revision's file; where the sources are not here, the whole program.
func addCode(w io.Writer, e echomigrate.Entry) error {
	name, err := lookUp(e.Path)
	if err != nil {
		if name, err = os.Executable(); err != nil {
			return err
		}
	}
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = io.Copy(w, file)
	return err
}

// lookUp finds a path below the working directory or one above it, up to the one with go.mod: tests run in the directory of their package,
// programs mostly in that of the module.
func lookUp(path string) (string, error) {
	if path == "" {
		return "", os.ErrNotExist
	}
	if _, err := os.Stat(path); err == nil || filepath.IsAbs(path) {
		return path, err
	}
	directory, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		found := filepath.Join(directory, path)
		if _, err := os.Stat(found); err == nil {
			return found, nil
		}
		if _, err := os.Stat(filepath.Join(directory, "go.mod")); err == nil || directory == filepath.Dir(directory) {
			return "", os.ErrNotExist
		}
		directory = filepath.Dir(directory)
	}
}
