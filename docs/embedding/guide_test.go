package embedding_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var shownFile = regexp.MustCompile(`^\s*\[embedding/(\S+)\]\(embedding/(\S+)\)$`)

// TestGuide holds docs/embedding.md against the examples: each block of Go stands below a link to a file, and in that file word by
// word, and each program has a part of its main package there.
func TestGuide(t *testing.T) {
	page, err := os.ReadFile("../embedding.md")
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{}
	var file, block string
	inside := false
	for i, line := range strings.Split(string(page), "\n") {
		switch link := shownFile.FindStringSubmatch(line); {
		case link != nil:
			if file = link[1]; link[2] != file {
				t.Errorf("line %d: the link goes to %s", i+1, link[2])
			}
		case line == "```go":
			inside, block = true, ""
		case line == "```" && inside:
			inside = false
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if shown[filepath.Dir(file)] = true; !strings.Contains("\n"+string(source), "\n"+block) {
				t.Errorf("line %d: %s does not have the block above it", i+1, file)
			}
		case inside:
			block += line + "\n"
		}
	}
	for _, want := range []string{"flags", "stdflag", "cobra", "databases", "former/versions", "shop"} {
		if !shown[want] {
			t.Errorf("the page shows nothing of %s", want)
		}
	}
}
