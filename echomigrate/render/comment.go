package render

import (
	"go/build/constraint"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// comment writes text as comment lines. Whatever the text holds, no line ends the comment, and none means anything to Go:
// "+build" at the start of a line would take the file out of the build, "Deprecated:" would mark the whole package, and
// gofmt moves "[name]:" away.
func comment(text ...string) []string {
	var lines []string
	for line := range strings.SplitSeq(breaks.Replace(strings.Join(text, "\n")), "\n") {
		line = strings.Join(strings.Fields(strings.Map(visible, strings.ToValidUTF8(line, "\uFFFD"))), " ")
		if constraint.IsPlusBuild("// "+line) || special.MatchString(line) {
			line = strconv.Quote(line)
		}
		if line == "" && (len(lines) == 0 || lines[len(lines)-1] == "//") {
			continue
		}
		lines = append(lines, strings.TrimRight("// "+line, " "))
	}
	if n := len(lines); n > 0 && lines[n-1] == "//" {
		lines = lines[:n-1]
	}
	return lines
}

var special = regexp.MustCompile(`^(Deprecated:|\[.*\]:)`)

var breaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

// visible keeps what can be seen, and the joiners that some scripts need. Characters that control the direction of text,
// byte order marks and the like become spaces.
func visible(r rune) rune {
	if unicode.IsGraphic(r) || r == '\u200C' || r == '\u200D' {
		return r
	}
	return ' '
}
