package model

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	bunschema "github.com/uptrace/bun/schema"

	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// The clauses that a type in Bun's tag may have behind it, as Bun has no option for them.
var (
	generatedClause = regexp.MustCompile(`(?is)^(.*?)\s+generated\s+always\s+as\s*(\(.*\))\s*(stored|virtual|)\s*$`)
	identityClause  = regexp.MustCompile(`(?is)^(.*?)\s+generated\s+(always|by\s+default)\s+as\s+identity\s*(\(.*\))?\s*$`)
)

// clause is what an expression of those finds; it is none in a plain type, without a search.
func clause(expression *regexp.Regexp, declared string) []string {
	if !strings.ContainsAny(declared, " \t\n\f\r") {
		return nil
	}
	return expression.FindStringSubmatch(declared)
}

// isGenerated reports whether a field that Bun only scans is nevertheless a column, which the database computes.
func isGenerated(f *bunschema.Field, tags []option) bool {
	declared, _ := f.Tag.Option("type")
	return has(tags, "generated") || clause(generatedClause, declared) != nil
}

// readColumn is the column of a field and of its migrate tag.
func readColumn(f *bunschema.Field, tags []option) (schema.Column, error) {
	c := schema.Column{Name: f.Name, NotNull: f.NotNull, Default: portable(f.SQLDefault)}
	declared, _ := f.Tag.Option("type")
	if parts := clause(generatedClause, declared); parts != nil {
		declared, c.Generated, c.Virtual = parts[1], unwrapped(parts[2]), strings.EqualFold(parts[3], "virtual")
	} else if parts := clause(identityClause, declared); parts != nil {
		declared, c.Identity = parts[1], schema.IdentityByDefault
		if strings.EqualFold(parts[2], "always") {
			c.Identity = schema.IdentityAlways
		}
		options := scanner{unwrapped(parts[3])}
		if err := options.sequence(&c.IdentityOptions); err != nil {
			return c, err
		}
	} else if f.Identity {
		c.Identity = schema.IdentityByDefault
	}
	if err := describe(&c, tags); err != nil {
		return c, err
	}
	c.Type = schema.TypeName(declared)
	if c.Type == "" {
		c.Type = enumType(f, tags)
	}
	if c.Type == "" {
		c.Type = sqlType(f)
	}
	if c.Type == "" {
		return c, fmt.Errorf("the Go type %s has no SQL type: give it one, such as bun:\"%s,type:jsonb\"", goName(f), c.Name)
	}
	if serial := schema.SerialOf(c.Type); serial != "" && f.AutoIncrement && c.Identity == "" {
		c.Type = serial
	}
	return c, nil
}

// describe adds what a migrate tag says of the column alone.
func describe(c *schema.Column, tags []option) error {
	for _, o := range tags {
		switch o.name {
		case "comment":
			c.Comment = o.value
		case "collate":
			c.Collation = o.value
		case "generated":
			c.Generated = unwrapped(o.value)
		case "virtual":
			c.Virtual = true
		case "identity":
			if err := parseIdentity(c, o.value); err != nil {
				return fmt.Errorf("migrate tag: identity: %w", err)
			}
		}
	}
	switch {
	case c.Virtual && c.Generated == "":
		return errors.New("migrate tag: virtual is for generated columns")
	case c.Generated != "" && (c.Default != "" || c.Identity != ""):
		return errors.New("a generated column has no default and no identity")
	}
	return nil
}

// portableDefaults are the defaults that every database knows by these names.
var portableDefaults = []string{"true", "false", "null", "current_timestamp", "current_date", "current_time"}

// portable is a default with the names that every database knows in lower case.
func portable(expression string) string {
	expression = strings.TrimSpace(expression)
	if lower := strings.ToLower(expression); slices.Contains(portableDefaults, lower) {
		return lower
	}
	return expression
}

func goName(f *bunschema.Field) string {
	return strings.ReplaceAll(f.StructField.Type.String(), "interface {}", "any")
}
