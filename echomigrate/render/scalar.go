package render

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
)

var timeType = reflect.TypeFor[time.Time]()

// scalar is the source of a value without parts. Where its place has no type, a literal of another type than Go's
// own choice is converted.
func (p *printer) scalar(v reflect.Value, at place) (node, error) {
	var word string
	own := false // whether Go's own choice for the literal is v's kind
	switch v.Kind() {
	case reflect.String:
		if name, is := constants[v.Interface()]; is {
			word, err := p.refs.qualify(v.Type().PkgPath(), packageName(v.Type()), name)
			return node{word: word}, err
		}
		word, own = text(v.String()), true
	case reflect.Bool:
		word, own = strconv.FormatBool(v.Bool()), true
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		word, own = strconv.FormatInt(v.Int(), 10), v.Kind() == reflect.Int
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		word = strconv.FormatUint(v.Uint(), 10)
	case reflect.Float32, reflect.Float64:
		var constant bool
		if word, constant = p.float(v.Float(), v.Type().Bits()); !constant {
			at = inAny // a call gives a float64, whatever the place is
		}
		own = v.Kind() == reflect.Float64
	default:
		return node{}, fmt.Errorf("a %s cannot be written as a literal", v.Type())
	}
	if at != inAny || own && v.Type().PkgPath() == "" {
		return node{word: word}, nil
	}
	name, err := p.refs.typeName(v.Type())
	return node{word: name + "(" + word + ")"}, err
}

// float is a floating-point number as a constant, or as a call of package math where there is no constant for it.
func (p *printer) float(f float64, bits int) (word string, constant bool) {
	call := ""
	switch {
	case math.IsNaN(f):
		call = "NaN()"
	case math.IsInf(f, 1):
		call = "Inf(1)"
	case math.IsInf(f, -1):
		call = "Inf(-1)"
	case f == 0 && math.Signbit(f):
		call = "Copysign(0, -1)"
	}
	if call != "" {
		return p.refs.standard("math") + "." + call, false
	}
	word = strconv.FormatFloat(f, 'g', -1, bits)
	if !strings.ContainsAny(word, ".e") {
		word += ".0"
	}
	return word, true
}

func (p *printer) bytes(v reflect.Value) (node, error) {
	name, err := p.refs.typeName(v.Type())
	return node{word: name + "(" + text(string(v.Bytes())) + ")"}, err
}

// time is the instant v and how far its clock is from UTC. A zone's rules are not written: the zone of the machine becomes
// UTC, any other one a fixed distance.
func (p *printer) time(v reflect.Value) (node, error) {
	if !v.CanInterface() {
		return node{}, fmt.Errorf("a time in a field that is not exported cannot be written")
	}
	t := v.Interface().(time.Time)
	pkg := p.refs.standard("time")
	if t == (time.Time{}) {
		return node{composite: true, open: pkg + ".Time"}, nil
	}
	if t.Location() == time.Local {
		t = t.UTC()
	}
	location := pkg + ".UTC"
	if t.Location() != time.UTC {
		name, offset := t.Zone()
		location = fmt.Sprintf("%s.FixedZone(%s, %d)", pkg, strconv.Quote(name), offset)
	}
	return node{word: fmt.Sprintf("%s.Date(%d, %s.%s, %d, %d, %d, %d, %d, %s)", pkg,
		t.Year(), pkg, t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), location)}, nil
}

// text is a string as Go source: in backquotes when it has lines or would need many backslashes, else in double quotes,
// one literal a line when there are lines that backquotes cannot say.
func text(s string) string {
	lines := strings.Count(strings.TrimRight(s, "\n"), "\n") > 0
	escapes := strings.Count(s, `"`)+strings.Count(s, `\`) > 2
	if (lines || escapes) && canBackquote(s) {
		return "`" + s + "`"
	}
	if !lines {
		return strconv.Quote(s)
	}
	var quoted []string
	for line := range strings.Lines(s) {
		quoted = append(quoted, strconv.Quote(line))
	}
	return strings.Join(quoted, " +\n")
}

// canBackquote reports whether s can stand in backquotes and be read there: nothing that cannot be seen, such as a blank at
// the end of a line, which editors strip.
func canBackquote(s string) bool {
	for line := range strings.SplitSeq(s, "\n") {
		if !strconv.CanBackquote(line) || strings.TrimRight(line, " \t") != line {
			return false
		}
		for _, r := range line {
			if r != '\t' && !strconv.IsPrint(r) {
				return false
			}
		}
	}
	return true
}
