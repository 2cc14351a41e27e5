package echomigrate

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/adopt"
	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Baseline is a first revision that makes what a database has already.
type Baseline struct {
	// Created is the migration repository that it is in.
	Created
	// Generated is the revision's file.
	Generated
	// Left are the objects of the database that the revision does not make, one line each.
	Left []string
	// Former is what the version tables of other tools say, which the revision replaces; none where there is no such table.
	Former []adopt.State
}

// InitFromDatabase is Init, and writes a first revision behind it that makes all that the database has: its tables by operations, and
// by SQL what no operation makes, such as views and functions. Of several databases all are looked at. When the program is built with
// the revision, a stamp says that the database is there already. The version tables of other tools are left out; the revision replaces
// what they say is applied, so that Adopt finds out which databases are there already. On an error nothing is written.
func (m *Migrator) InitFromDatabase(ctx context.Context, options InitOptions) (Baseline, error) {
	var found Comparison
	var baseline Baseline
	var replaces []revision.Former
	for _, d := range m.Databases() {
		former, err := d.former(ctx, options.Former)
		if err != nil {
			return Baseline{}, d.named(err)
		}
		made, left, err := d.baseline(ctx, former)
		if err != nil {
			return Baseline{}, err
		}
		baseline.Former = append(baseline.Former, former...)
		replaces = append(replaces, d.replaced(former)...)
		if d.name != "" {
			made.wrap(d.name)
		}
		found.append(made)
		baseline.Left = append(baseline.Left, left...)
	}
	if len(found.Upgrade) == 0 {
		return Baseline{}, errors.New("the database is empty: there is nothing to begin with, leave out --from-database")
	}
	var err error
	if baseline.Created, err = m.Init(ctx, options); err != nil {
		return Baseline{}, err
	}
	// The new repository is not in this program, and may be its first.
	fresh := *m
	fresh.config.Repository = revision.NewRepository()
	graph, err := fresh.config.Repository.Graph()
	if err != nil {
		return Baseline{Created: baseline.Created}, err
	}
	baseline.Generated, err = fresh.write(ctx, graph, RevisionOptions{Message: "Baseline", NoProve: true, Replaces: replaces}, found, nil)
	return baseline, err
}

// baseline finds the operations that make what the database has, and what they leave out.
func (m *Migrator) baseline(ctx context.Context, former []adopt.State) (made Comparison, left []string, err error) {
	scope, err := m.wholeScope(ctx)
	if err != nil {
		return made, nil, err
	}
	for _, f := range former {
		scope.Exclude = append(scope.Exclude, f.Tables()...)
	}
	definitions, err := m.dialect.Definitions(ctx, m.db, scope)
	if err != nil {
		return made, nil, err
	}
	b := builder{made: map[schema.Name]bool{}}
	for _, d := range definitions.List {
		b.add(d)
	}
	slices.Reverse(b.down)
	made.Upgrade, made.Downgrade = b.up, b.down
	if len(definitions.Left) > 0 {
		made.UpgradeNotes = map[int][]string{len(b.up): {"Left out: " + strings.Join(definitions.Left, ", ") + "."}}
	}
	return made, definitions.Left, nil
}

// builder collects the operations of a baseline.
type builder struct {
	made map[schema.Name]bool
	// late are foreign keys whose other table is not made yet.
	late     []op.AddForeignKey
	up, down []op.Operation
}

// add makes one object, and the foreign keys that waited for it.
func (b *builder) add(d dialect.Definition) {
	switch {
	case d.Table != nil:
		b.table(d.Table.Clone(), d.Late)
	case d.Enum != nil:
		b.up = append(b.up, op.CreateEnum{Enum: d.Enum.Clone()})
		b.down = append(b.down, op.DropEnum{Schema: d.Enum.Schema, Enum: d.Enum.Name})
	case d.Sequence != nil:
		b.up = append(b.up, op.CreateSequence{Sequence: *d.Sequence})
		b.down = append(b.down, op.DropSequence{Schema: d.Sequence.Schema, Sequence: d.Sequence.Name})
	default:
		b.up = append(b.up, op.Exec{SQL: strings.Join(d.Create, ";\n")})
	}
	if d.Drop != "" {
		b.down = append(b.down, op.Exec{SQL: d.Drop})
	}
	if d.Kind == dialect.KindTable {
		b.made[d.ID()] = true
		b.release()
	}
}

// table makes a table without the foreign keys that come late.
func (b *builder) table(t schema.Table, late []string) {
	t.Triggers = nil
	keys := t.ForeignKeys
	t.ForeignKeys = nil
	for _, f := range keys {
		if slices.Contains(late, f.Name) {
			b.late = append(b.late, op.AddForeignKey{Schema: t.Schema, Table: t.Name, ForeignKey: f})
		} else {
			t.ForeignKeys = append(t.ForeignKeys, f)
		}
	}
	b.up = append(b.up, op.CreateTable{Table: t})
	b.down = append(b.down, op.DropTable{Schema: t.Schema, Table: t.Name})
}

// release adds the foreign keys that can be added by now.
func (b *builder) release() {
	b.late = slices.DeleteFunc(b.late, func(o op.AddForeignKey) bool {
		if !b.made[o.ForeignKey.Target(o.Schema)] {
			return false
		}
		b.up = append(b.up, o)
		b.down = append(b.down, op.DropForeignKey{Schema: o.Schema, Table: o.Table, Name: o.ForeignKey.Name})
		return true
	})
}
