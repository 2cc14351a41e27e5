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
	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// TestConfigInReadme holds the README's table of settings against Config: a row for each field, and no row for anything else.
func TestConfigInReadme(t *testing.T) {
	rows := rowsOf(t, "Configuration")
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

// TestOperationsInReadme holds the README's table of operations against those that there are.
func TestOperationsInReadme(t *testing.T) {
	var known []string
	for _, o := range op.Kinds() {
		known = append(known, op.Kind(o))
	}
	if d := cmp.Diff(known, slices.Sorted(maps.Keys(rowsOf(t, "Operations")))); d != "" {
		t.Errorf("operations and rows of the table (-operations +rows):\n%s", d)
	}
}

// rowsOf are the rows of the README's table below a heading, by each of the names that begin them.
func rowsOf(t *testing.T, heading string) map[string]string {
	t.Helper()
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(readme), "\n## "+heading+"\n")
	section, _, _ = strings.Cut(section, "\n## ")
	rows := map[string]string{}
	for _, row := range regexp.MustCompile("(?m)^\\| (`[^|]+) \\|.*$").FindAllStringSubmatch(section, -1) {
		for _, name := range strings.Split(row[1], ", ") {
			rows[strings.Trim(name, "`")] = row[0]
		}
	}
	return rows
}

func names(structure reflect.Type) (list []string) {
	for _, f := range reflect.VisibleFields(structure) {
		list = append(list, f.Name)
	}
	return list
}
