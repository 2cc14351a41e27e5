package sqlite

import (
	"cmp"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Canonical is the table as Inspect gives it back after CreateTable. Triggers stay as they are.
func (Dialect) Canonical(t schema.Table) schema.Table {
	t = t.Clone()
	canonical(&t)
	return t
}

// canonical is Canonical on the table itself.
func canonical(t *schema.Table) {
	if t.Schema == mainSchema {
		t.Schema = ""
	}
	t.Comment, t.PartitionBy, t.Unlogged, t.Exclusions = "", "", false, nil
	t.Options, t.With = options(t.Options), nil
	columns := columnsOf(*t)
	canonicalKeys(t)
	canonicalColumns(t, columns)
	for i := range t.ForeignKeys {
		canonicalForeignKey(&t.ForeignKeys[i], t.Schema)
	}
	for i := range t.Checks {
		t.Checks[i] = schema.Check{Name: t.Checks[i].Name, Expression: canonicalExpression(t.Checks[i].Expression, columns)}
	}
	for i := range t.Indexes {
		t.Indexes[i] = canonicalIndex(t.Indexes[i], t, columns)
	}
	t.FillNames(schema.Naming{})
}

func columnsOf(t schema.Table) names {
	columns := make(names, len(t.Columns))
	for _, c := range t.Columns {
		columns[strings.ToLower(c.Name)] = c.Name
	}
	return columns
}

// canonicalKeys leaves out what SQLite's keys cannot say.
func canonicalKeys(t *schema.Table) {
	plain := func(k schema.Key) schema.Key { return schema.Key{Name: k.Name, Columns: k.Columns} }
	if len(t.PrimaryKey.Columns) == 0 {
		t.PrimaryKey = schema.Key{}
	}
	t.PrimaryKey = plain(t.PrimaryKey)
	for i, k := range t.Uniques {
		t.Uniques[i] = plain(k)
	}
}

func canonicalColumns(t *schema.Table, columns names) {
	strict := isStrict(*t)
	for i := range t.Columns {
		c := &t.Columns[i]
		numbered := c.Identity != "" || schema.IsSerial(c.Type)
		c.Type = typeName(c.Type, strict)
		c.Identity, c.IdentityOptions = "", schema.SequenceOptions{}
		if numbered && c.Type == "INTEGER" && hasRowid(*t) && slices.Equal(t.PrimaryKey.Columns, []string{c.Name}) {
			c.Identity = schema.IdentityByDefault
		}
		if slices.Contains(t.PrimaryKey.Columns, c.Name) {
			c.NotNull = true
		}
		c.Default = canonicalDefault(c.Default, c.Type)
		c.Generated = canonicalExpression(c.Generated, columns)
		c.Virtual = c.Virtual && c.Generated != ""
		c.Collation = canonicalCollation(c.Collation)
		c.Comment = ""
	}
}

// canonicalCollation is a collation in capitals; comparing bytes is what SQLite does without one, and what PostgreSQL calls C.
func canonicalCollation(name string) string {
	switch upper := strings.ToUpper(name); upper {
	case "BINARY", "C", "POSIX":
		return ""
	default:
		return upper
	}
}

func canonicalForeignKey(f *schema.ForeignKey, from string) {
	if f.RefSchema == mainSchema {
		f.RefSchema = schema.DefaultSchema
	}
	f.RefSchema = f.Target(from).SchemaFrom(from)
	f.Match, f.NotValid = "", false
	f.OnDelete, f.OnUpdate = canonicalAction(f.OnDelete), canonicalAction(f.OnUpdate)
	if f.Deferrable != schema.InitiallyDeferred {
		f.Deferrable = ""
	}
}

func canonicalAction(a schema.Action) schema.Action {
	upper := schema.Action(strings.ToUpper(string(a)))
	if upper == "NO ACTION" {
		return ""
	}
	return upper
}

func canonicalIndex(i schema.Index, t *schema.Table, columns names) schema.Index {
	if len(i.Elements) == 0 { // which are columns, each in its own collation
		return schema.Index{Name: i.Name, Unique: i.Unique, Where: canonicalExpression(i.Where, columns), Columns: i.Columns}
	}
	key := slices.Clone(i.Key())
	for n, e := range key {
		e.Nulls, e.Opclass = "", ""
		e.Expression = canonicalExpression(e.Expression, columns)
		for cut := cutElement(tokenize(e.Expression)); cut.collation != ""; cut = cutElement(tokenize(e.Expression)) {
			e.Collation = cmp.Or(e.Collation, cut.collation)
			e.Expression = canonicalExpression(e.Expression[cut.key[0].start:cut.key[len(cut.key)-1].end], columns)
		}
		if tokens := tokenize(e.Expression); len(tokens) == 1 && e.Column == "" {
			if column, ok := columns.column(tokens[0].value); ok && tokens[0].kind != tokenString {
				e.Column, e.Expression = column, ""
			}
		}
		e.Collation = elementCollation(e, t)
		key[n] = e
	}
	i = schema.Index{Name: i.Name, Unique: i.Unique, Where: i.Where}.WithKey(key)
	i.Where = canonicalExpression(i.Where, columns)
	return i
}

// elementCollation is empty where the element's collation is the one that it has anyway.
func elementCollation(e schema.Element, t *schema.Table) string {
	own := ""
	if c := t.Column(e.Column); c != nil {
		own = canonicalCollation(c.Collation)
	}
	collation := canonicalCollation(e.Collation)
	switch {
	case e.Collation == "" || collation == own:
		return ""
	case collation == "":
		return "BINARY"
	}
	return collation
}
