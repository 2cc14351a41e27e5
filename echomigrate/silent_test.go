package echomigrate_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// TestASilentServerIsLookedAt has a server that takes connections and says nothing, which what looks at a whole database gives up.
func TestASilentServerIsLookedAt(t *testing.T) {
	directory := filepath.Join(t.TempDir(), "migrations")
	m := migrator(t, testdb.OpenPostgres(t, testdb.SilentServer(t)), echomigrate.Config{
		Repository: repository(), Directory: directory, LockTimeout: time.Millisecond,
	})
	for name, look := range map[string]func(context.Context) error{
		"inspect": func(ctx context.Context) error {
			_, err := m.Inspect(ctx, echomigrate.InspectOptions{})
			return err
		},
		"init": func(ctx context.Context) error {
			_, err := m.InitFromDatabase(ctx, echomigrate.InitOptions{})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			patient, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			err := look(patient)
			if text := fmt.Sprint(err); patient.Err() != nil || !strings.Contains(text, "did not answer in 5s: ") || !strings.Contains(text, "127.0.0.1:") {
				t.Errorf("%v (%v)", err, patient.Err())
			}
			if found, _ := filepath.Glob(directory); found != nil {
				t.Errorf("written is %v", found)
			}
		})
	}
}
