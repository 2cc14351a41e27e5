package render

import (
	"cmp"
	"fmt"
	"go/build"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// DefaultTemplate is how files are named unless another template is given.
const DefaultTemplate = "%(rev)s_%(slug)s"

// FileNames says how files are named. The zero value is a good one.
type FileNames struct {
	// Template holds %(rev)s, and may hold %(slug)s and the numbers %(epoch)d, %(year)d, %(month).2d, %(day).2d, %(hour).2d,
	// %(minute).2d and %(second).2d of the time of creation, formatted as in package fmt; %% is a percent sign.
	// Default: DefaultTemplate.
	Template string
	// SlugLength is the number of characters of the message that a name takes at the most. Default: 40.
	SlugLength int
}

// FileName is the name of a revision's file by default, such as 8c2f1e0a7b44_add_user_bio.go. Whatever the message says, Go
// compiles a file of that name on every platform, and not as a test.
func FileName(r revision.Revision) string {
	name, err := FileNames{}.Name(r, ".go")
	if err != nil {
		panic("render: the default template: " + err.Error())
	}
	return name
}

// Name is the name of a revision's file with an extension such as ".go" or ".sql". It is an error when the template names
// anything else than it may or lacks %(rev)s, or when the revision's time cannot be read.
func (f FileNames) Name(r revision.Revision, extension string) (string, error) {
	template := f.Template
	if template == "" {
		template = DefaultTemplate
	}
	values := map[string]any{"rev": r.ID, "slug": slug(r.Message, cmp.Or(f.SlugLength, slugLength))}
	created, err := time.Parse(time.RFC3339, r.Created)
	if err == nil {
		values["epoch"], values["year"], values["month"], values["day"] = created.Unix(), created.Year(), int(created.Month()), created.Day()
		values["hour"], values["minute"], values["second"] = created.Hour(), created.Minute(), created.Second()
	}
	var fault error
	hasID := false
	name := directive.ReplaceAllStringFunc(template, func(found string) string {
		if found == "%%" {
			return "%"
		}
		parts := directive.FindStringSubmatch(found)
		value, known := values[parts[1]]
		switch {
		case !known && slices.Contains(clock, parts[1]):
			fault = fmt.Errorf("file template %q: the time of revision %s, %q, is not in RFC 3339", template, r.ID, r.Created)
		case !known || parts[3] != verbs[parts[1] == "rev" || parts[1] == "slug"]:
			fault = fmt.Errorf("file template %q: unknown part %q: use %%(rev)s, %%(slug)s, or the numbers %%(%s)d", template, found, strings.Join(clock, ")d, %("))
		}
		hasID = hasID || parts[1] == "rev"
		return fmt.Sprintf("%"+parts[2]+parts[3], value)
	})
	if fault == nil && !hasID {
		fault = fmt.Errorf("file template %q: two revisions with the same message would share a file: add %%(rev)s", template)
	}
	if fault != nil {
		return "", fault
	}
	return safe(name) + extension, nil
}

var (
	directive = regexp.MustCompile(`%%|%(?:\((\w*)\))?([-+ #0]*\d{0,2}(?:\.\d{1,2})?)([a-zA-Z]?)`)
	clock     = []string{"epoch", "year", "month", "day", "hour", "minute", "second"}
	verbs     = map[bool]string{true: "s", false: "d"}
)

// slugLength is the number of characters of the message that a file name takes by default.
const slugLength = 40

// slug is the message's words in lower case with underscores between them, cut at the end of a word.
func slug(message string, length int) string {
	words := strings.FieldsFunc(strings.ToLower(message), func(r rune) bool { return !inWord(r) && !unicode.IsMark(r) })
	var s []rune
	for _, word := range words {
		letters := []rune(strings.Map(only(inWord), word))
		if len(letters) == 0 {
			continue
		}
		if len(s) == 0 {
			s = letters[:min(len(letters), length)]
			continue
		}
		if len(s)+1+len(letters) > length {
			break
		}
		s = append(append(s, '_'), letters...)
	}
	return string(s)
}

// inWord reports whether a character may stand in a file name everywhere: Go's modules take no digits and marks but ASCII's.
func inWord(r rune) bool { return unicode.IsLetter(r) || '0' <= r && r <= '9' }

func only(ok func(rune) bool) func(rune) rune {
	return func(r rune) rune {
		if ok(r) {
			return r
		}
		return -1
	}
}

// safe makes a name without its extension one that Go and every file system take for nothing else.
func safe(name string) string {
	name = strings.Map(func(r rune) rune {
		if inWord(r) || r == '-' || r == '_' {
			return r
		}
		return '_' // Go takes what stands behind a dot for no part of the name.
	}, name)
	name = strings.TrimRight(name, "_")
	if name == "" || name[0] == '_' || name[0] == '-' {
		name = "r" + name
	}
	if strings.HasSuffix(name, "_test") || name == "versions" || deviceName.MatchString(name) || !everywhere(name) {
		name += "_"
	}
	return name
}

// deviceName matches the names that Windows keeps for devices.
var deviceName = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])$`)

// everywhere reports whether Go compiles a file of that name whatever the platform: it is asked for one that does not exist.
func everywhere(name string) bool {
	nowhere := build.Context{GOOS: "no-system", GOARCH: "no-architecture", OpenFile: func(string) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader("package versions\n")), nil
	}}
	matches, err := nowhere.MatchFile(".", name+".go")
	return matches && err == nil
}
