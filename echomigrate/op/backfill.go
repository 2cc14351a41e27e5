package op

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// DefaultBatchSize is a good BatchSize for a Backfill. Of a million rows, PostgreSQL changes about as many in a second in batches of 500 as
// in those of 50,000, and keeps the rows of a batch locked a hundred times as long then. Batches below 5,000 take SQLite longer: with
// 1,000 a third longer than the same UPDATEs by hand, with 5,000 hardly.
const DefaultBatchSize = 5000

// Backfill gives a column of rows that are there a value, such as a new column before it becomes NOT NULL.
//
// Without BatchSize it is one UPDATE in the revision's transaction, whatever the table holds. With BatchSize it goes through the table
// in batches, for a table whose rows cannot all be locked for as long as that takes: it is outside the revision's transaction,
// as if in an Autocommit. What stands before it is committed before; what stands behind it is in the next transaction.
// A run that is stopped goes on behind the last batch that was committed, so that each row is changed once. Rows that come
// meanwhile are filled where their key is behind that of the batch: let the column have a default, or the program write it.
// A script of SQL has the one UPDATE in any case.
type Backfill struct {
	// Schema of the table; empty means the default one.
	Schema string
	// Table is the table's name.
	Table string
	// Column is the column that gets the value.
	Column string
	// Value is an SQL expression over the row, strings with their quotes.
	Value string
	// Where is an SQL condition for the rows that get the value. Default: those in which the column is NULL.
	Where string
	// BatchSize is how many rows a batch goes through, those that Where leaves out included; each batch is a transaction of
	// its own. DefaultBatchSize is a good one. Default: there are no batches.
	BatchSize int
	// Key are the columns by whose values batches follow one another: NOT NULL, and the first ones of an index. Rows with equal
	// keys are in one batch. Default: the primary key.
	Key []string
	// Pause is how long the run waits between two batches, for what else works on the database. Default: it does not wait.
	Pause time.Duration
}

var _ = kind(Backfill{})

func (o Backfill) String() string {
	return "Backfill " + o.Target().String() + "." + o.Column + " with " + o.Value
}

func (o Backfill) data() {}

// Target is the table's name.
func (o Backfill) Target() schema.Name { return schema.Name{Schema: o.Schema, Table: o.Table} }

// InBatches reports whether it is outside the revision's transaction.
func (o Backfill) InBatches() bool { return o.BatchSize > 0 }

// Apply checks the columns; rows are no part of a schema.
func (o Backfill) Apply(s *schema.Schema) error {
	t, err := find(s, o.Target())
	if err != nil {
		return err
	}
	return needColumns(t, append([]string{o.Column}, o.Key...))
}

// Statements is one UPDATE.
func (o Backfill) Statements(d Dialect) ([]string, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	return []string{o.Update(d, "")}, nil
}

func (o Backfill) check() error {
	switch {
	case o.Value == "":
		return errors.New("Value is empty: write an SQL expression, such as '' for the empty string")
	case o.BatchSize < 0:
		return fmt.Errorf("BatchSize is %d: give the rows of a batch, or leave it out", o.BatchSize)
	case o.Pause < 0:
		return fmt.Errorf("Pause is %s: give a time to wait, or leave it out", o.Pause)
	case !o.InBatches() && (len(o.Key) > 0 || o.Pause > 0):
		return errors.New("Key and Pause are for batches: give BatchSize too, such as op.DefaultBatchSize, or leave them out")
	case slices.Contains(o.Key, o.Column):
		return fmt.Errorf("column %s is in Key: batches cannot go by a column that they change", o.Column)
	}
	return nil
}

// Update is the UPDATE of the rows that meet an SQL condition beside Where; empty means all of them.
func (o Backfill) Update(d Dialect, condition string) string {
	where := o.Where
	if where == "" {
		where = d.Quote(o.Column) + " IS NULL"
	}
	if condition != "" {
		where = "(" + closed(where) + ") AND " + condition
	}
	return "UPDATE " + d.QuoteTable(o.Target()) + " SET " + d.Quote(o.Column) + " = " + closed(o.Value) + " WHERE " + where
}

// closed puts a line's end behind SQL that may end in a comment.
func closed(sql string) string {
	if strings.Contains(sql, "--") {
		return sql + "\n"
	}
	return sql
}

// Inverse is not known: what the rows held before is gone.
func (o Backfill) Inverse(*schema.Schema) (Operation, error) { return nil, ErrIrreversible }
