package golang

import (
	"bytes"
	"fmt"
	"go/format"
	"strings"

	"github.com/dave/jennifer/jen"

	"eventwire/gen/internal/schema"
)

// Some methods of an event are the same for all events of a direction but for its name. They are printed and formatted
// once, which would be half of all the work otherwise, and put in where emitEvent has left a mark.
const (
	methodsMark = "//eventwire:methods "
	someEvent   = "SomeEvent" // stands for the name
)

func markMethods(f *jen.File, name string) {
	f.Comment(methodsMark + name)
	f.Line()
}

// insertMethods puts the methods in place of the marks of a formatted file.
func insertMethods(source []byte, direction schema.Direction) ([]byte, error) {
	methods, err := eventMethods(direction)
	if err != nil {
		return nil, err
	}
	mark := []byte("\n" + methodsMark)
	parts := bytes.Split(source, mark)
	var b bytes.Buffer
	b.Grow(len(source) + len(parts)*len(methods)*5/4)
	b.Write(parts[0])
	for _, part := range parts[1:] {
		name, rest, _ := bytes.Cut(part, []byte("\n"))
		b.WriteByte('\n')
		b.WriteString(strings.ReplaceAll(methods, someEvent, string(name)))
		b.Write(rest)
	}
	return b.Bytes(), nil
}

// eventMethods gives the methods of an event of that name, formatted.
func eventMethods(direction schema.Direction) (string, error) {
	f := jen.NewFile("events")
	f.NoFormat = true
	emitMethods(f, someEvent, direction)
	var b bytes.Buffer
	if err := f.Render(&b); err != nil {
		return "", err
	}
	source, err := format.Source(b.Bytes())
	if err != nil {
		return "", err
	}
	_, methods, found := strings.Cut(string(source), "package events\n")
	if !found {
		return "", fmt.Errorf("the methods of an event are printed without a package clause")
	}
	return strings.TrimSpace(methods) + "\n", nil
}

// emitMethods prints the methods.
func emitMethods(f *jen.File, name string, direction schema.Direction) {
	open := opensEnums(direction)
	comment(f, "Validate gives a [*ValidationError] with every problem of the event, or nil.")
	function(f, func(g *jen.Group) {
		if open {
			line(g, "c := checker{open: true}")
		} else {
			line(g, "var c checker")
		}
		block(g, func(g *jen.Group) {
			line(g, "c.retrace()")
			line(g, "v.check(&c)")
		}, "if v.check(&c); c.found > 0")
		line(g, "return c.err()")
	}, "(v *%s) Validate() error", name)

	comment(f, "UnmarshalJSON decodes and validates in one pass. Where it gives an error, a [*ValidationError], it changes nothing.")
	function(f, func(g *jen.Group) {
		line(g, "d := newDecoder(data, %t)", open)
		line(g, "var read %s", name)
		block(g, func(g *jen.Group) {
			block(g, func(g *jen.Group) { line(g, "read.decode(&d)") }, "if d.again()")
			line(g, "return d.result()")
		}, "if read.decode(&d); d.failed()")
		line(g, "*v = read")
		line(g, "return nil")
	}, "(v *%s) UnmarshalJSON(data []byte) error", name)

	comment(f, "AppendJSON appends the event as JSON (RFC 8785). It checks only what JSON cannot say: then it gives an error and dst as it was.")
	function(f, func(g *jen.Group) {
		line(g, "var w writer")
		line(g, "out := v.write(&w, dst)")
		block(g, func(g *jen.Group) { line(g, "return dst, unwritable(v.Validate())") }, "if w.failed")
		line(g, "return out, nil")
	}, "(v *%s) AppendJSON(dst []byte) ([]byte, error)", name)

	comment(f, "MarshalJSON implements [encoding/json.Marshaler] with AppendJSON.")
	function(f, func(g *jen.Group) { line(g, "return v.AppendJSON(nil)") }, "(v *%s) MarshalJSON() ([]byte, error)", name)

	function(f, func(g *jen.Group) { line(g, "return %sEvent", name) }, "(*%s) eventName() string", name)
	switch direction {
	case schema.ClientToServer:
		function(f, func(*jen.Group) {}, "(*%s) clientToServer()", name)
	case schema.ServerToClient:
		function(f, func(*jen.Group) {}, "(*%s) serverToClient()", name)
	}
}
