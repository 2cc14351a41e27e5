package op

import (
	"fmt"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// CreateTable creates a table with its constraints, indexes and comments.
type CreateTable struct {
	// Table is the table to create; constraints and indexes without a name get the default ones.
	Table schema.Table
}

var _ = kind(CreateTable{})

func (o CreateTable) String() string { return "CreateTable " + o.Table.ID().String() }

// Apply adds the table.
func (o CreateTable) Apply(s *schema.Schema) error {
	if s.Table(o.Table.ID()) != nil {
		return exists("table", o.Table.ID().String())
	}
	t := o.Table.WithDefaultNames()
	if err := checkTable(&t); err != nil {
		return err
	}
	s.Tables = append(s.Tables, t)
	return nil
}

// Statements is CREATE TABLE and what belongs to it.
func (o CreateTable) Statements(d Dialect) ([]string, error) {
	t := o.Table.WithDefaultNames()
	if err := checkTable(&t); err != nil {
		return nil, err
	}
	return d.CreateTable(t)
}

// Inverse drops the table.
func (o CreateTable) Inverse(*schema.Schema) (Operation, error) {
	return DropTable{Schema: o.Table.Schema, Table: o.Table.Name}, nil
}

// checkTable reports what no database would take: no name, a column twice, a constraint on a column that is not there.
func checkTable(t *schema.Table) error {
	if t.Name == "" {
		return fmt.Errorf("a table needs a name")
	}
	if err := checkUnlogged(t); err != nil {
		return err
	}
	seen := make(map[string]bool, len(t.Columns))
	for _, c := range t.Columns {
		if c.Name == "" {
			return fmt.Errorf("a column of table %s has no name", t.ID())
		}
		if seen[c.Name] {
			return exists("column", c.Name)
		}
		seen[c.Name] = true
		if !c.IdentityOptions.IsZero() && c.Identity == "" {
			return fmt.Errorf("column %s of table %s has IdentityOptions and no Identity: say which kind it is", c.Name, t.ID())
		}
	}
	lists := [][]string{t.PrimaryKey.Columns, t.PrimaryKey.Include}
	for _, u := range t.Uniques {
		lists = append(lists, u.Columns, u.Include)
	}
	for _, f := range t.ForeignKeys {
		lists = append(lists, f.Columns)
	}
	for _, i := range t.Indexes {
		lists = append(lists, indexed(i), i.Include)
	}
	for _, e := range t.Exclusions {
		lists = append(lists, e.Columns(), e.Include)
	}
	for _, columns := range lists {
		if err := needColumns(t, columns); err != nil {
			return err
		}
	}
	return nil
}
