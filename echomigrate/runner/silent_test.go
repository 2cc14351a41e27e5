package runner_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// TestASilentServer is given up by what reads and by what connects, with the address in the error.
func TestASilentServer(t *testing.T) {
	for name, call := range map[string]func(context.Context, *runner.Runner) error{
		"current": func(ctx context.Context, r *runner.Runner) error {
			_, err := r.Current(ctx)
			return err
		},
		"examine": func(ctx context.Context, r *runner.Runner) error {
			found, err := r.Examine(ctx)
			if err != nil || len(found.Findings) != 1 {
				return fmt.Errorf("%w, %v", err, found)
			}
			return fmt.Errorf("%s", found.Findings[0].Text)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := open(t, testdb.OpenPostgres(t, testdb.SilentServer(t)), creates("a1", "a"))
			r.LockTimeout = time.Millisecond
			patient, cancel := context.WithTimeout(ctx, time.Minute)
			defer cancel()
			err := call(patient, r)
			if text := fmt.Sprint(err); patient.Err() != nil || !strings.Contains(text, "did not answer in 5s: ") || !strings.Contains(text, "127.0.0.1:") {
				t.Errorf("%v (%v)", err, patient.Err())
			}
		})
	}
}
