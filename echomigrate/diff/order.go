package diff

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// node is an operation with what it waits for.
type node struct {
	operation op.Operation
	table     schema.Name
	rank      rank
	// number is the node's place in the order in which nodes were made.
	number int
	// waits counts the nodes before it that are left; next are those that wait for it.
	waits int
	next  []*node
}

func (n *node) before(later *node) {
	if n != later {
		n.next = append(n.next, later)
		later.waits++
	}
}

// ordered puts each operation behind those that it needs. Among what is possible the operations of one table stay together,
// so that a database that rebuilds tables does it once; new tables come first and dropped ones last.
func (p *planner) ordered() ([]op.Operation, error) {
	p.connect()
	var ready []*node
	for _, n := range p.nodes {
		if n.waits == 0 {
			ready = append(ready, n)
		}
	}
	var list []op.Operation
	var last schema.Name
	for len(ready) > 0 {
		best := slices.MinFunc(ready, func(a, b *node) int { return compare(a, b, last) })
		ready = slices.DeleteFunc(ready, func(n *node) bool { return n == best })
		list = append(list, best.operation)
		last = best.table
		for _, n := range best.next {
			if n.waits--; n.waits == 0 {
				ready = append(ready, n)
			}
		}
	}
	if len(list) < len(p.nodes) {
		return nil, fmt.Errorf("%d operations wait for each other: split the change in two", len(p.nodes)-len(list))
	}
	return list, nil
}

func compare(a, b *node, last schema.Name) int {
	other := func(n *node) int {
		if n.table == last {
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(other(a), other(b)), cmp.Compare(a.group(), b.group()), a.table.Compare(b.table), cmp.Compare(a.number, b.number))
}

func (n *node) group() int {
	switch n.operation.(type) {
	case op.CreateTable:
		return 0
	case op.DropTable:
		return 2
	}
	return 1
}

// connect says what waits for what. Within a table operations follow their rank. Each other edge leads to a higher rank, but
// for those between tables that are created, or dropped, one behind the other; so there is no cycle.
func (p *planner) connect() {
	defer p.connectEnums()
	slices.SortStableFunc(p.nodes, func(a, b *node) int {
		return cmp.Or(a.table.Compare(b.table), cmp.Compare(a.rank, b.rank), cmp.Compare(a.number, b.number))
	})
	ofTable := map[schema.Name][]*node{}
	for i, n := range p.nodes {
		n.number = i
		if i > 0 && p.nodes[i-1].table == n.table {
			p.nodes[i-1].before(n)
		}
		ofTable[n.table] = append(ofTable[n.table], n)
	}
	names := map[schema.Name]*node{}
	for _, n := range p.nodes {
		for _, target := range p.releases(n) {
			for _, later := range ofTable[target] {
				if later.rank >= dropTable && later.rank <= alterColumn {
					n.before(later)
				}
			}
		}
		for _, target := range p.needs(n) {
			for _, earlier := range ofTable[target] {
				if earlier.rank >= dropExpression && earlier.rank <= createTable {
					earlier.before(n)
				}
			}
		}
		for _, name := range p.frees(n) {
			names[name] = n
		}
	}
	for _, n := range p.nodes {
		for _, name := range takes(n) {
			if earlier := names[name]; earlier != nil && earlier.table != n.table {
				earlier.before(n)
			}
		}
	}
}

// releases lists the tables that an operation stops referring to.
func (p *planner) releases(n *node) (targets []schema.Name) {
	current := p.from.byName[n.table]
	switch o := n.operation.(type) {
	case op.DropForeignKey:
		f := current.canonical.ForeignKey(o.Name)
		return []schema.Name{f.Target(n.table.Schema)}
	case op.DropTable:
		for _, f := range current.canonical.ForeignKeys {
			if !p.late[foreignKeys.object(&current.canonical, f)] {
				targets = append(targets, f.Target(n.table.Schema))
			}
		}
	}
	return others(targets, n.table)
}

// needs lists the tables that an operation begins to refer to.
func (p *planner) needs(n *node) (targets []schema.Name) {
	switch o := n.operation.(type) {
	case op.AddForeignKey:
		targets = append(targets, o.ForeignKey.Target(n.table.Schema))
	case op.CreateTable:
		for _, f := range o.Table.ForeignKeys {
			targets = append(targets, f.Target(n.table.Schema))
		}
	}
	return others(targets, n.table)
}

// others are the tables but for one, each once.
func others(targets []schema.Name, but schema.Name) []schema.Name {
	targets = slices.DeleteFunc(targets, func(n schema.Name) bool { return n == but })
	slices.SortFunc(targets, schema.Name.Compare)
	return slices.Compact(targets)
}

// frees lists the names of relations that an operation makes free.
func (p *planner) frees(n *node) (names []schema.Name) {
	free := func(name string) { names = append(names, schema.Name{Schema: n.table.Schema, Table: name}) }
	switch o := n.operation.(type) {
	case op.DropTable:
		free(o.Table)
		eachRelation(&p.from.byName[n.table].written, free)
	case op.DropPrimaryKey:
		free(o.Name)
	case op.DropUnique:
		free(o.Name)
	case op.DropExclusion:
		free(o.Name)
	case op.DropIndex:
		free(o.Name)
	case op.RenameIndex:
		free(o.From)
	case op.RenameExclusion:
		free(o.From)
	case op.RenameConstraint:
		free(o.From)
	}
	return names
}

// takes lists the names of relations that an operation uses.
func takes(n *node) (names []schema.Name) {
	take := func(name string) { names = append(names, schema.Name{Schema: n.table.Schema, Table: name}) }
	switch o := n.operation.(type) {
	case op.CreateTable:
		take(o.Table.Name)
		eachRelation(&o.Table, take)
	case op.AddPrimaryKey:
		take(o.PrimaryKey.Name)
	case op.AddUnique:
		take(o.Unique.Name)
	case op.AddExclusion:
		take(o.Exclusion.Name)
	case op.CreateIndex:
		take(o.Index.Name)
	case op.RenameIndex:
		take(o.To)
	case op.RenameExclusion:
		take(o.To)
	case op.RenameConstraint:
		take(o.To)
	}
	return names
}

// eachRelation calls do with the names of a table's keys and indexes.
func eachRelation(t *schema.Table, do func(name string)) {
	for _, k := range kinds {
		if k.isRelation() {
			k.each(t, func(o Object, _ []string) { do(o.Name) })
		}
	}
}
