package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// keepTableOptions leaves a table the options that it was created with: no statement changes them. It warns where the model says
// others, and what to do; a model that says none is content with any.
func (c *choice) keepTableOptions(db Database, wanted, current *table) {
	there := current.canonical.Options
	if len(wanted.written.Options) > 0 {
		said := db.Canonical(wanted.written).Options
		if slices.Equal(said, there) {
			return
		}
		if plain := withoutClauses(there); len(said) > 0 && !slices.Equal(said, plain) {
			c.warnings = append(c.warnings, optionsDiffer(current.canonical, plain, said))
		}
	}
	wanted.written.Options = there
}

// optionsDiffer says how a table gets the options that its model says.
func optionsDiffer(t schema.Table, there, said []string) string {
	stored, end := t.ID().String(), strings.Join(said, ", ")
	line := fmt.Sprintf("table %s has %s, and its model says %s: a table keeps those that it was created with: in a revision of your own, by op.Exec, "+
		"CREATE TABLE %s_new (…) %s, INSERT INTO %s_new SELECT * FROM %s, DROP TABLE %s, ALTER TABLE %s_new RENAME TO %s, and create its indexes and triggers again",
		t.ID(), cmp.Or(strings.Join(there, ", "), "no options"), end, stored, end, stored, stored, stored, stored, t.Name)
	if slices.Contains(said, strict) && !slices.Contains(there, strict) {
		line += "; STRICT takes the types INTEGER, REAL, TEXT, BLOB and ANY alone, and refuses rows with values of another"
	}
	if slices.Contains(said, withoutRowid) && !slices.Contains(there, withoutRowid) {
		line += "; WITHOUT ROWID needs a primary key, and does without AUTOINCREMENT"
	}
	return line
}

// The options that a kind of database knows. SQLite has them; PostgreSQL leaves them out, so that one model serves both.
const (
	strict       = "STRICT"
	withoutRowid = "WITHOUT ROWID"
)

// elsewhere is where to say what stands behind CREATE TABLE and is no option, by how it begins.
var elsewhere = []struct{ begins, way string }{
	{"PARTITION BY", "say it by PartitionBy, or the tag partition"},
	{"WITH (", "say it by With, or the tag with"},
	{"UNLOGGED", "say it by Unlogged, or the tag unlogged"},
	{"TABLESPACE", "put the table there by op.Exec, ALTER TABLE NAME SET OPTION, in a revision of your own"},
	{"USING", "give it the method by op.Exec, ALTER TABLE NAME SET ACCESS METHOD …, in a revision of your own; PostgreSQL has it since 15, and writes every row"},
}

// unknownOptions warns of options that no database takes, and would leave out without a word.
func unknownOptions(desired *schema.Schema) (warnings []string) {
	for _, t := range desired.Tables {
		for _, option := range withoutClauses(t.Options) {
			words := strings.Join(strings.Fields(option), " ")
			upper := strings.ToUpper(words)
			if upper == strict || upper == withoutRowid {
				continue
			}
			way := "create the table by op.Exec"
			for _, e := range elsewhere {
				if strings.HasPrefix(upper, e.begins) {
					way = strings.NewReplacer("TABLE NAME", "TABLE "+t.ID().String(), "OPTION", words).Replace(e.way)
				}
			}
			warnings = append(warnings, fmt.Sprintf("table %s: the option %q of its model is left out: %s", t.ID(), option, way))
		}
	}
	return warnings
}

// withoutClauses leaves out what an inspection noted of clauses that no model can say, such as "DESC in PRIMARY KEY (id)".
func withoutClauses(options []string) []string {
	return slices.DeleteFunc(slices.Clone(options), func(o string) bool { return strings.Contains(o, " in ") })
}
