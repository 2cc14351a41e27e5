package migratetest

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"github.com/uptrace/bun"
)

// The reasons for dropping a copy.
var (
	errChanged   = errors.New("the test has changed the database otherwise than by rows")
	errConnected = errors.New("others do not let go of the database")
	errUnknown   = errors.New("there is nothing to compare the database with")
)

// renew makes a copy that a test had into one for another test, and proves that there is no difference to the original. An error says
// that it is to be dropped; its name may be another one by then.
func (t *template) renew(ctx context.Context, c copied) (_ copied, err error) {
	if c.session != nil && c.session.reset(ctx) != nil {
		c.session.close()
		c.session = nil
	}
	alone := false
	if !c.isExposed {
		if alone, err = t.isAlone(ctx, &c); err != nil {
			return c, err
		}
	}
	if !alone {
		if c, err = t.rename(ctx, c); err != nil {
			return c, err
		}
	}
	return t.reset(ctx, c)
}

// isAlone reports whether nobody but us is connected to a copy, and what is kept open.
func (t *template) isAlone(ctx context.Context, c *copied) (bool, error) {
	if err := t.reach(ctx, c); err != nil {
		return false, err
	}
	return c.inspector.isAlone(ctx, c.session.processes())
}

// reach connects to a copy, unless we are.
func (t *template) reach(ctx context.Context, c *copied) (err error) {
	if c.inspector == nil {
		c.inspector, err = t.inspect(ctx, c.name)
	}
	return err
}

// reset renews a copy that nobody else is connected to.
func (t *template) reset(ctx context.Context, c copied) (_ copied, err error) {
	o := t.known()
	if o == nil {
		return c, errUnknown
	}
	if err := t.reach(ctx, &c); err != nil {
		return c, err
	}
	if err := c.inspector.prepare(ctx, o); err != nil {
		return c, err
	}
	c.since, err = o.restore(ctx, c.inspector.conn, c.since)
	return c, err
}

// rename ends all connections to a copy and gives it another name, which those do not know that the test has left running.
func (t *template) rename(ctx context.Context, c copied) (copied, error) {
	s := t.server
	c.session.close()
	c.inspector.close()
	c.session, c.inspector = nil, nil
	if err := s.disconnect(ctx, c.name); err != nil {
		return c, err
	}
	name := t.newName()
	if _, err := s.db.ExecContext(ctx, "ALTER DATABASE "+c.name+" RENAME TO "+name); err != nil {
		return c, err
	}
	c.name, c.isExposed = name, false
	return c, nil
}

// restore takes back what was done to rows and sequences from a transaction on, and proves that nothing else was done. It says which
// transactions have not begun by then.
func (o *original) restore(ctx context.Context, db bun.IDB, since string) (next string, err error) {
	found, deleted, err := o.undo(ctx, db, since)
	if err != nil {
		return "", err
	}
	definitions, next, err := o.look(ctx, db, "definitions", since)
	if err != nil {
		return "", err
	}
	maps.Copy(found, definitions)
	return next, o.prove(found, deleted)
}

// prove compares all that there is with the original. Tables whose rows were deleted keep a file.
func (o *original) prove(found map[fact]value, deleted map[int64]string) error {
	for f, v := range found {
		was := o.facts[f]
		equal := v == was
		switch f.kind {
		case "class":
			equal = o.classes[f.id] == v.state
		case "catalog":
			// The later rows of pg_class are compared by themselves.
			equal = equal || f.id == classCatalog && v.n == was.n
		case "size":
			equal = equal || deleted[f.id] == v.state && v.n <= blockSize
		}
		if !equal {
			return fmt.Errorf("%w: %s %d is %v, which was %v", errChanged, f.kind, f.id, v, was)
		}
	}
	for f := range o.facts {
		if _, there := found[f]; !there {
			return fmt.Errorf("%w: %s %d is gone", errChanged, f.kind, f.id)
		}
	}
	return nil
}
