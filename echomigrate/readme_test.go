package echomigrate_test

import (
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/echomigrate/echo-migrate/echomigrate"
)

// TestConfigInReadme holds the README's table of settings against Config: a row for each field, and no row for anything else.
func TestConfigInReadme(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(readme), "\n## Configuration\n")
	section, _, _ = strings.Cut(section, "\n## ")
	rows := map[string]string{}
	for _, row := range regexp.MustCompile("(?m)^\\| (`[^|]+) \\|.*$").FindAllStringSubmatch(section, -1) {
		for _, name := range strings.Split(row[1], ", ") {
			rows[strings.Trim(name, "`")] = row[0]
		}
	}
	fields := slices.Collect(maps.Keys(rows))
	slices.Sort(fields)
	if d := cmp.Diff(slices.Sorted(slices.Values(names(reflect.TypeFor[echomigrate.Config]()))), fields); d != "" {
		t.Errorf("fields of Config and rows of the table (-fields +rows):\n%s", d)
	}
	for field, of := range map[string]reflect.Type{
		"Databases":        reflect.TypeFor[echomigrate.Database](),
		"VersionLocations": reflect.TypeFor[echomigrate.VersionLocation](),
		"Development":      reflect.TypeFor[echomigrate.Development](),
	} {
		for _, name := range names(of) {
			if !strings.Contains(rows[field], "`"+name+"`") {
				t.Errorf("the README's row for %s does not name its field %s", field, name)
			}
		}
	}
}

func names(structure reflect.Type) (list []string) {
	for _, f := range reflect.VisibleFields(structure) {
		list = append(list, f.Name)
	}
	return list
}
