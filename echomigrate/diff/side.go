package diff

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// table is a table in three spellings. Its constraints and indexes have the same names in all of them.
type table struct {
	// canonical is what is compared.
	canonical schema.Table
	// written is what operations say.
	written schema.Table
	// declared is as much of written as is known to have been written by somebody and not read off the database: what the
	// database cannot hold is compared by it.
	declared schema.Table
	// free are the names, by kind, that were chosen here because nobody gave one.
	free map[Object]bool
}

// side is one side of a comparison.
type side struct {
	tables []*table
	// enums are the enum types, of which a database without such types has those that the revisions made.
	enums  []schema.Enum
	byName map[schema.Name]*table
	// shared are the tables that are one on both sides because models and database say the same.
	shared map[schema.Name]bool
	// sequences are those that stand by themselves, of which a database without any has those that the revisions made.
	sequences []schema.Sequence
}

func newSide() *side { return &side{byName: map[schema.Name]*table{}, shared: map[schema.Name]bool{}} }

func (s *side) add(t *table) {
	s.tables = append(s.tables, t)
	s.byName[t.canonical.ID()] = t
}

// asWritten is a schema of the side's tables as they are written.
func (s *side) asWritten() *schema.Schema {
	written := &schema.Schema{Tables: make([]schema.Table, len(s.tables))}
	for i, t := range s.tables {
		written.Tables[i] = t.written
	}
	return written
}

func (s *side) sort() {
	slices.SortFunc(s.tables, func(a, b *table) int { return a.canonical.ID().Compare(b.canonical.ID()) })
}

// actualSide is the database's, written as the history has it wherever that says the same. The database is asked to spell
// what is not plainly the same, but nothing depends on that it can: its own spelling serves as well, if only for itself.
// What is plainly the same is taken as it stands.
func actualSide(db Database, actual, history *schema.Schema, same map[schema.Name]*table) *side {
	s := newSide()
	actual.Sort()
	inHistory := history.ByName()
	var unlike []*table
	var declared []schema.Table
	for _, t := range actual.Tables {
		if current := same[t.ID()]; current != nil {
			s.add(current)
			s.shared[t.ID()] = true
			continue
		}
		current := &table{canonical: t.Clone()}
		current.forget()
		if remembered := inHistory[t.ID()]; remembered != nil {
			named := remembered.WithDefaultNames()
			if !current.remember(named, db.Canonical(named)) {
				unlike, declared = append(unlike, current), append(declared, named)
			}
		}
		s.add(current)
	}
	if len(unlike) == 0 {
		return s
	}
	if spelled, err := db.Spell(declared, history.Enums...); err == nil {
		for i, t := range unlike {
			t.forget()
			t.remember(declared[i], spelled[i])
		}
	}
	return s
}

// forget writes the table as the database does.
func (t *table) forget() {
	t.written = t.canonical.Clone()
	t.declared = schema.Table{Schema: t.canonical.Schema, Name: t.canonical.Name, Comment: t.canonical.Comment}
}

// remember writes the table as a revision did, where that means what is there. It reports whether all of it does.
func (t *table) remember(declared, canonical schema.Table) bool {
	all := true
	for i := range t.written.Columns {
		c := &t.written.Columns[i]
		was, meant := declared.Column(c.Name), canonical.Column(c.Name)
		if was == nil || meant == nil {
			continue
		}
		if rememberColumn(c, *was, *meant) {
			t.declared.Columns = append(t.declared.Columns, *c)
		} else {
			all = false
		}
	}
	for _, k := range kinds {
		all = k.remember(t, &declared, &canonical) && all
	}
	if canonical.Comment == t.canonical.Comment {
		t.written.Comment = declared.Comment
		t.declared.Comment = declared.Comment
	} else {
		t.declared.Comment = t.written.Comment
	}
	t.written.Options = declared.Options
	remember(&t.written.PartitionBy, declared.PartitionBy, canonical.PartitionBy)
	remember(&t.written.Unlogged, declared.Unlogged, canonical.Unlogged)
	t.declared.Unlogged = declared.Unlogged
	if slices.Equal(t.written.With, canonical.With) {
		t.written.With = declared.With
	}
	t.declared.With = declared.With
	return all
}

// desiredSide is the models'. What is not plainly equal to the database's own is spelled by the database.
func desiredSide(db Database, desired *schema.Schema, naming schema.Naming, from *side, chosen *choice) (*side, error) {
	s := newSide()
	var different []*table
	for _, t := range desired.Tables {
		if from.shared[t.ID()] {
			s.add(from.byName[t.ID()])
			s.shared[t.ID()] = true
			continue
		}
		current := from.byName[t.ID()]
		wanted := desiredTable(db, t, naming, current, chosen)
		for _, k := range kinds {
			k.choose(wanted, current, chosen)
		}
		if current == nil || !wanted.holds(current) {
			different = append(different, wanted)
		}
		s.add(wanted)
	}
	s.sort()
	s.distinguish(from)
	if len(different) > 0 {
		if err := spell(db, different, desired.Enums); err != nil {
			return nil, err
		}
	}
	for _, wanted := range s.tables {
		current := from.byName[wanted.written.ID()]
		if current == wanted {
			continue
		}
		if current != nil {
			keepParameters(wanted, current)
			wanted.adopt(current)
			chosen.restore(wanted, current)
			for _, k := range kinds {
				k.keepValid(wanted, current)
			}
		}
		wanted.sayNotNull()
		wanted.declared = wanted.written.Clone()
	}
	return s, nil
}

// desiredTable is a table of the models, with what they leave to the one that is there; current is nil where there is none.
func desiredTable(db Database, t schema.Table, naming schema.Naming, current *table, chosen *choice) *table {
	wanted := &table{written: t.WithNames(naming), free: freeNames(t, naming)}
	if current == nil {
		wanted.canonical = db.Canonical(wanted.written)
		return wanted
	}
	chosen.keepTableOptions(db, wanted, current)
	if t.PartitionBy == "" {
		wanted.written.PartitionBy = current.written.PartitionBy
	}
	if !current.declared.Unlogged {
		wanted.written.Unlogged = t.Unlogged || current.written.Unlogged // unlogged by hand, which nobody said
	}
	keepOptions(wanted, current)
	keepTableParameters(wanted, current)
	wanted.canonical = db.Canonical(wanted.written)
	keepParameters(wanted, current)
	wanted.adopt(current)
	return wanted
}

// sayNotNull writes NotNull where something else implies it, such as the primary key, which may go one day.
func (t *table) sayNotNull() {
	for i := range t.written.Columns {
		c := &t.written.Columns[i]
		if meant := t.canonical.Column(c.Name); meant != nil {
			c.NotNull = meant.NotNull
		}
	}
}

func spell(db Database, tables []*table, enums []schema.Enum) error {
	written := make([]schema.Table, len(tables))
	for i, t := range tables {
		written[i] = t.written
	}
	spelled, err := db.Spell(written, enums...)
	if err != nil {
		return refused(db, written, enums, err)
	}
	for i, t := range tables {
		t.canonical = spelled[i]
	}
	return nil
}

// holds reports whether the table says all that another one says, and nothing else that can be compared.
func (t *table) holds(other *table) bool {
	if t.canonical.PartitionBy != other.canonical.PartitionBy {
		return false
	}
	for _, c := range t.canonical.Columns {
		there := other.canonical.Column(c.Name)
		if there == nil || *there != c {
			return false
		}
	}
	for _, k := range kinds {
		if !k.same(&t.canonical, &other.canonical) {
			return false
		}
	}
	return true
}
