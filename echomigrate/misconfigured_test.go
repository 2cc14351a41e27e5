package echomigrate_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"

	"github.com/echomigrate/echo-migrate/echomigrate"
	"github.com/echomigrate/echo-migrate/echomigrate/testdb"
)

// TestWhatNobodyCanMeanIsRefused gives configurations that would be accepted and then do something else than what they say.
func TestWhatNobodyCanMeanIsRefused(t *testing.T) {
	db, other := testdb.SQLite(t), testdb.SQLite(t)
	hosts := func(hosts ...string) echomigrate.Config {
		return echomigrate.Config{Development: echomigrate.Development{Enabled: true, Hosts: hosts}}
	}
	for _, c := range []struct {
		db     *bun.DB
		config echomigrate.Config
		want   string
	}{
		{db, echomigrate.Config{LockTimeout: -1}, "Config.LockTimeout: -1ns is below zero: give a time above it, or leave it out for the default"},
		{db, echomigrate.Config{StatementTimeout: -time.Second}, "Config.StatementTimeout: -1s is below zero: "},
		{db, echomigrate.Config{StatusTTL: -time.Second}, "Config.StatusTTL: -1s is below zero: "},
		{db, echomigrate.Config{StatusTimeout: -time.Second}, "Config.StatusTimeout: -1s is below zero: "},
		{db, echomigrate.Config{PageTimeout: -time.Second}, "Config.PageTimeout: -1s is below zero: "},
		{db, echomigrate.Config{Development: echomigrate.Development{Path: "//x"}}, `Config.Development.Path: "//x" is no path of a page: `},
		{db, echomigrate.Config{Development: echomigrate.Development{Path: "/x/../y"}}, `Config.Development.Path: "/x/../y" is no path of a page: `},
		{db, hosts("shop.example.com", "box:8080"), `Config.Development.Hosts: "box:8080" is more than a name: give "box", which counts with every port`},
		{db, hosts("[fe80::1]:80"), `Config.Development.Hosts: "[fe80::1]:80" is more than a name: give "fe80::1"`},
		{db, hosts("http://box"), `Config.Development.Hosts: "http://box" is no name of a machine: `},
		{db, hosts("*.example.com"), `Config.Development.Hosts: "*.example.com" is no name of a machine: `},
		{db, hosts(""), `Config.Development.Hosts: "" is no name of a machine: `},
		{db, echomigrate.Config{Databases: []echomigrate.Database{{Name: "b", DB: db}}},
			"Config.Databases: database b is the same as database first: give each a *sql.DB of its own"},
		{db, echomigrate.Config{Databases: []echomigrate.Database{{Name: "b", DB: other}, {Name: "c", DB: other.WithQueryHook(&queries{})}}},
			"Config.Databases: database c is the same as database b: "},
		{bun.NewDB(nil, sqlitedialect.New()), echomigrate.Config{}, "the database has no *sql.DB: give bun.NewDB the one that sql.Open gives"},
		{db, echomigrate.Config{Databases: []echomigrate.Database{{Name: "b", DB: bun.NewDB(nil, sqlitedialect.New())}}},
			"Config.Databases: database b: the database has no *sql.DB: "},
	} {
		c.config.Repository = repository()
		_, err := echomigrate.New(c.db, c.config)
		if err == nil || !strings.HasPrefix(err.Error(), "echomigrate: "+c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got  %v\nwant %s", err, c.want)
		}
	}
	fitting := hosts("box", "Box.example.com", "::1", "10.0.0.7")
	fitting.Repository, fitting.StatementLockTimeout = repository(), -1
	if _, err := echomigrate.New(db, fitting); err != nil {
		t.Error(err)
	}
}

func TestRetryAfterIsWholeSecondsAboveZero(t *testing.T) {
	m := program(t, testdb.SQLite(t), table("a1", "Add a"))
	for given, want := range map[time.Duration]string{
		0: "5", time.Nanosecond: "1", 400 * time.Millisecond: "1", time.Second: "1", 1400 * time.Millisecond: "2", time.Hour: "3600",
	} {
		w := get(service(m, m.MiddlewareWithConfig(echomigrate.MiddlewareConfig{RetryAfter: given})), "/", "")
		if got := w.Header().Get("Retry-After"); w.Code != http.StatusServiceUnavailable || got != want {
			t.Errorf("%s: %d, Retry-After: %s, want %s", given, w.Code, got, want)
		}
	}
	defer func() {
		const want = "echomigrate: MiddlewareConfig.RetryAfter: -5s is below zero: give a time above it, or leave it out for 5s"
		if got := fmt.Sprint(recover()); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}()
	echo.New().Use(m.MiddlewareWithConfig(echomigrate.MiddlewareConfig{RetryAfter: -5 * time.Second}))
}
