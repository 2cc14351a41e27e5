package op

import (
	"fmt"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// Exec runs SQL as it stands. What it does to the schema is not known to a replay.
type Exec struct {
	// SQL is one statement or several with semicolons between them.
	SQL string
}

var _ = kind(Exec{})

func (o Exec) opaque() {}

func (o Exec) String() string {
	line := strings.Join(strings.Fields(o.SQL), " ")
	if r := []rune(line); len(r) > 50 {
		line = string(r[:49]) + "…"
	}
	return fmt.Sprintf("Exec %q", line)
}

// Apply changes nothing: the effect is not known.
func (o Exec) Apply(*schema.Schema) error { return nil }

// Statements is the SQL as it stands.
func (o Exec) Statements(Dialect) ([]string, error) {
	text := strings.TrimRight(o.SQL, "; \t\r\n")
	if strings.TrimSpace(text) == "" {
		return nil, fmt.Errorf("the SQL is empty")
	}
	return []string{text}, nil
}

// Inverse is not known.
func (o Exec) Inverse(*schema.Schema) (Operation, error) { return nil, ErrIrreversible }
