package cli

import (
	"encoding/json"
	"fmt"
	"io"
)

// asJSON reports whether JSON is asked for. What --sql prints is SQL in any case.
func (c call) asJSON() bool { return c.Bool("json") && !c.Bool("sql") }

// show prints the text unless JSON is asked for, and gives the value on.
func (c call) show(value any, text func()) (any, error) {
	if !c.asJSON() {
		text()
	}
	return value, nil
}

// warn prints warnings to where they do not mix with what was asked for.
func (c call) warn(warnings []string) {
	for _, w := range warnings {
		fmt.Fprintf(c.App.ErrWriter, "Warning: %s\n", w)
	}
}

// json prints the one value of a command where JSON is asked for, and the error with it, if there is one.
func (c call) json(value any, err error) error {
	if err != nil {
		value = failed(value, err)
	}
	if !c.asJSON() || value == nil {
		return nil
	}
	return encode(c.out, value)
}

// counted is "1 table" or "3 tables".
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func encode(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}
