// Package echomigrate gives an Echo service with Bun models its database migrations: what Flask-Migrate is to Flask.
//
//	m, err := echomigrate.Init(e, db)                                   // in the app factory, after the models are registered
//	program.Commands = append(program.Commands, dbcli.Command(factory)) // the program gets the command "db"
package echomigrate

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"weak"

	"github.com/labstack/echo/v4"
	"github.com/uptrace/bun"
)

// Init makes migrations known to an Echo application and returns its Migrator, which From finds again. It takes at most
// one Config, does not connect to the database, and can be called before there are any revisions. Models must have been
// registered on db before, or be given in Config.Models. A second Init for the same app replaces the first. It adds no route to the
// app but those of Config.Development.
func Init(app *echo.Echo, db *bun.DB, config ...Config) (*Migrator, error) {
	if app == nil {
		return nil, errors.New("echomigrate.Init: the echo app is nil")
	}
	if len(config) > 1 {
		return nil, fmt.Errorf("echomigrate.Init: %d configurations were given: give one or none", len(config))
	}
	var c Config
	if len(config) == 1 {
		c = config[0]
	}
	m, err := New(db, c)
	if err != nil {
		return nil, err
	}
	apps.add(app, m)
	if m.config.Development.Enabled {
		m.mountDevelopmentPage(app)
	}
	return m, nil
}

// From finds the Migrator that Init made for an app; nil when there is none.
func From(app *echo.Echo) *Migrator {
	return apps.find(app)
}

// apps remembers the Migrator of each app for as long as the app is alive, since an echo.Echo has no room for extensions.
var apps = registry{migrators: map[weak.Pointer[echo.Echo]]*Migrator{}}

type registry struct {
	mu        sync.Mutex
	migrators map[weak.Pointer[echo.Echo]]*Migrator
}

func (r *registry) add(app *echo.Echo, m *Migrator) {
	r.mu.Lock()
	defer r.mu.Unlock()
	key := weak.Make(app)
	if _, known := r.migrators[key]; !known {
		runtime.AddCleanup(app, r.forget, key)
	}
	r.migrators[key] = m
}

func (r *registry) forget(key weak.Pointer[echo.Echo]) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.migrators, key)
}

func (r *registry) find(app *echo.Echo) *Migrator {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.migrators[weak.Make(app)]
}
