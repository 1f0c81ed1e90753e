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

// eventMethods are the formatted methods of an event, cut where its name stands.
type eventMethods []string

func newEventMethods(direction schema.Direction) (eventMethods, error) {
	f := jen.NewFile("events")
	f.NoFormat = true
	emitMethods(f, someEvent, direction)
	var b bytes.Buffer
	if err := f.Render(&b); err != nil {
		return nil, err
	}
	source, err := format.Source(b.Bytes())
	if err != nil {
		return nil, err
	}
	_, methods, found := strings.Cut(string(source), "package events\n")
	if !found {
		return nil, fmt.Errorf("the methods of an event are printed without a package clause")
	}
	return strings.Split(strings.TrimSpace(methods), someEvent), nil
}

// insert puts the methods in place of the marks in formatted source.
func (m eventMethods) insert(source []byte) []byte {
	mark := []byte("\n" + methodsMark)
	marks := bytes.Count(source, mark)
	if marks == 0 {
		return source
	}
	size := 0
	for _, text := range m {
		size += len(text) + 50
	}
	out := make([]byte, 0, len(source)+marks*size)
	for {
		before, after, found := bytes.Cut(source, mark)
		out = append(out, before...)
		if !found {
			return out
		}
		name, rest, _ := bytes.Cut(after, []byte("\n"))
		out = append(out, '\n')
		for i, text := range m {
			if i > 0 {
				out = append(out, name...)
			}
			out = append(out, text...)
		}
		out = append(out, '\n')
		source = rest
	}
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
