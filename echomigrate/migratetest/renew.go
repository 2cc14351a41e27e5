package migratetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

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
	if !c.isKnown {
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
	return c.keeper.isAlone(ctx, c.session.processes())
}

// reach connects to a copy, unless we are.
func (t *template) reach(ctx context.Context, c *copied) (err error) {
	if c.keeper == nil {
		c.keeper, err = t.keep(ctx, c.name)
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
	if err := c.keeper.prepare(ctx, o); err != nil {
		return c, err
	}
	c.since, err = o.restore(ctx, c.keeper.conn, c.since)
	return c, err
}

// rename ends all connections to a copy and gives it another name, which those do not know that the test has left running.
func (t *template) rename(ctx context.Context, c copied) (copied, error) {
	s := t.server
	c.session.close()
	c.keeper.close()
	c.session, c.keeper = nil, nil
	for n := 0; ; n++ {
		var left int
		err := s.row(ctx, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = ? AND backend_type = 'client backend'",
			[]any{c.name}, &left)
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
	name := t.newName()
	if _, err := s.db.ExecContext(ctx, "ALTER DATABASE "+c.name+" RENAME TO "+name); err != nil {
		return c, err
	}
	c.name, c.isKnown = name, false
	return c, nil
}

// restore takes back what was done to rows and sequences from a transaction on, and proves that nothing else was done. It says which
// transactions have not begun by then.
func (o *original) restore(ctx context.Context, db bun.IDB, since string) (later string, err error) {
	found, err := look(ctx, db, execute("contents", since))
	if err != nil {
		return "", err
	}
	c := o.changes(found)
	if statement := c.statements(); statement != "" {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return "", err
		}
		if found, err = look(ctx, db, execute("contents", since)); err != nil {
			return "", err
		}
	}
	if len(c.deleted) > 0 {
		remaining, err := look(ctx, db, c.remaining())
		if err != nil {
			return "", err
		}
		for f, v := range remaining {
			if v.n > 0 {
				return "", fmt.Errorf("%w: rows of %s stay", errChanged, c.deleted[f.id])
			}
		}
	}
	definitions, err := look(ctx, db, execute("definitions", since))
	if err != nil {
		return "", err
	}
	maps.Copy(found, definitions)
	return found[fact{kind: "since"}].state, o.prove(found, c.deleted)
}

// page is the size of one, up to which rows of a table are deleted: further ones have the order then in which they are inserted, as in a
// new table. TRUNCATE takes longer, as it makes files anew, those of indexes and of all tables that refer to one.
const page = 8192

// changes are what is to be taken back.
type changes struct {
	// deleted and truncated are tables that are to have no rows, by OID.
	deleted, truncated map[int64]string
	// sequences are the calls that set them back.
	sequences []string
}

func (o *original) changes(found map[fact]value) changes {
	c := changes{deleted: map[int64]string{}, truncated: map[int64]string{}}
	for f, v := range found {
		was := o.facts[f]
		switch {
		case v == was:
		case f.kind == "sequence":
			c.sequences = append(c.sequences, fmt.Sprintf("setval(%d::oid::regclass, %d, %s)", f.id, was.n, was.state))
		case f.kind == "size" && v.n <= page && o.silent:
			c.deleted[f.id] = v.state
		case f.kind == "size":
			c.truncated[f.id] = v.state
		case was.n == 0:
			c.truncated[f.id] = o.names[f.id]
		}
	}
	return c
}

// statements take the changes back, in one round trip.
func (c changes) statements() string {
	var all []string
	for _, name := range slices.Sorted(maps.Values(c.deleted)) {
		all = append(all, "DELETE FROM ONLY "+name)
	}
	if len(c.truncated) > 0 {
		all = append(all, "TRUNCATE ONLY "+strings.Join(slices.Sorted(maps.Values(c.truncated)), ", ONLY ")+" CASCADE")
	}
	if len(c.sequences) > 0 {
		all = append(all, "SELECT "+strings.Join(c.sequences, ", "))
	}
	return strings.Join(all, "; ")
}

// remaining is a query for how many rows the tables have from which they were deleted.
func (c changes) remaining() string {
	var all []string
	for id, name := range c.deleted {
		all = append(all, fmt.Sprintf("SELECT 'rows', %d::bigint, count(*), '' FROM ONLY %s", id, name))
	}
	return strings.Join(all, " UNION ALL ")
}

// prove compares all that there is with the original. Tables whose rows were deleted keep a file.
func (o *original) prove(found map[fact]value, deleted map[int64]string) error {
	for f, v := range found {
		was := o.facts[f]
		equal := v == was
		switch f.kind {
		case "since":
			equal = true
		case "class":
			equal = o.classes[f.id] == v.state
		case "catalog":
			// The later rows of pg_class are compared by themselves.
			equal = equal || f.id == classCatalog && v.n == was.n
		case "size":
			equal = equal || deleted[f.id] == v.state && v.n <= page
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
