package runner_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// seen is a plan with a line for each step: its number, what it locks, and marks for what stands outside the transaction or is
// uncertain.
func seen(p runner.Plan) []string {
	var lines []string
	for _, r := range p.Revisions {
		for _, step := range r.Steps {
			line := fmt.Sprintf("%s %d", r.Revision.ID, step.Number)
			if step.OutsideTransaction {
				line += " outside"
			}
			if step.Uncertain {
				line += " uncertain"
			}
			for _, t := range step.Tables {
				line += fmt.Sprintf(" %s:%s", t.Table, t.Lock)
				if t.New {
					line += "(new)"
				}
			}
			lines = append(lines, line)
		}
	}
	return lines
}

func TestAPlanIsTheRunsOwn(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		narrow := op.AlterColumn{Table: "t", Column: "name", From: schema.Column{Name: "name", Type: "text"}, To: schema.Column{Name: "name", Type: "varchar(40)"}}
		r := open(t, db,
			creates("a1", "t"),
			does("b2 < a1", op.RenameTable{From: "t", To: "u"}, alone("SELECT 1"), op.RenameTable{From: "u", To: "t"}),
			does("c3 < b2", op.Exec{SQL: "UPDATE t SET name = name"}, narrow, op.AddForeignKey{Table: "t", ForeignKey: schema.ForeignKey{
				Name: "t_id_fkey", Columns: []string{"id"}, RefTable: "o", RefColumns: []string{"id"},
			}}),
		)
		exec(t, db, "CREATE TABLE o (id bigint PRIMARY KEY)")
		want := []string{"a1 1", "b2 1 t:ACCESS EXCLUSIVE(new)", "b2 2 outside", "b2 3 u:ACCESS EXCLUSIVE(new)",
			"c3 1", "c3 2 t:ACCESS EXCLUSIVE(new)", "c3 3 t:SHARE ROW EXCLUSIVE(new) o:SHARE ROW EXCLUSIVE"}
		if !isPostgres(db) {
			want = []string{"a1 1", "b2 1 t:RESERVED(new)", "b2 2 outside", "b2 3 u:RESERVED(new)",
				"c3 1 uncertain", "c3 2 uncertain t:RESERVED(new) o:RESERVED"}
		}
		p, err := r.UpgradePlan(ctx, "head")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, seen(p)); diff != "" {
			t.Errorf("plan (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"c3"}, p.After); diff != "" {
			t.Errorf("version rows behind it (-want +got):\n%s", diff)
		}
		if got := tables(t, db); !cmp.Equal(got, []string{"o"}) {
			t.Errorf("the plan left %v", got)
		}
		usable(t, db)
	})
}

// SQLite compiles what needs the schema from the database as it is, which has no tables of ours yet.
func TestAPlanBeforeTheFirstRun(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		r := open(t, db, creates("a1", "t"), does("b2 < a1", op.DropColumn{Table: "t", Column: "name"}))
		p, err := r.UpgradePlan(ctx, "head")
		if err != nil {
			t.Fatal(err)
		}
		if n := len(p.Revisions); n != 2 || len(p.Revisions[1].Steps[0].Statements) == 0 {
			t.Errorf("%d revisions: %v", n, seen(p))
		}
		if got := tables(t, db); len(got) != 0 {
			t.Errorf("the plan left %v", got)
		}
	})
}

// What a run that was stopped has done is not shown again.
func TestAPlanGoesOnWhereARunWasStopped(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *bun.DB) {
		r := open(t, db, does("a1", createTable("a"), alone("INSERT INTO nowhere VALUES (1)"), createTable("b")))
		if _, err := r.Upgrade(ctx, "head"); err == nil {
			t.Fatal("the revision did not fail")
		}
		p, err := r.UpgradePlan(ctx, "head")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"a1 2 outside", "a1 3"}, seen(p)); diff != "" || p.Revisions[0].Done != 1 {
			t.Errorf("done %d, plan (-want +got):\n%s", p.Revisions[0].Done, diff)
		}
	})
}

// A table that somebody has to himself holds no plan up.
func TestAPlanWaitsForNobody(t *testing.T) {
	db := testdb.Postgres(t)
	r := open(t, db, creates("a1", "t"), does("b2 < a1", op.AddColumn{Table: "t", Column: schema.Column{Name: "bio", Type: "text"}}))
	upgrade(t, r, "a1")
	exec(t, db, "INSERT INTO t (id) SELECT generate_series(1, 1000)")
	exec(t, db, "VACUUM ANALYZE t")
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	exec(t, tx, "LOCK TABLE t IN ACCESS EXCLUSIVE MODE")
	p, err := r.UpgradePlan(ctx, "head")
	if err != nil {
		t.Fatal(err)
	}
	if size := p.Revisions[0].Steps[0].Tables[0].Size; size == nil || size.Rows != 1000 || size.Bytes < 8192 {
		t.Errorf("size %+v", size)
	}
}
