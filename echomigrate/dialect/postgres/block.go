package postgres

import (
	"fmt"
	"strings"
)

// do is a statement that runs a block, in quotes that nothing in it has.
func do(block string) string {
	tag := "$do$"
	for n := 1; strings.Contains(block, tag); n++ {
		tag = fmt.Sprintf("$do%d$", n)
	}
	return "DO " + tag + " " + block + " " + tag
}

// raiseUnless is a block that raises an exception, which using describes, unless a condition holds.
func raiseUnless(condition, using string) string {
	return do("BEGIN IF NOT (" + condition + ") THEN RAISE EXCEPTION USING " + using + "; END IF; END")
}
