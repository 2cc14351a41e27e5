package render

import (
	_ "embed"
	"strings"
)

// File is a file to write.
type File struct {
	// Path below the migration directory, with slashes.
	Path string
	// Content is the whole file.
	Content []byte
}

var (
	//go:embed skeleton/README.md
	readme string
	//go:embed skeleton/versions.go.txt
	versionsFile string
	//go:embed skeleton/versions_test.go.txt
	versionsTest string
)

// Repository lists the files of a new migration repository; importPath is that of its package versions.
func Repository(importPath string) []File {
	fill := func(template string) []byte {
		return []byte(strings.ReplaceAll(template, "{{.ImportPath}}", importPath))
	}
	return []File{
		{Path: "README.md", Content: fill(readme)},
		{Path: "versions/versions.go", Content: fill(versionsFile)},
		{Path: "versions/versions_test.go", Content: fill(versionsTest)},
	}
}
