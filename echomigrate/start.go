package echomigrate

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/internal/concurrent"
	"github.com/echomigrate/echo-migrate/echomigrate/runner"
)

// OnStart is what Start does about the schema.
type OnStart string

// What Start can do.
const (
	// OnStartNothing leaves the database alone.
	OnStartNothing OnStart = ""
	// OnStartCheck fails unless the program may serve.
	OnStartCheck OnStart = "check"
	// OnStartAwait waits until the program may serve: until a deployment job, or another pod, has upgraded the database.
	OnStartAwait OnStart = "await"
	// OnStartUpgrade upgrades the databases to the heads. Of several pods that start at once one does the work, and the others
	// wait for it.
	OnStartUpgrade OnStart = "upgrade"
)

// ErrMayNotServe says that the program cannot work with the schema that the database has.
var ErrMayNotServe = errors.New("the program may not serve")

// verify refuses what Start does not know.
func (o OnStart) verify() error {
	switch o {
	case OnStartNothing, OnStartCheck, OnStartAwait, OnStartUpgrade:
		return nil
	}
	return fmt.Errorf("there is no %q: it can be empty, %q, %q or %q", o, OnStartCheck, OnStartAwait, OnStartUpgrade)
}

// Start does what Config.OnStart says about all databases of the configuration. A service calls it once it listens, so that probes
// are answered meanwhile: Ready says how far it is, and Middleware keeps other requests out.
func (m *Migrator) Start(ctx context.Context) error {
	switch m.config.OnStart {
	case OnStartNothing:
		return nil
	case OnStartCheck:
		return m.mayServe(ctx)
	case OnStartAwait:
		return m.Await(ctx)
	case OnStartUpgrade:
		for _, d := range m.Databases() {
			if err := d.upgradeOnStart(ctx); err != nil {
				return d.named(err)
			}
		}
		return nil
	}
	return m.config.OnStart.verify()
}

// Await waits until the program may serve on all databases of the configuration: until each is at the program's heads, or ahead by
// revisions that are compatible. When the context ends before, the error says why. Revisions that do not fit together are an
// error at once.
func (m *Migrator) Await(ctx context.Context) error {
	if _, err := m.compiled(); err != nil {
		return err
	}
	var told string
	for {
		err := m.mayServe(ctx)
		if err == nil {
			return nil
		}
		if told != err.Error() && ctx.Err() == nil && m.config.Logger != nil {
			told = err.Error()
			m.config.Logger.Info("waiting", "for", told)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for the database's schema: %w (%w)", err, context.Cause(ctx))
		case <-time.After(m.config.StatusTTL):
		}
	}
}

// mayServe is nil when the program may serve on all databases, and else says why it may not.
func (m *Migrator) mayServe(ctx context.Context) error { return m.Readiness(ctx).err() }

// upgradeOnStart upgrades one database, which Upgrade leaves as it is where a newer program has upgraded it and this one may serve.
func (m *Migrator) upgradeOnStart(ctx context.Context) error {
	for {
		if m.Status(ctx).MayServe { // mostly it is, and this waits for nobody
			return nil
		}
		_, err := m.Upgrade(ctx, "heads")
		var unknown *runner.UnknownRevisionError
		switch {
		case err == nil:
			return nil
		case ctx.Err() == nil && (errors.Is(err, dialect.ErrLocked) || m.dialect.IsBusy(err)):
			select { // whoever is at work may take longer than Config.LockTimeout
			case <-ctx.Done():
			case <-time.After(m.config.StatusTTL):
			}
			continue
		case errors.As(err, &unknown):
			return Readiness{Databases: []Status{m.Status(ctx)}}.err()
		}
		return err
	}
}

// statuses are those of all databases of the configuration, which are asked at once.
func (m *Migrator) statuses(ctx context.Context) []Status {
	all := m.Databases()
	list := make([]Status, len(all))
	calls := make([]func(), len(all))
	for i, d := range all {
		calls[i] = func() { list[i] = d.Status(ctx) }
	}
	concurrent.Do(calls[0], calls[1:]...)
	return list
}
