package page_test

import (
	"maps"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestThePageIsForEverybody looks at what a screen reader and a keyboard go by.
func TestThePageIsForEverybody(t *testing.T) {
	_, root := render(t, full("Add user bio", 2))
	ids := map[string]bool{}
	for n := range root.Descendants() {
		if id := attribute(n, "id"); id != "" {
			if ids[id] {
				t.Errorf("the id %s is there twice", id)
			}
			ids[id] = true
		}
	}
	level := 0
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		for _, name := range []string{"aria-labelledby", "for"} {
			for id := range strings.FieldsSeq(attribute(n, name)) {
				if !ids[id] {
					t.Errorf("%s of %s names %s, which is not there", name, n.Data, id)
				}
			}
		}
		if href := attribute(n, "href"); strings.HasPrefix(href, "#") && !ids[href[1:]] {
			t.Errorf("a link leads to %s, which is not there", href)
		}
		switch n.Data {
		case "h1", "h2", "h3":
			next := int(n.Data[1] - '0')
			if next > level+1 {
				t.Errorf("a heading of level %d stands below one of level %d", next, level)
			}
			level = next
		case "th":
			if attribute(n, "scope") == "" {
				t.Error("a heading of the table has no scope")
			}
		case "pre":
			if attribute(n, "tabindex") != "0" {
				t.Error("a block that scrolls cannot be reached with the keyboard")
			}
		case "nav", "section":
			if attribute(n, "aria-label")+attribute(n, "aria-labelledby") == "" {
				t.Errorf("a %s has no name", n.Data)
			}
		case "input":
			if attribute(n, "type") != "hidden" && n.Parent.Data != "label" && !labelled(root, attribute(n, "id")) {
				t.Errorf("the field %s has no label", attribute(n, "name"))
			}
		case "svg":
			if attribute(n, "role") != "img" || len(all(n, "title")) != 1 || len(all(n, "desc")) != 1 {
				t.Error("the picture does not say what it shows")
			}
		}
	}
	for _, name := range []string{"h1", "main", "header", "footer"} {
		if n := len(all(root, name)); n != 1 {
			t.Errorf("there are %d of %s", n, name)
		}
	}
	if attribute(all(root, "html")[0], "lang") != "en" {
		t.Error("the page does not say its language")
	}
}

func labelled(root *html.Node, id string) bool {
	for _, n := range all(root, "label") {
		if id != "" && attribute(n, "for") == id {
			return true
		}
	}
	return false
}

// TestColoursCanBeRead holds text at a contrast of 4.5 to what is behind it, and lines at 3, in light and in dark.
func TestColoursCanBeRead(t *testing.T) {
	style, err := os.ReadFile("style.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, found := strings.Cut(string(style), "@media (prefers-color-scheme: dark)")
	if !found {
		t.Fatal("there are no dark colours")
	}
	inLight := colours(light)
	inDark := maps.Clone(inLight)
	maps.Copy(inDark, colours(dark))
	for says, c := range map[string]map[string]float64{"light": inLight, "dark": inDark} {
		for _, behind := range []string{"card", "page", "code"} {
			for _, text := range []string{"text", "quiet", "link", "good", "waiting", "bad"} {
				if got := contrast(c[text], c[behind]); got < 4.5 {
					t.Errorf("%s: %s on %s has a contrast of %.2f", says, text, behind, got)
				}
			}
			for lane := range 6 {
				if got := contrast(c["lane"+strconv.Itoa(lane)], c[behind]); got < 3 {
					t.Errorf("%s: lane %d on %s has a contrast of %.2f", says, lane, behind, got)
				}
			}
		}
		if got := contrast(c["on-accent"], c["accent"]); got < 4.5 {
			t.Errorf("%s: a button has a contrast of %.2f", says, got)
		}
	}
}

var colour = regexp.MustCompile(`--([a-z0-9-]+): #([0-9a-f]{6});`)

// colours are the luminances of the colours that a style names.
func colours(style string) map[string]float64 {
	found := map[string]float64{}
	for _, match := range colour.FindAllStringSubmatch(style, -1) {
		rgb, err := strconv.ParseUint(match[2], 16, 32)
		if err != nil {
			panic(err)
		}
		found[match[1]] = 0.2126*linear(rgb>>16&255) + 0.7152*linear(rgb>>8&255) + 0.0722*linear(rgb&255)
	}
	return found
}

func linear(channel uint64) float64 {
	c := float64(channel) / 255
	if c <= 0.04045 {
		return c / 12.92
	}
	return math.Pow((c+0.055)/1.055, 2.4)
}

func contrast(a, b float64) float64 { return (max(a, b) + 0.05) / (min(a, b) + 0.05) }
