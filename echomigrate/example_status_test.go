package echomigrate_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/echomigrate/echo-migrate/echomigrate"
)

// A deployment, seen by a program that lacks the last two revisions: behind the first of them it may serve on, behind the second
// it may not.
func ExampleMigrator_Status() {
	ctx := context.Background()
	db := openDB()
	defer db.Close()
	compatible, breaking := addISBN, dropTitle
	compatible.CompatibleWith = createBooks.ID
	always := echomigrate.Config{StatusTTL: time.Nanosecond, StatusTimeout: time.Minute}

	always.Repository = versions(createBooks)
	older, err := echomigrate.New(db, always)
	check(err)
	always.Repository = versions(createBooks, compatible, breaking)
	newer, err := echomigrate.New(db, always)
	check(err)

	fmt.Println(older.Status(ctx))
	for range 3 {
		_, err := newer.Upgrade(ctx, "+1")
		check(err)
		s := older.Status(ctx)
		fmt.Println(s.State, s.MayServe)
	}
	// Output:
	// behind: 1 revision is not applied: 4a1f0c2b9d3e: run `db upgrade`
	// current true
	// ahead true
	// ahead false
}

// A service answers probes, and nothing else before its schema is there.
func ExampleMigrator_Middleware() {
	ctx := context.Background()
	db := openDB()
	defer db.Close()
	e := echo.New()
	m, err := echomigrate.Init(e, db, echomigrate.Config{Repository: versions(createBooks), StatusTimeout: time.Minute})
	check(err)
	e.Use(m.Middleware())
	e.GET("/readyz", m.Ready())
	e.GET("/livez", m.Live())
	e.GET("/books", func(c echo.Context) error { return c.String(http.StatusOK, "no books\n") })

	ask := func(path string) {
		w := httptest.NewRecorder()
		e.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		fmt.Print(path, " ", w.Code, " ", w.Body)
	}
	ask("/livez")
	ask("/books")
	ask("/readyz")
	_, err = m.Upgrade(ctx, "head")
	check(err)
	ask("/books")
	ask("/readyz")
	// Output:
	// /livez 200 live
	// /books 503 {"message":"The service is not ready. Try again later."}
	// /readyz 503 not ready
	// behind: 1 revision is not applied: 4a1f0c2b9d3e: run `db upgrade`
	// at the base, this program is at 4a1f0c2b9d3e
	// pending: 4a1f0c2b9d3e, Create books
	// /books 200 no books
	// /readyz 200 ready
	// current
	// at 4a1f0c2b9d3e, this program is at 4a1f0c2b9d3e
}

// A service upgrades its database when it starts. It listens before that, to answer probes.
func ExampleMigrator_Start() {
	ctx := context.Background()
	db := openDB()
	defer db.Close()
	m, err := echomigrate.Init(echo.New(), db, echomigrate.Config{Repository: versions(createBooks), StatusTimeout: time.Minute, OnStart: echomigrate.OnStartUpgrade})
	check(err)
	check(m.Start(ctx))
	fmt.Println(m.Status(ctx))
	// Output: current
}
