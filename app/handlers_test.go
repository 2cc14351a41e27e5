package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/echomigrate/echo-migrate/app/config"
	"github.com/echomigrate/echo-migrate/echomigrate/migratetest"
)

// exchange is a request with what is to come back.
type exchange struct {
	method, path, body string
	status             int
	want               string
}

// ask sends requests to an application with a database of the test's own, one after the other.
func ask(t *testing.T, kit *migratetest.Kit, exchanges ...exchange) {
	t.Helper()
	a, err := newApplication(config.Config{DatabaseURL: kit.At(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.db.Close() })
	for _, e := range exchanges {
		r := httptest.NewRequest(e.method, e.path, strings.NewReader(e.body))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Accept", "application/json")
		answer := httptest.NewRecorder()
		a.echo.ServeHTTP(answer, r)
		if answer.Code != e.status || !strings.Contains(answer.Body.String(), e.want) {
			t.Errorf("%s %s: %d %s, want %d %s", e.method, e.path, answer.Code, answer.Body, e.status, e.want)
		}
	}
}

// house is what the other requests need: an organisation, a user and a post.
var house = []exchange{
	{"POST", "/organisations", `{"name": "North Wall", "slug": "north"}`, http.StatusCreated, `"slug":"north"`},
	{"POST", "/users", `{"name": "Ines", "email": "ines@example.com"}`, http.StatusCreated, `"id":1`},
	{"POST", "/organisations/north/posts", `{"slug": "first", "title": "First", "body": "word", "author_id": 1}`, http.StatusCreated, `"id":1`},
}

func TestHandlers(t *testing.T) {
	for name, exchanges := range map[string][]exchange{
		"a new database is ready":   {{"GET", "/readyz", ``, http.StatusOK, `"ready":true`}},
		"a new database is empty":   {{"GET", "/organisations", ``, http.StatusOK, `[]`}},
		"a name is required":        {{"POST", "/organisations", `{"slug": "north"}`, http.StatusUnprocessableEntity, `required`}},
		"no such organisation":      {{"GET", "/organisations/south", ``, http.StatusNotFound, `no such organisation`}},
		"no such post":              {{"GET", "/posts/1", ``, http.StatusNotFound, `no such post`}},
		"a member is an author":     append(house[:2:2], exchange{"POST", "/organisations/north/members", `{"user_id": 1}`, http.StatusCreated, `"role":"author"`}),
		"a draft is not listed":     append(house[:3:3], exchange{"GET", "/organisations/north/posts", ``, http.StatusOK, `[]`}),
		"a post shows its author":   append(house[:3:3], exchange{"GET", "/posts/1", ``, http.StatusOK, `"name":"Ines"`}),
		"a post has no attachments": append(house[:3:3], exchange{"GET", "/posts/1/attachments", ``, http.StatusOK, `[]`}),
		"a published post is listed": append(house[:3:3],
			exchange{"PUT", "/posts/1/tags/news", ``, http.StatusNoContent, ``},
			exchange{"POST", "/posts/1/publish", ``, http.StatusOK, `"status":"published"`},
			exchange{"GET", "/organisations/north/posts", ``, http.StatusOK, `"name":"news"`}),
		"a comment is shown": append(house[:3:3],
			exchange{"POST", "/posts/1/comments", `{"body": "Well said."}`, http.StatusCreated, `"body":"Well said."`},
			exchange{"GET", "/posts/1/comments", ``, http.StatusOK, `Well said.`}),
	} {
		onEachKit(t, name, func(t *testing.T, kit *migratetest.Kit) { ask(t, kit, exchanges...) })
	}
}
