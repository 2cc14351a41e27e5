package cli

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

func editLeaf() leaf {
	return leaf{
		name:      "edit",
		usage:     "open the files of revisions in $VISUAL or $EDITOR (default: head)",
		arguments: "[REVISION]",
		most:      1,
		run: func(c call) (any, error) {
			files, err := c.migrator.Files(c.Context.Context, c.argument("head"))
			if err != nil {
				return nil, err
			}
			for _, file := range files {
				if _, err := os.Stat(file); err != nil {
					return nil, fmt.Errorf("%w: run this where the migration directory is", err)
				}
			}
			words, err := editor()
			if err != nil {
				return nil, err
			}
			command := exec.CommandContext(c.Context.Context, words[0], append(words[1:], files...)...)
			command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
			if err := command.Run(); err != nil {
				return nil, fmt.Errorf("%s: %w", strings.Join(words, " "), err)
			}
			return nil, nil
		},
	}
}

// editor is the command of the person's editor, with its arguments.
func editor() ([]string, error) {
	for _, name := range []string{"VISUAL", "EDITOR"} {
		if words := strings.Fields(os.Getenv(name)); len(words) > 0 {
			return words, nil
		}
	}
	for _, name := range []string{"sensible-editor", "editor", "nano", "vim", "vi"} {
		if file, err := exec.LookPath(name); err == nil {
			return []string{file}, nil
		}
	}
	return nil, errors.New("there is no editor: set EDITOR to the command of yours")
}
