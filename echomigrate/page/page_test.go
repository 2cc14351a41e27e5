package page_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/echomigrate/echo-migrate/echomigrate/page"
)

// render is the page and its tree.
func render(t testing.TB, c page.Content) (text string, root *html.Node) {
	t.Helper()
	var b bytes.Buffer
	if err := page.Render(&b, c); err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), root
}

// all finds the elements of a name.
func all(root *html.Node, name string) (list []*html.Node) {
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == name {
			list = append(list, n)
		}
	}
	return list
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func TestThePolicyAllowsTheStyleAndNothingElse(t *testing.T) {
	_, root := render(t, page.Content{})
	styles := all(root, "style")
	if len(styles) != 1 {
		t.Fatalf("there are %d styles", len(styles))
	}
	sum := sha256.Sum256([]byte(styles[0].FirstChild.Data))
	if want := "style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "';"; !strings.Contains(page.Policy, want) {
		t.Errorf("the policy is %s, want %s", page.Policy, want)
	}
	if strings.Contains(page.Policy, "unsafe") || strings.Contains(page.Policy, "script-src") {
		t.Errorf("the policy is %s", page.Policy)
	}
}
