package cli

import (
	"os"
	"strings"

	"github.com/urfave/cli/v2"
)

// fromEnvironment adds the flags that were not given and that the environment gives: DB_DIRECTORY for the group's
// --directory, DB_HISTORY_REV_RANGE for --rev-range of db history, DB_DOWNGRADE_SQL=1.
func fromEnvironment(given []string, known []cli.Flag, words ...string) []string {
	for _, f := range known {
		name := f.Names()[0]
		value, set := os.LookupEnv(variable(append(words, name)...))
		if set && value != "" && !has(given, name) {
			given = append(given, "--"+name+"="+value)
		}
	}
	return given
}

// variable is the environment's name for a flag.
func variable(words ...string) string {
	return strings.ToUpper(strings.NewReplacer("-", "_", " ", "_").Replace(strings.Join(words, "_")))
}

func has(given []string, name string) bool {
	for _, word := range given {
		if strings.HasPrefix(word, "--"+name+"=") {
			return true
		}
	}
	return false
}
