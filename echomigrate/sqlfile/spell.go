package sqlfile

import (
	"errors"
	"fmt"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
)

// speller collects sections whose operations are Exec with one statement, and Autocommit with one such Exec.
type speller struct {
	dialect  op.Dialect
	sections []section
}

// place is where operations stand.
type place struct {
	// dialect is the kind of database that they run on; empty means all.
	dialect string
	// only is set inside Only.
	only bool
	// alone is set inside Autocommit.
	alone bool
}

// spelled is a list of operations as sections.
func spelled(ops []op.Operation, d op.Dialect) ([]section, error) {
	s := speller{dialect: d}
	var at place
	if d != nil {
		at.dialect, ops = d.Name(), op.CommitValues(d, ops)
	}
	err := s.list(ops, at)
	return s.sections, err
}

func (s *speller) list(ops []op.Operation, at place) error {
	for i, o := range ops {
		if err := s.operation(o, at); err != nil {
			return fmt.Errorf("step %d, %s: %w", i+1, o, err)
		}
	}
	return nil
}

func (s *speller) operation(o op.Operation, at place) error {
	switch o := o.(type) {
	case op.Only:
		return s.only(o, at)
	case op.Autocommit:
		at.alone = true
		return s.list(o.Ops, at)
	case op.Exec:
		return s.statements(o.SQL, at)
	}
	batch, isBatch := o.(op.Batch)
	if _, isGroup := o.(op.Group); isGroup && !isBatch {
		return errors.New("has no section in a file: write the revision in Go")
	}
	if s.dialect == nil || s.dialect.Name() != at.dialect {
		return errors.New("is not SQL that every database takes: write the file for one, use op.Exec, or write the revision in Go")
	}
	if isBatch {
		return s.list(batch.Ops, at)
	}
	if fill, is := o.(op.Backfill); is && fill.InBatches() {
		return errors.New("runs in batches, which SQL cannot say: leave BatchSize, Key and Pause out, or write the revision in Go")
	}
	spelled, err := o.Statements(s.dialect)
	if err != nil {
		return err
	}
	if concurrent, can := o.(op.Concurrent); can && concurrent.IsConcurrent() {
		at.alone = true
	}
	for _, sql := range spelled {
		if err := s.statements(sql, at); err != nil {
			return err
		}
	}
	return nil
}

// only opens a section, unless there is one for the same kind of database already. In one for another kind the operations
// never run.
func (s *speller) only(o op.Only, at place) error {
	if err := op.CheckDialectName(o.Dialect); err != nil {
		return err
	}
	different := o.Dialect != at.dialect
	if different && at.only {
		return nil
	}
	if different {
		s.sections = append(s.sections, section{dialect: o.Dialect})
	}
	at.dialect, at.only = o.Dialect, true
	return s.list(o.Ops, at)
}

// statements adds SQL to the last section, or to a new one for another kind of database.
func (s *speller) statements(sql string, at place) error {
	list, err := Split(sql)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return errors.New("the SQL is empty")
	}
	for _, statement := range list {
		var o op.Operation = op.Exec{SQL: statement.SQL}
		if at.alone {
			o = op.Autocommit{Ops: op.List{o}}
		}
		if n := len(s.sections); n == 0 || s.sections[n-1].dialect != at.dialect {
			s.sections = append(s.sections, section{dialect: at.dialect})
		}
		last := &s.sections[len(s.sections)-1]
		last.ops = append(last.ops, o)
	}
	return nil
}
