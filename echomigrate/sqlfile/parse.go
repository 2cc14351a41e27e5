package sqlfile

import (
	"slices"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// Parse reads a file. The name is the revision's Source, and stands with the line before each fault; the error has a line
// for every one.
func Parse(name string, content []byte) (revision.Revision, error) {
	r, faults := parse(content)
	if len(faults) > 0 {
		return revision.Revision{}, inFile(name, faults)
	}
	r.Source = name
	return r, nil
}

func parse(content []byte) (revision.Revision, []*fault) {
	text := strings.ReplaceAll(string(content), "\r\n", "\n")
	var p parser
	items, broken := scan(text, isMarker)
	for _, i := range items {
		p.take(i)
	}
	if broken != nil {
		p.faults = append(p.faults, broken)
	} else {
		p.finish(strings.Count(strings.TrimRight(text, "\n"), "\n") + 1)
	}
	p.revision.Message = tidy(strings.Join(p.header.message, "\n"))
	p.revision.Upgrade = operations(p.sections, upgrade)
	p.revision.Downgrade = operations(p.sections, downgrade)
	return p.revision, p.faults
}

// section is a part of a file that begins with a marker.
type section struct {
	// name is upgrade or downgrade.
	name string
	// dialect that the section is for; empty means all.
	dialect string
	ops     op.List
}

// operations are those of the sections of one name; nil where there is no such section.
func operations(sections []section, name string) []op.Operation {
	var ops []op.Operation
	for _, s := range sections {
		if s.name != name {
			continue
		}
		if ops == nil {
			ops = []op.Operation{}
		}
		switch s.dialect {
		case "":
			ops = append(ops, s.ops...)
		default:
			ops = append(ops, op.Only{Dialect: s.dialect, Ops: s.ops})
		}
	}
	return ops
}

// parser puts a revision together.
type parser struct {
	revision revision.Revision
	header   header
	sections []section
	// alone is the line of an autocommit marker whose statement has not come; 0 means none.
	alone int
	// stray is set when SQL stood before the first section.
	stray  bool
	faults []*fault
}

func (p *parser) wrong(line int, format string, arguments ...any) {
	p.faults = append(p.faults, wrong(line, format, arguments...))
}

// take takes the next statement or comment.
func (p *parser) take(i item) {
	if !i.comment {
		p.statement(i)
		return
	}
	m, is := mark(i.SQL)
	switch {
	case is && m.name == autocommit && len(p.sections) > 0:
		p.settle()
		p.alone = i.Line
	case is && m.name != autocommit && len(p.header.lines) > 0:
		p.settle()
		if err := m.check(); err != nil {
			p.faults = append(p.faults, &fault{i.Line, err})
		}
		p.sections = append(p.sections, section{name: m.name, dialect: m.dialect})
	case len(p.sections) == 0:
		if f := p.header.take(&p.revision, i.SQL, i.Line); f != nil {
			p.faults = append(p.faults, f)
		}
	}
}

// settle reports an autocommit marker that nothing follows.
func (p *parser) settle() {
	if p.alone > 0 {
		p.wrong(p.alone, "-- autocommit: no statement follows it: put it before the one that runs outside a transaction")
	}
	p.alone = 0
}

func (p *parser) statement(i item) {
	if len(p.sections) == 0 {
		if !p.stray && len(p.header.lines) > 0 {
			p.wrong(i.Line, "SQL before the first section: write -- upgrade above it")
		}
		p.stray = true
		return
	}
	if transaction(i.words) {
		p.wrong(i.Line, "%s: the transaction is not this file's to begin or end: take the statement out, or put -- autocommit before what cannot run in one", i.words[0])
	}
	var o op.Operation = op.Exec{SQL: i.SQL}
	if p.alone > 0 {
		o, p.alone = op.Autocommit{Ops: op.List{o}}, 0
	}
	last := &p.sections[len(p.sections)-1]
	last.ops = append(last.ops, o)
}

// finish reports what is missing at the end of the file, whose last line is given.
func (p *parser) finish(last int) {
	p.settle()
	p.faults = append(p.header.missing(), p.faults...)
	if len(p.header.lines) == 0 || p.stray {
		return
	}
	for _, name := range []string{upgrade, downgrade} {
		if !slices.ContainsFunc(p.sections, func(s section) bool { return s.name == name }) {
			p.wrong(last, "there is no section -- %s: add it, with nothing below if there is nothing to do", name)
		}
	}
}
