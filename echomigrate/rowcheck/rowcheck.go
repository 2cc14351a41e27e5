// Package rowcheck looks for rows in a database that operations would fail on.
package rowcheck

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// lookFor is how long Failing looks. What takes longer it does not know.
const lookFor = 2 * time.Second

// Failing are the operations that would fail on rows that are in the database, one line each, as far as a look of two seconds tells.
// actual is what the database has before the operations.
func Failing(ctx context.Context, d dialect.Dialect, db *bun.DB, ops []op.Operation, actual *schema.Schema) []string {
	ctx, cancel := context.WithTimeout(ctx, lookFor)
	defer cancel()
	l := looker{ctx: ctx, dialect: d, db: db, actual: actual, filled: map[string]bool{}}
	for _, o := range ops {
		l.look(o)
	}
	return l.lines
}

// looker asks for rows that operations would fail on. Tables and columns that get another name before are not looked at.
type looker struct {
	ctx     context.Context
	dialect dialect.Dialect
	db      *bun.DB
	actual  *schema.Schema
	// filled are the columns that a backfill gives values to before.
	filled map[string]bool
	lines  []string
}

func (l *looker) look(o op.Operation) {
	change, is := o.(op.TableOperation)
	if !is || l.actual.Table(change.Target()) == nil {
		return
	}
	t := *l.actual.Table(change.Target())
	switch o := o.(type) {
	case op.Backfill:
		l.filled[t.ID().String()+"."+o.Column] = true
	case op.AddColumn:
		if o.Column.NeedsValue() {
			l.ask(o, "there are rows", t, nil, "")
		}
	case op.AlterColumn:
		if o.To.NotNull && !o.From.NotNull && !l.filled[t.ID().String()+"."+o.Column] {
			l.ask(o, "a row has NULL in "+o.Column, t, []string{o.Column}, l.dialect.Quote(o.Column)+" IS NULL")
		}
	case op.AddUnique:
		l.askTwice(o, t, o.Unique.Columns, o.Unique.NullsNotDistinct)
	case op.CreateIndex:
		if o.Index.Unique && o.Index.Where == "" {
			l.askTwice(o, t, o.Index.Columns, o.Index.NullsNotDistinct)
		}
	case op.AddPrimaryKey:
		l.askTwice(o, t, o.PrimaryKey.Columns, true)
	case op.AddCheck:
		if !o.Check.NotValid {
			l.ask(o, "a row does not meet it", t, t.ColumnsIn(o.Check.Expression), "NOT ("+o.Check.Expression+")")
		}
	case op.AddForeignKey:
		l.askOrphans(o, t)
	}
}

// ask notes an operation when a row meets a condition over columns of a table; no condition is any row.
func (l *looker) ask(o op.Operation, because string, t schema.Table, columns []string, condition string) {
	query := "SELECT 1 FROM " + l.dialect.QuoteTable(t.ID())
	if condition != "" {
		query += " WHERE " + condition
	}
	l.run(o, because, t, columns, query+" LIMIT 1")
}

// askTwice notes an operation when two rows have the same key.
func (l *looker) askTwice(o op.Operation, t schema.Table, key []string, nulls bool) {
	if len(key) == 0 {
		return
	}
	columns := op.QuoteAll(l.dialect, key)
	query := "SELECT 1 FROM " + l.dialect.QuoteTable(t.ID())
	if !nulls {
		var set []string
		for _, c := range key {
			set = append(set, l.dialect.Quote(c)+" IS NOT NULL")
		}
		query += " WHERE " + strings.Join(set, " AND ")
	}
	l.run(o, "two rows have the same "+strings.Join(key, ", "), t, key, query+" GROUP BY "+columns+" HAVING count(*) > 1 LIMIT 1")
}

// askOrphans notes a foreign key when a row refers to nothing.
func (l *looker) askOrphans(o op.AddForeignKey, t schema.Table) {
	f := o.ForeignKey
	target := l.actual.Table(f.Target(o.Schema))
	if target == nil || f.NotValid || len(f.Columns) != len(f.RefColumns) || !hasColumns(*target, f.RefColumns) {
		return
	}
	var set, same []string
	for i, c := range f.Columns {
		set = append(set, "a."+l.dialect.Quote(c)+" IS NOT NULL")
		same = append(same, "b."+l.dialect.Quote(f.RefColumns[i])+" = a."+l.dialect.Quote(c))
	}
	l.run(o, fmt.Sprintf("a row refers to one of %s that is not there", target.ID()), t, f.Columns, fmt.Sprintf(
		"SELECT 1 FROM %s AS a WHERE %s AND NOT EXISTS (SELECT 1 FROM %s AS b WHERE %s) LIMIT 1",
		l.dialect.QuoteTable(t.ID()), strings.Join(set, " AND "), l.dialect.QuoteTable(target.ID()), strings.Join(same, " AND ")))
}

// run notes the operation when the query finds something. A query that fails, or for which there is no time, says nothing.
func (l *looker) run(o op.Operation, because string, t schema.Table, columns []string, query string) {
	if l.ctx.Err() != nil || !hasColumns(t, columns) {
		return
	}
	rows, err := l.db.QueryContext(l.ctx, "?", bun.Safe(query))
	if err != nil {
		return
	}
	defer rows.Close()
	if rows.Next() && rows.Err() == nil {
		l.lines = append(l.lines, fmt.Sprintf("%s fails on this database: %s", o, because))
	}
}

func hasColumns(t schema.Table, columns []string) bool {
	for _, c := range columns {
		if t.Column(c) == nil {
			return false
		}
	}
	return true
}
