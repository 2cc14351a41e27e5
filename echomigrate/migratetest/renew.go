package migratetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"
)

// copied is a copy of a template.
type copied struct {
	name string
	// told is set where the test knows the name.
	told bool
	// since is a transaction that had not begun when it was like the original.
	since string
	// keeper is a connection of ours to it, once a test was done with it.
	keeper *keeper
}

// The reasons for dropping a copy.
var (
	errChanged   = errors.New("the test has changed the database otherwise than by rows")
	errConnected = errors.New("others do not let go of the database")
)

// renew makes a copy that a test had into one for another test, and proves that there is no difference to the original. An error says
// that it is to be dropped; its name may be another one by then.
func (t *template) renew(ctx context.Context, c copied) (_ copied, err error) {
	alone := false
	if !c.told {
		if alone, err = t.server.awaitAlone(ctx, c); err != nil {
			return c, err
		}
	}
	if !alone {
		if c, err = t.rename(ctx, c); err != nil {
			return c, err
		}
	}
	if c.keeper == nil {
		if c.keeper, err = t.keep(ctx, c.name); err != nil {
			return c, err
		}
		if err := t.original.prepare(ctx, c.keeper.conn); err != nil {
			return c, err
		}
	}
	c.since, err = t.original.restore(ctx, c.keeper.conn, c.since)
	return c, err
}

// awaitAlone reports whether nobody but us is connected to a copy, which takes a moment when a test has closed its connections.
func (s *server) awaitAlone(ctx context.Context, c copied) (bool, error) {
	for range 25 {
		var others int
		err := s.db.QueryRowContext(ctx, "SELECT count(*) FROM pg_stat_activity WHERE datname = ? AND pid <> ? AND backend_type IS DISTINCT FROM 'autovacuum worker'",
			c.name, c.keeper.id()).Scan(&others)
		if err != nil || others == 0 {
			return err == nil, err
		}
		time.Sleep(2 * time.Millisecond)
	}
	return false, nil
}

// rename ends all connections to a copy and gives it another name, which those do not know that the test has left running.
func (t *template) rename(ctx context.Context, c copied) (copied, error) {
	s := t.server
	c.keeper.close()
	c.keeper = nil
	for n := 0; ; n++ {
		var left int
		err := s.db.QueryRowContext(ctx, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = ? AND backend_type = 'client backend'",
			c.name).Scan(&left)
		if err == nil && left > 0 && n > 1000 {
			err = errConnected
		}
		if err != nil {
			return c, err
		}
		if left == 0 {
			break
		}
		time.Sleep(2 * time.Millisecond)
	}
	name := s.newName()
	if _, err := s.db.ExecContext(ctx, "ALTER DATABASE "+c.name+" RENAME TO "+name); err != nil {
		return c, err
	}
	c.name = name
	return c, nil
}

// restore takes back what was done to rows and sequences from a transaction on, and proves that nothing else was done. It says which
// transactions have not begun by then.
func (o *original) restore(ctx context.Context, db bun.IDB, since string) (later string, err error) {
	found, err := look(ctx, db, execute("contents", since))
	if err != nil {
		return "", err
	}
	tables, sequences := o.changed(found)
	if len(tables) > 0 {
		if _, err := db.ExecContext(ctx, "TRUNCATE ONLY "+strings.Join(tables, ", ONLY ")+" CASCADE"); err != nil {
			return "", err
		}
	}
	if len(sequences) > 0 {
		if _, err := db.ExecContext(ctx, "SELECT "+strings.Join(sequences, ", ")); err != nil {
			return "", err
		}
	}
	if found, err = look(ctx, db, execute("everything", since)); err != nil {
		return "", err
	}
	return found[fact{kind: "since"}].state, o.prove(found)
}

// changed are the tables with rows that are to have none, and what sets the sequences back.
func (o *original) changed(found map[fact]value) (tables, sequences []string) {
	for f, v := range found {
		was := o.facts[f]
		switch {
		case v == was:
		case f.kind == "sequence":
			sequences = append(sequences, fmt.Sprintf("setval(%d::oid::regclass, %d, %s)", f.id, was.n, was.state))
		case f.kind == "size":
			tables = append(tables, v.state)
		case was.n == 0:
			tables = append(tables, o.names[f.id])
		}
	}
	slices.Sort(tables)
	slices.Sort(sequences)
	return tables, sequences
}

// prove compares all that there is with the original.
func (o *original) prove(found map[fact]value) error {
	for f, v := range found {
		switch {
		case f.kind == "since":
		case f.kind == "class":
			if o.classes[f.id] != v.state {
				return fmt.Errorf("%w: relation %d", errChanged, f.id)
			}
		case f.kind == "catalog" && f.id == classCatalog:
			// Its later rows are compared by themselves.
			if v.n != o.facts[f].n {
				return fmt.Errorf("%w: %d relations, which were %d", errChanged, v.n, o.facts[f].n)
			}
		case v != o.facts[f]:
			return fmt.Errorf("%w: %s %d is %v, which was %v", errChanged, f.kind, f.id, v, o.facts[f])
		}
	}
	for f := range o.facts {
		if _, there := found[f]; !there {
			return fmt.Errorf("%w: %s %d is gone", errChanged, f.kind, f.id)
		}
	}
	return nil
}
