package dialecttest

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// scenario is operations on the fixture and what is expected of them.
type scenario struct {
	says string
	ops  op.List
	// on limits it to one dialect.
	on string
	// effect is what opaque operations do to the schema.
	effect func(s *schema.Schema)
	// oneWay is set where the way back does not bring back everything.
	oneWay bool
	// rows is a query, and want its first column afterwards.
	rows string
	want []string
}

// scenarios lists those for every kind of operation.
func scenarios() []scenario {
	return slices.Concat(tableScenarios(), columnScenarios(), alterScenarios(), constraintScenarios(), exclusionScenarios(),
		notValidScenarios(), partitionScenarios(), unloggedScenarios(), foreignKeyScenarios(),
		indexScenarios(), commentScenarios(), groupScenarios(), opaqueScenarios(), enumScenarios())
}

func everyKindHasAScenario(t *testing.T) {
	have := map[string]bool{}
	var note func(ops []op.Operation)
	note = func(ops []op.Operation) {
		for _, o := range ops {
			have[op.Kind(o)] = true
			if g, ok := o.(op.Group); ok {
				note(g.Operations())
			}
		}
	}
	for _, s := range scenarios() {
		note(s.ops)
	}
	for _, o := range op.Kinds() {
		if !have[op.Kind(o)] {
			t.Errorf("op.%s has no scenario: add one to package dialecttest", op.Kind(o))
		}
	}
}

// operations runs each scenario: the database becomes what Apply says, no row is lost, and Inverse leads back.
func (x Target) operations(t *testing.T) {
	for _, s := range scenarios() {
		if s.on != "" && s.on != x.Dialect.Name() {
			continue
		}
		t.Run(s.says, func(t *testing.T) { x.operation(t, s) })
	}
}

// rebuild runs the scenarios in which most statements go over one connection.
func (x Target) rebuild(t *testing.T) {
	for _, s := range slices.Concat(groupScenarios(), opaqueScenarios()) {
		if s.on == "" || s.on == x.Dialect.Name() {
			t.Run(s.says, func(t *testing.T) { x.operation(t, s) })
		}
	}
}

func (x Target) operation(t *testing.T, s scenario) {
	db := x.Open(t)
	x.addSchema(t, db)
	x.mustMigrate(t, db, fixture()...)
	before := x.inspect(t, db)
	rows := x.values(t, db, before)
	ops := x.forThis(s.ops)

	want := before.Clone()
	if err := op.Apply(want, ops); err != nil {
		t.Fatal(err)
	}
	if s.effect != nil {
		s.effect(want)
	}
	x.mustMigrate(t, db, ops...)
	after := x.inspect(t, db)
	if d := same(x.canonical(want), after); d != "" {
		t.Fatalf("(-Apply +database)\n%s", d)
	}
	now := x.values(t, db, after)
	for p, list := range rows {
		to, there := moved(p, ops)
		if there && s.rows == "" && !slices.Equal(now[to], list) {
			t.Errorf("%v had %q, and has %q now", p, list, now[to])
		}
	}
	if s.rows != "" {
		if d := cmp.Diff(s.want, query(t, db, s.rows)); d != "" {
			t.Errorf("%s (-want +got)\n%s", s.rows, d)
		}
	}

	inverse, err := op.Inverse(ops, before)
	if slices.ContainsFunc(ops, irreversible) {
		if !errors.Is(err, op.ErrIrreversible) {
			t.Errorf("Inverse gives %v, want ErrIrreversible", err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	x.mustMigrate(t, db, inverse...)
	if d := same(columnOrderAside(before), columnOrderAside(x.inspect(t, db))); d != "" && !s.oneWay {
		t.Errorf("there and back (-before +after)\n%s", d)
	}
}

// irreversible reports whether there is no way back.
func irreversible(o op.Operation) bool {
	if g, ok := o.(op.Group); ok {
		return slices.ContainsFunc(g.Operations(), irreversible)
	}
	return op.IsData(o) || op.IsOpaque(o)
}
