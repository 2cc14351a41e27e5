package sqlfile

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"

	"github.com/echomigrate/echo-migrate/echomigrate/op"
	"github.com/echomigrate/echo-migrate/echomigrate/revision"
)

// Write is the file for a revision. With a dialect, operations are spelled as its SQL, and the sections are for that kind of
// database alone. Without one (nil) the file is for all: then SQL can be in Exec alone, which may be in Only and Autocommit.
//
// Parse gives the revision back as it was, as far as a file can say it: each statement is an Exec of its own, each Exec in
// Autocommit has an Autocommit of its own, and Source is another one. What a file cannot say is an error that names it.
func Write(r revision.Revision, d op.Dialect) ([]byte, error) {
	r.Message, r.Source = tidy(r.Message), ""
	for line := range strings.SplitSeq(r.Message, "\n") {
		if _, _, known := headerLine(line); known {
			return nil, fmt.Errorf("revision %s: %q in its message reads as a header line: put it into other words", r.ID, line)
		}
	}
	up, err := spelled(r.Upgrade, d)
	if err != nil {
		return nil, fmt.Errorf("revision %s: upgrade, %w", r.ID, err)
	}
	down, err := spelled(r.Downgrade, d)
	if err != nil {
		return nil, fmt.Errorf("revision %s: downgrade, %w", r.ID, err)
	}
	var b bytes.Buffer
	writeHeader(&b, r)
	writeSections(&b, upgrade, up)
	writeSections(&b, downgrade, down)
	r.Upgrade, r.Downgrade = operations(up, ""), operations(down, "")
	if err := readsBack(r, b.Bytes()); err != nil {
		return nil, fmt.Errorf("revision %s: %w", r.ID, err)
	}
	return b.Bytes(), nil
}

func writeHeader(b *bytes.Buffer, r revision.Revision) {
	line := func(text string) { b.WriteString(strings.TrimRight("-- "+text, " ") + "\n") }
	if r.Message != "" {
		for text := range strings.SplitSeq(r.Message, "\n") {
			line(text)
		}
		line("")
	}
	line(keyRevision + ": " + r.ID)
	line(keyRevises + ": " + strings.Join(r.Revises, ", "))
	if r.Created != "" {
		line(keyCreated + ": " + r.Created)
	}
	if len(r.Labels) > 0 {
		line(keyLabels + ": " + strings.Join(r.Labels, ", "))
	}
	if len(r.DependsOn) > 0 {
		line(keyDependsOn + ": " + strings.Join(r.DependsOn, ", "))
	}
	if r.CompatibleWith != "" {
		line(keyCompatibleWith + ": " + r.CompatibleWith)
	}
	if len(r.Replaces) > 0 {
		line(keyReplaces + ": " + formersText(r.Replaces))
	}
	if r.Transaction != "" {
		line(keyTransaction + ": " + string(r.Transaction))
	}
}

func writeSections(b *bytes.Buffer, name string, sections []section) {
	if len(sections) == 0 {
		sections = []section{{}}
	}
	for _, s := range sections {
		b.WriteString("\n" + strings.TrimRight("-- "+name+" "+s.dialect, " ") + "\n")
		long := false
		for i, o := range s.ops {
			group, alone := o.(op.Autocommit)
			if long || alone && i > 0 {
				b.WriteString("\n")
			}
			if alone {
				b.WriteString("-- " + autocommit + "\n")
				o = group.Ops[0]
			}
			sql := o.(op.Exec).SQL
			b.WriteString(sql + ";\n")
			long = strings.Contains(sql, "\n")
		}
	}
}

// readsBack reports what of a revision is another one in its file, such as a comment in a statement that reads as a marker.
func readsBack(r revision.Revision, file []byte) error {
	got, faults := parse(file)
	if len(faults) > 0 {
		return fmt.Errorf("cannot be written as SQL: %w", faults[0].err)
	}
	want, have := reflect.ValueOf(r), reflect.ValueOf(got)
	for i := range want.NumField() {
		a, b := want.Field(i), have.Field(i)
		if a.Kind() == reflect.Slice && a.Len() == 0 && b.Len() == 0 {
			continue
		}
		if !reflect.DeepEqual(a.Interface(), b.Interface()) {
			return fmt.Errorf("its %s would be read back as something else: write the revision in Go", want.Type().Field(i).Name)
		}
	}
	return nil
}
