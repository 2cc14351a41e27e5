package page

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"io"
	"net/url"
	"strconv"
	"sync"
	"time"
)

//go:embed templates/*.tmpl
var sources embed.FS

//go:embed style.css
var style string

// pages are parsed when the first page is drawn: most runs of a program draw none.
var pages = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Funcs(template.FuncMap{
		"address": address,
		"count":   count,
		"form":    func(c Content, name string) form { return form{c, name} },
		"stamp":   func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05") },
		"machine": func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"style":   func() template.CSS { return template.CSS(style) },
	}).ParseFS(sources, "templates/*.tmpl"))
})

// Policy is the Content-Security-Policy that the page needs: no script, nothing from elsewhere, in no frame, and the one style that
// it brings along.
var Policy = "default-src 'none'; style-src 'sha256-" + digest(style) + "'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// Render writes the page. It stays below half a megabyte: long lists and texts are cut, and say so.
func Render(w io.Writer, c Content) error { return pages().ExecuteTemplate(w, "page", bound(c)) }

// form is what a form of the page needs.
type form struct {
	Content
	Name string
}

// address is the page's own with other parameters, in pairs of name and value.
func address(c Content, pairs ...any) string {
	v := url.Values{}
	if c.Database != "" {
		v.Set("database", c.Database)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		switch value := pairs[i+1].(type) {
		case int:
			v.Set(pairs[i].(string), strconv.Itoa(value))
		case *int:
			v.Set(pairs[i].(string), strconv.Itoa(*value))
		case int64:
			v.Set(pairs[i].(string), strconv.FormatInt(value, 10))
		case string:
			v.Set(pairs[i].(string), value)
		}
	}
	return c.Path + "?" + v.Encode()
}

// count is a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
