package cli_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// TestAKilledRunIsSeenByOthers kills a run in a step outside a transaction. Another program, which waits for it, tells a run that is at
// work from one that was killed, and sees the next one go on to the end.
func TestAKilledRunIsSeenByOthers(t *testing.T) {
	for name, address := range map[string]func(testing.TB) string{"postgres": testdb.PostgresURL, "sqlite": testdb.SQLitePath} {
		t.Run(name, func(t *testing.T) {
			at, directory := address(t), t.TempDir()
			shop := func(environment string, args ...string) *exec.Cmd {
				command := exec.Command("shop", append([]string{"db"}, args...)...)
				command.Dir = directory
				command.Env = append(os.Environ(), "DATABASE_URL="+at, "REVISIONS=alone", environment)
				return command
			}
			look := func() (s echomigrate.Status) {
				text, _ := shop("", "status", "--json").Output() // which fails as long as it is not current
				if err := json.Unmarshal(text, &s); err != nil {
					t.Fatalf("%v: %s", err, text)
				}
				return s
			}
			until := func(what string, is func(echomigrate.Status) bool) {
				t.Helper()
				var s echomigrate.Status
				for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
					if s = look(); is(s) {
						return
					}
				}
				t.Fatalf("it never came to it: %s: it is %s, %+v", what, s, s.Run)
			}
			run := shop("STALL_STEP=1", "upgrade")
			if err := run.Start(); err != nil {
				t.Fatal(err)
			}
			until("a run is at work", func(s echomigrate.Status) bool {
				return s.State == echomigrate.StateMigrating && s.Run.UnderWay && s.Run.Revision == "b2" && s.Run.Step == 1 && s.Run.Steps == 2 && s.Run.Host != ""
			})
			waits := shop("", "status", "--wait", "1m")
			if err := waits.Start(); err != nil {
				t.Fatal(err)
			}
			if err := run.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			_ = run.Wait() // killed
			until("it was stopped", func(s echomigrate.Status) bool {
				return s.State == echomigrate.StateBehind && s.Run != nil && !s.Run.UnderWay && s.Run.Revision == "b2" && !s.MayServe
			})
			if out, err := shop("", "upgrade").CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if err := waits.Wait(); err != nil {
				t.Errorf("who waited: %v", err)
			}
			until("it is current", func(s echomigrate.Status) bool { return s.State == echomigrate.StateCurrent && s.Run == nil })
		})
	}
}
