package modelsource

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// tag is the struct tag of a field: the options for Bun and those for package model.
type tag struct{ bun, migrate []string }

// text is the tag as it stands between quotes of a struct tag.
func (t tag) text() string {
	text := "bun:" + strconv.Quote(strings.Join(t.bun, ","))
	if len(t.migrate) > 0 {
		text += " migrate:" + strconv.Quote(strings.Join(t.migrate, ","))
	}
	return text
}

// source is the tag as Go source.
func (t tag) source() string {
	text := t.text()
	if strconv.CanBackquote(text) {
		return "`" + text + "`"
	}
	return strconv.Quote(text)
}

var (
	simpleName  = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	simpleValue = regexp.MustCompile(`^[\w.'\- /]*(\([\w, ]*\))?$`)
)

// bunValue is the value of an option of Bun's tag, in quotes where it needs them.
func bunValue(value string) string {
	if simpleValue.MatchString(value) {
		return value
	}
	if strings.Contains(value, `"`) || strings.HasSuffix(value, `\`) {
		value = strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value)
	}
	return `"` + value + `"`
}

// migrateOption is an option of the migrate tag, its value in quotes where it needs them.
func migrateOption(name, value string) string {
	if simpleName.MatchString(value) {
		return name + ":" + value
	}
	return name + ":'" + strings.ReplaceAll(value, "'", "''") + "'"
}

// identifier is a name within a clause of the migrate tag.
func identifier(name string) string {
	if simpleName.MatchString(name) || name == "" {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

// identifiers are names in parentheses.
func identifiers(names []string) string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = identifier(name)
	}
	return "(" + strings.Join(list, ", ") + ")"
}

// qualified is a table's name with its schema before a dot.
func qualified(n schema.Name) string { return n.String() }
