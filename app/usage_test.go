package main

import (
	"strings"
	"testing"
)

// TestAWrongCallIsOneLine gives what cannot be read by a flag and by the environment.
func TestAWrongCallIsOneLine(t *testing.T) {
	for _, c := range []struct {
		settings, arguments []string
		want                string
	}{
		{[]string{"DEVELOPMENT=maybe"}, []string{"serve"}, `could not parse "maybe" as bool value from environment variable "DEVELOPMENT" for flag development`},
		{nil, []string{"--develop"}, "flag provided but not defined: -develop"},
		{nil, []string{"serve", "--port", "1"}, "flag provided but not defined: -port"},
	} {
		command := process{t: t, dir: t.TempDir(), settings: c.settings}.command(c.arguments...)
		out, _ := command.CombinedOutput()
		text := string(out)
		if code := command.ProcessState.ExitCode(); code != 2 || !strings.HasPrefix(text, "Error: "+c.want) || strings.Count(text, "\n") != 1 {
			t.Errorf("%v %v: status %d\n%s", c.settings, c.arguments, code, text)
		}
	}
}
