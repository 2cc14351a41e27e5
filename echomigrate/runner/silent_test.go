package runner_test

import (
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// silentServer is the address of a server that takes connections and says nothing.
func silentServer(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			defer conn.Close()
		}
	}()
	return "postgres://ann@" + listener.Addr().String() + "/shop?sslmode=disable"
}

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
			r := open(t, testdb.OpenPostgres(t, silentServer(t)), creates("a1", "a"))
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
