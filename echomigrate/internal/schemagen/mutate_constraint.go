package schemagen

import (
	"slices"

	"pgregory.net/rapid"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// dropUnique drops a unique constraint and the foreign keys that need it.
func (m *maker) dropUnique(t *schema.Table, n int) {
	key := t.Uniques[n].Columns
	t.Uniques = slices.Delete(t.Uniques, n, n+1)
	for i := range m.s.Tables {
		other := &m.s.Tables[i]
		other.ForeignKeys = slices.DeleteFunc(other.ForeignKeys, func(f schema.ForeignKey) bool {
			return f.Target(other.Schema) == t.ID() && slices.Equal(f.RefColumns, key)
		})
	}
}

// dropObject drops a unique constraint, a check, an index or a foreign key.
func (m *maker) dropObject(t *schema.Table) {
	switch pick(m, "drop", "unique", "check", "index", "exclusion", "reference") {
	case "unique":
		if len(t.Uniques) > 0 {
			m.dropUnique(t, 0)
		}
	case "check":
		t.Checks = t.Checks[min(1, len(t.Checks)):]
	case "index":
		t.Indexes = t.Indexes[min(1, len(t.Indexes)):]
	case "exclusion":
		t.Exclusions = t.Exclusions[min(1, len(t.Exclusions)):]
	case "reference":
		t.ForeignKeys = t.ForeignKeys[min(1, len(t.ForeignKeys)):]
	}
}

func (m *maker) newObject(t *schema.Table) {
	pick(m, "new", m.addUnique, m.addCheck, m.addIndex, m.addExclusion)(t)
}

func (m *maker) newReference() {
	if len(m.s.Tables) > 0 {
		last := len(m.s.Tables) - 1
		m.addForeignKey(rapid.IntRange(0, last).Draw(m.T, "from"), rapid.IntRange(0, last).Draw(m.T, "to"))
	}
}

// validate makes the constraints of a table valid.
func (m *maker) validate(t *schema.Table) {
	for i := range t.Checks {
		t.Checks[i].NotValid = false
	}
	for i := range t.ForeignKeys {
		t.ForeignKeys[i].NotValid = false
	}
}

func (m *maker) changeReference() {
	if t := m.table(); t != nil && len(t.ForeignKeys) > 0 {
		m.act(&t.ForeignKeys[rapid.IntRange(0, len(t.ForeignKeys)-1).Draw(m.T, "foreign key")])
	}
}

// retarget lets a foreign key refer to another table whose rows have the same keys.
func (m *maker) retarget() {
	t := m.table()
	if t == nil || len(t.ForeignKeys) == 0 {
		return
	}
	f := &t.ForeignKeys[rapid.IntRange(0, len(t.ForeignKeys)-1).Draw(m.T, "foreign key")]
	var targets []schema.Table
	for _, target := range m.s.Tables {
		if m.hasSameKeys(t, f, target) {
			targets = append(targets, target)
		}
	}
	if len(targets) == 0 {
		return
	}
	target := pick(m, "refers to", targets...)
	f.RefTable, f.RefSchema, f.RefColumns = target.Name, target.ID().SchemaFrom(t.Schema), slices.Clone(target.PrimaryKey.Columns)
}

// hasSameKeys reports whether a table's primary key has what the columns of a foreign key have, now and before.
func (m *maker) hasSameKeys(t *schema.Table, f *schema.ForeignKey, target schema.Table) bool {
	before, was := m.old.Table(target.ID()), m.old.Table(t.ID())
	if before == nil || was == nil || len(target.PrimaryKey.Columns) != len(f.Columns) {
		return false
	}
	for n, name := range f.Columns {
		key := target.PrimaryKey.Columns[n]
		now, then, from, fromThen := target.Column(key), before.Column(key), t.Column(name), was.Column(name)
		if then == nil || fromThen == nil || refers(before, key) || refers(&target, key) {
			return false
		}
		if stored(now.Type) != from.Type || stored(then.Type) != fromThen.Type || now.Collation != "" {
			return false
		}
	}
	return true
}

// changeIndex changes what an index is without changing its name.
func (m *maker) changeIndex(t *schema.Table) {
	if len(t.Indexes) == 0 {
		return
	}
	i := &t.Indexes[0]
	i.Using, i.Include, i.NullsNotDistinct, i.With = "", nil, false, nil
	if columns := m.some(t, comparable); m.chance(2, "another key") {
		m.setKey(t, i, columns)
	} else if i.Where == "" {
		i.Where = ident(columns[0]) + " IS NOT NULL"
	} else {
		i.Where = ""
		i.Unique = false
	}
}

// changeCheck changes the condition of a check without changing its name.
func (m *maker) changeCheck(t *schema.Table) {
	if len(t.Checks) == 0 {
		return
	}
	others := t.Checks[1:]
	name := t.Checks[0].Name
	t.Checks = slices.Clone(others)
	m.addCheck(t)
	if len(t.Checks) > len(others) {
		t.Checks[len(others)].Name = name
	}
}

// changeUnique changes the columns of a unique constraint without changing its name.
func (m *maker) changeUnique(t *schema.Table) {
	if len(t.Uniques) == 0 {
		return
	}
	name := t.Uniques[0].Name
	m.dropUnique(t, 0)
	count := len(t.Uniques)
	m.addUnique(t)
	if len(t.Uniques) > count {
		t.Uniques[count].Name = name
	}
}

func (m *maker) renameObject(t *schema.Table) {
	if len(t.Indexes) > 0 {
		t.Indexes[0].Name = m.objectName("ix", t)
	}
	if len(t.Uniques) > 0 {
		t.Uniques[0].Name = m.objectName("uq", t)
	}
	if len(t.Exclusions) > 0 {
		t.Exclusions[0].Name = m.objectName("ex", t)
	}
	if len(t.Checks) > 0 && m.chance(2, "check too") {
		t.Checks[0].Name = m.objectName("ck", t)
	}
	if len(t.ForeignKeys) > 0 && m.chance(2, "foreign key too") {
		t.ForeignKeys[0].Name = m.objectName("ref", t)
	}
	if len(t.PrimaryKey.Columns) > 0 && m.chance(2, "primary key too") {
		t.PrimaryKey.Name = m.objectName("key", t)
	}
}
