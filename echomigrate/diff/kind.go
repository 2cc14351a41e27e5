package diff

import (
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// objects is one kind of constraints or indexes of tables.
type objects[T any] struct {
	// kind is the Kind of an Object.
	kind string
	list func(*schema.Table) []T
	set  func(*schema.Table, []T)
	name func(*T) *string
	// exact compares everything.
	exact func(a, b T) bool
	// equal compares all but names and whether an object is valid.
	equal func(a, b T) bool
	// declared compares what some database leaves out, expressions aside.
	declared func(a, b T) bool
	// notValid is where an object says that it is NOT VALID; nil where none can be.
	notValid func(*T) *bool
	// columns lists the columns of its own table that an object needs.
	columns func(*schema.Table, T) []string
	add     func(schema.Name, T) op.Operation
	// drop drops an object; with ifExists one that is not there is passed over.
	drop func(table schema.Name, name string, ifExists bool) op.Operation
	// renaming gives an object another name.
	renaming func(table schema.Name, from, to string) op.Operation
	// dropAt and addAt are the places in the order of a table's operations.
	dropAt, addAt rank
	// relation says that the names are those of relations.
	relation bool
	// single says that a table has at most one.
	single bool
}

// kind is objects of any type.
type kind interface {
	// adopt gives objects whose name nobody chose the name of one in from that says the same.
	adopt(t, from *table)
	// keepValid leaves objects valid that are so in from.
	keepValid(t, from *table)
	// rename gives an object another name.
	rename(t *table, from, to string)
	// identical reports whether two tables have the same objects to the last field, in whatever order.
	identical(a, b *schema.Table) bool
	// same reports whether two tables have the same objects.
	same(a, b *schema.Table) bool
	// remember writes the objects as they were declared where that means what is there. It reports whether all do that are
	// there under their names.
	remember(t *table, declared, canonical *schema.Table) bool
	// keep copies the objects that are in from alone to t, but for those of which goes is true.
	keep(t, from *table, goes func(o Object, columns []string) bool) []Object
	// forget takes an object of this kind off a table.
	forget(t *table, o Object)
	// remove takes the object of this kind and name off a table as it is written.
	remove(t *schema.Table, o Object)
	// without takes the objects that need one of the columns off a table, and lists the columns of each.
	without(t *schema.Table, gone []string) [][]string
	// choose takes the objects that are left out off t, where they are as in from if they have to be anything.
	choose(t, from *table, c *choice)
	// chooseRest asks about the objects that are in from alone.
	chooseRest(from, t *table, c *choice)
	// String is the kind of an Object.
	String() string
	// each calls do for each object.
	each(t *schema.Table, do func(o Object, columns []string))
	// eachOf calls do for each object of a table, those that its database cannot hold included.
	eachOf(t *table, do func(o Object, columns func() []string))
	// has reports whether a table has an object of this kind and name, such as its database cannot hold included.
	has(t *table, name string) bool
	// gone lists the objects of a table that have to be dropped on the way to another.
	gone(from, to *table, loose map[Object]bool) []Object
	// change lists the operations that drop what is gone, with IfExists where it is pruned, and those that add what is new or
	// was dropped, or give another name, and those that validate what stays.
	change(from, to *table, loose, pruned map[Object]bool) (drops, adds, validations []op.Operation)
	// ranks are the places in the order of a table's operations.
	ranks() (drop, add rank)
	// isRelation reports whether the names are those of relations, which share one space in a schema.
	isRelation() bool
}

var kinds = []kind{primaryKeys, uniques, checks, exclusions, indexes, foreignKeys}

var primaryKeys = objects[schema.Key]{
	kind: KindPrimaryKey,
	list: func(t *schema.Table) []schema.Key {
		if len(t.PrimaryKey.Columns) == 0 {
			return nil
		}
		return []schema.Key{t.PrimaryKey}
	},
	set: func(t *schema.Table, list []schema.Key) {
		t.PrimaryKey = schema.Key{}
		if len(list) > 0 {
			t.PrimaryKey = list[0]
		}
	},
	name: keyName, exact: schema.Key.Equal, equal: equalKeys, declared: declaredKeys, columns: keyColumns,
	add: func(t schema.Name, k schema.Key) op.Operation {
		return op.AddPrimaryKey{Schema: t.Schema, Table: t.Table, PrimaryKey: k}
	},
	drop: func(t schema.Name, name string, _ bool) op.Operation {
		return op.DropPrimaryKey{Schema: t.Schema, Table: t.Table, Name: name}
	},
	renaming: renameConstraint,
	dropAt:   dropKey, addAt: addKey, relation: true, single: true,
}

var uniques = objects[schema.Key]{
	kind: KindUnique,
	list: func(t *schema.Table) []schema.Key { return t.Uniques },
	set:  func(t *schema.Table, list []schema.Key) { t.Uniques = list },
	name: keyName, exact: schema.Key.Equal, equal: equalKeys, declared: declaredKeys, columns: keyColumns,
	add: func(t schema.Name, k schema.Key) op.Operation {
		return op.AddUnique{Schema: t.Schema, Table: t.Table, Unique: k}
	},
	drop: func(t schema.Name, name string, ifExists bool) op.Operation {
		return op.DropUnique{Schema: t.Schema, Table: t.Table, Name: name, IfExists: ifExists}
	},
	renaming: renameConstraint,
	dropAt:   dropKey, addAt: addKey, relation: true,
}

func keyName(k *schema.Key) *string { return &k.Name }

func equalKeys(a, b schema.Key) bool {
	a.Name = b.Name
	return a.Equal(b)
}

func declaredKeys(a, b schema.Key) bool { return equalKeys(a, b) }

func keyColumns(_ *schema.Table, k schema.Key) []string { return slices.Concat(k.Columns, k.Include) }

var checks = objects[schema.Check]{
	kind:     KindCheck,
	list:     func(t *schema.Table) []schema.Check { return t.Checks },
	set:      func(t *schema.Table, list []schema.Check) { t.Checks = list },
	name:     func(c *schema.Check) *string { return &c.Name },
	exact:    func(a, b schema.Check) bool { return a == b },
	equal:    func(a, b schema.Check) bool { return a.Expression == b.Expression && a.NoInherit == b.NoInherit },
	declared: func(a, b schema.Check) bool { return a.NoInherit == b.NoInherit },
	notValid: func(c *schema.Check) *bool { return &c.NotValid },
	columns:  func(t *schema.Table, c schema.Check) []string { return t.ColumnsIn(c.Expression) },
	add: func(t schema.Name, c schema.Check) op.Operation {
		return op.AddCheck{Schema: t.Schema, Table: t.Table, Check: c}
	},
	drop: func(t schema.Name, name string, ifExists bool) op.Operation {
		return op.DropCheck{Schema: t.Schema, Table: t.Table, Name: name, IfExists: ifExists}
	},
	renaming: renameConstraint,
	dropAt:   dropKey, addAt: addKey,
}

var indexes = objects[schema.Index]{
	kind:  KindIndex,
	list:  func(t *schema.Table) []schema.Index { return t.Indexes },
	set:   func(t *schema.Table, list []schema.Index) { t.Indexes = list },
	name:  func(i *schema.Index) *string { return &i.Name },
	exact: schema.Index.Equal,
	equal: func(a, b schema.Index) bool {
		a.Name = b.Name
		return a.Equal(b)
	},
	declared: declaredIndexes,
	columns:  indexColumns,
	add: func(t schema.Name, i schema.Index) op.Operation {
		return op.CreateIndex{Schema: t.Schema, Table: t.Table, Index: i}
	},
	drop: func(t schema.Name, name string, ifExists bool) op.Operation {
		return op.DropIndex{Schema: t.Schema, Table: t.Table, Name: name, IfExists: ifExists}
	},
	renaming: renameIndex,
	dropAt:   dropKey, addAt: addKey, relation: true,
}

// declaredIndexes leaves the expressions aside: two spellings of one may be the same.
func declaredIndexes(a, b schema.Index) bool {
	trim := func(i schema.Index) schema.Index {
		key := slices.Clone(i.Key())
		for n := range key {
			if key[n].Expression != "" {
				key[n].Expression = "…"
			}
		}
		i.Name, i.Where, i.With = "", "", parameters(i.With)
		return i.WithKey(key)
	}
	return trim(a).Equal(trim(b))
}

func indexColumns(t *schema.Table, i schema.Index) []string {
	columns := slices.Concat(i.Include, computedIn(t, i))
	for _, e := range i.Key() {
		if e.Column != "" {
			columns = append(columns, e.Column)
		}
	}
	return columns
}

// computedIn lists the columns that an index's expressions name.
func computedIn(t *schema.Table, i schema.Index) []string {
	columns := t.ColumnsIn(i.Where)
	for _, e := range i.Key() {
		columns = append(columns, t.ColumnsIn(e.Expression)...)
	}
	return columns
}

var foreignKeys = objects[schema.ForeignKey]{
	kind:  KindForeignKey,
	list:  func(t *schema.Table) []schema.ForeignKey { return t.ForeignKeys },
	set:   func(t *schema.Table, list []schema.ForeignKey) { t.ForeignKeys = list },
	name:  func(f *schema.ForeignKey) *string { return &f.Name },
	exact: schema.ForeignKey.Equal,
	equal: func(a, b schema.ForeignKey) bool {
		a.Name, a.NotValid = b.Name, b.NotValid
		return a.Equal(b)
	},
	notValid: func(f *schema.ForeignKey) *bool { return &f.NotValid },
	declared: func(a, b schema.ForeignKey) bool { return a.Match == b.Match && a.Deferrable == b.Deferrable },
	columns:  func(_ *schema.Table, f schema.ForeignKey) []string { return f.Columns },
	add: func(t schema.Name, f schema.ForeignKey) op.Operation {
		return op.AddForeignKey{Schema: t.Schema, Table: t.Table, ForeignKey: f}
	},
	drop: func(t schema.Name, name string, ifExists bool) op.Operation {
		return op.DropForeignKey{Schema: t.Schema, Table: t.Table, Name: name, IfExists: ifExists}
	},
	renaming: renameConstraint,
	dropAt:   dropForeignKey, addAt: addForeignKey,
}

func renameConstraint(t schema.Name, from, to string) op.Operation {
	return op.RenameConstraint{Schema: t.Schema, Table: t.Table, From: from, To: to}
}

func renameIndex(t schema.Name, from, to string) op.Operation {
	return op.RenameIndex{Schema: t.Schema, Table: t.Table, From: from, To: to}
}
