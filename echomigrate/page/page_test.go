package page_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

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

// texts is what a page says, without its style.
func texts(root *html.Node) string {
	var b strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "style" {
			b.WriteString(n.Data + "\x00")
		}
	}
	return b.String()
}

// full is a content in which every text is s, every list has some elements and everything is set.
func full(s string, elements int) page.Content {
	var c page.Content
	fill(reflect.ValueOf(&c).Elem(), s, elements)
	c.Path = "/_echomigrate"
	nodes := make([]page.Node, elements)
	for i := range nodes {
		nodes[i].ID = fmt.Sprint(s, elements-i)
		if i < elements-1 {
			nodes[i].Revises = []string{fmt.Sprint(s, elements-i-1)}
		}
	}
	c.History.Drawing = page.Draw(nodes, 0, 50)
	for i := range c.History.Drawing.Rows {
		fill(reflect.ValueOf(&c.History.Drawing.Rows[i]).Elem(), s, 2)
	}
	return c
}

func fill(v reflect.Value, s string, elements int) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(s)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), s, elements)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), elements, elements))
		for i := range elements {
			fill(v.Index(i), s, elements)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Date(2026, 11, 24, 7, 54, 0, 0, time.UTC)))
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i), s, elements)
			}
		}
	}
}

// vocabulary are the elements and attributes that a page is made of.
var (
	elements   = strings.Fields("html head meta title link style body a header div p h1 h2 h3 span nav ul ol li main section article footer form input button label fieldset legend details summary code pre strong br svg desc path circle table thead tbody tr th td time")
	attributes = strings.Fields("lang charset name content rel href class id tabindex aria-hidden aria-label aria-labelledby aria-current role dir method action type value for required maxlength autocomplete placeholder width height viewBox d cx cy r scope datetime open checked")
)

// sound looks for what no content may bring into a page.
func sound(t *testing.T, text string, root *html.Node) {
	t.Helper()
	for n := range root.Descendants() {
		if n.Type == html.CommentNode {
			t.Fatalf("there is a comment: %q", n.Data)
		}
		if n.Type != html.ElementNode {
			continue
		}
		if !slices.Contains(elements, n.Data) {
			t.Fatalf("there is an element %q", n.Data)
		}
		for _, a := range n.Attr {
			if !slices.Contains(attributes, a.Key) {
				t.Fatalf("%s has an attribute %q", n.Data, a.Key)
			}
			if (a.Key == "href" || a.Key == "action") && !slices.ContainsFunc([]string{"#", "?", "/_echomigrate", "data:,"}, func(p string) bool { return strings.HasPrefix(a.Val, p) }) {
				t.Fatalf("%s leads to %q", n.Data, a.Val)
			}
		}
	}
	for _, r := range text {
		if r != '\n' && r != '\t' && (r < ' ' || r == 0x7F || r >= 0x80 && r < 0xA0 || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x200E || r == 0x200F || r == 0xFEFF) {
			t.Fatalf("the page has %U in it", r)
		}
	}
	if len(text) > 500_000 {
		t.Fatalf("the page has %d bytes", len(text))
	}
}

func FuzzPage(f *testing.F) {
	for _, s := range hostile {
		f.Add(s, 2)
	}
	f.Fuzz(func(t *testing.T, s string, elements int) {
		text, root := render(t, full(s, min(max(elements, 1), 12)))
		sound(t, text, root)
	})
}

var hostile = []string{
	"Add user bio", `</script><script>alert(1)</script><img src=x onerror=alert(1)>`, `"><svg onload=alert(1)>`, "' onfocus='alert(1)' autofocus='",
	"</title></style></desc></textarea><b>bold", "<!-- ", "]]>", "javascript:alert(1)", "{{.Token}}", "a\u202Egnp.exe", "a\x00b\x1b[31mred\x7f\r\nnext", "\u2066\u2069\u200f\ufeff\U000E0041",
	"\xff\xfe broken", "مرحبا بالعالم", "日本語の伝言", strings.Repeat("long ", 20000), strings.Repeat("<", 60000), strings.Repeat("\x01", 60000),
}

func TestATextSurvives(t *testing.T) {
	for s, want := range map[string]string{
		"Add user bio":                          "Add user bio",
		`</script><img src=x onerror=alert(1)>`: `</script><img src=x onerror=alert(1)>`,
		`"><svg onload=alert(1)>`:               `"><svg onload=alert(1)>`,
		"</title></style></desc><!--":           "</title></style></desc><!--",
		"a\u202Egnp.exe":                        `a\u202Egnp.exe`,
		"a\x00b\x1b[31mred":                     `a\u0000b\u001B[31mred`,
		"tag\U000E0041":                         `tag\U000E0041`,
		"\xff broken":                           `\xFF broken`,
		"two\nlines":                            "two\nlines",
		"مرحبا بالعالم":                         "مرحبا بالعالم",
	} {
		text, root := render(t, full(s, 2))
		sound(t, text, root)
		in := texts(root)
		for _, name := range []string{"h2", "h3", "title", "pre", "li", "td"} {
			found := false
			for _, n := range all(root, name) {
				found = found || strings.Contains(texts(n), want)
			}
			if !found {
				t.Errorf("%q: no %s says %q", s, name, want)
			}
		}
		if got := attribute(all(root, "input")[0], "value"); got != want {
			t.Errorf("%q: the first field has %q", s, got)
		}
		if strings.Contains(in, "ZgotmplZ") {
			t.Errorf("%q: a text stands where it cannot be escaped", s)
		}
	}
}

func TestAPageStaysSmall(t *testing.T) {
	for _, s := range []string{"Add user bio", strings.Repeat("\"<\x01", 20000)} {
		for _, elements := range []int{1, 12, 40} {
			text, root := render(t, full(s, elements))
			sound(t, text, root)
			t.Logf("%d elements of %d bytes: a page of %d bytes", elements, len(s), len(text))
		}
	}
	c := page.Content{Answered: true}
	for range 10_000 {
		c.Pending.Revisions = append(c.Pending.Revisions, page.Revision{Message: "one"})
		c.Models.Changes = append(c.Models.Changes, page.Change{Text: "another"})
	}
	text, root := render(t, c)
	sound(t, text, root)
	shown := len(all(root, "article"))
	if says := texts(root); shown < 100 || !strings.Contains(says, fmt.Sprintf("… and %d more.", 10_000-shown)) {
		t.Errorf("of 10,000 revisions the page shows %d, and does not say how many it leaves out", shown)
	}
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

func BenchmarkRender(b *testing.B) {
	c := full("Add user bio to those who have none", 12)
	for b.Loop() {
		if err := page.Render(io.Discard, c); err != nil {
			b.Fatal(err)
		}
	}
}
