package postgres

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/dialect"
	"github.com/echomigrate/echo-migrate/echomigrate/schema"
)

// places are the scratch schemas that stand for others.
type places struct {
	prefix string
	// temporary is set where the place is that of the session's temporary tables, whose schema is called stored.
	temporary bool
	stored    string
	// schemas are those that places stand for, in the order in which they were named; created says how many are there.
	schemas []string
	created int
	// types are the enum types that were created in places.
	types []schema.Name
	// unlogged is set where tables are made unlogged or logged, which temporary ones cannot be.
	unlogged bool
}

func newPlaces() *places { return &places{prefix: randomName()} }

// place is the scratch schema that stands for a schema, as statements name it.
func (p *places) place(of string) string {
	at := slices.Index(p.schemas, of)
	if at < 0 {
		at = len(p.schemas)
		p.schemas = append(p.schemas, of)
	}
	if p.temporary {
		return "pg_temp"
	}
	return p.name(at)
}

func (p *places) name(at int) string { return p.prefix + "_" + strconv.Itoa(at) }

// take lists the scratch schemas that were named and are not there yet, and takes them for created.
func (p *places) take() (missing []string, err error) {
	if p.temporary {
		return nil, p.checkTemporary()
	}
	for ; p.created < len(p.schemas); p.created++ {
		missing = append(missing, p.name(p.created))
	}
	return missing, nil
}

// checkTemporary refuses further schemas, beside the default one, whose tables may have the names of others, and unlogged tables.
func (p *places) checkTemporary() error {
	if p.unlogged {
		return &dialect.NoScratchError{Reason: "the role may not create schemas, and temporary tables cannot stand for unlogged ones: " +
			"give it the right CREATE on the database"}
	}
	if len(p.schemas) <= 1 {
		return nil
	}
	return &dialect.NoScratchError{Reason: fmt.Sprintf("the role may not create schemas, and temporary tables cannot stand for those of schema %s too: "+
		"give it the right CREATE on the database", p.schemas[1])}
}

// where is the condition that the inspection finds tables and enum types by.
func (p *places) where() string {
	if p.temporary {
		return "n.oid = pg_my_temp_schema()"
	}
	var names []string
	for at := range p.schemas {
		names = append(names, quoted(p.name(at)))
	}
	return "n.nspname IN (" + strings.Join(names, ", ") + ")"
}

// back writes the schemas that places stand for wherever something names a place.
func (p *places) back(s *schema.Schema) {
	eachText(reflect.ValueOf(s), p.original)
	s.Sort()
}

// original is a text, or the name of a schema, as it is without places.
func (p *places) original(text string) string {
	for at, of := range p.schemas {
		name, before := p.name(at), ""
		if p.temporary {
			name = p.stored
		}
		if text == name {
			return of
		}
		if of != "" {
			before = quotedName(of) + "."
		}
		text = strings.ReplaceAll(text, name+".", before)
	}
	return text
}

// explain is an error that names no place.
func (p *places) explain(err error) error {
	if err == nil || p.temporary {
		return err
	}
	return &placedError{err, p.original(err.Error())}
}

// placedError is an error from a place, as it would be said without it.
type placedError struct {
	err  error
	text string
}

// Error is the text.
func (e *placedError) Error() string { return e.text }

// Unwrap gives the error as it was.
func (e *placedError) Unwrap() error { return e.err }

// eachText replaces every text in a value that can be changed.
func eachText(v reflect.Value, replace func(string) string) {
	switch v.Kind() {
	case reflect.Pointer:
		eachText(v.Elem(), replace)
	case reflect.Struct:
		for i := range v.NumField() {
			eachText(v.Field(i), replace)
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachText(v.Index(i), replace)
		}
	case reflect.String:
		v.SetString(replace(v.String()))
	}
}
