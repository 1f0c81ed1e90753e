package golang

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"eventwire/gen/internal/schema"
)

// eventMethods are the methods of an event that are the same for all events of a direction but for its name. They are printed and
// formatted once, which would be half of all the work otherwise, and cut where the name stands.
type eventMethods []string

// someEvent stands for the name.
const someEvent = "SomeEvent"

func newEventMethods(direction schema.Direction) (eventMethods, error) {
	f := newPage("events", nil)
	emitMethods(f, someEvent, direction)
	text, _, err := f.print()
	return strings.Split(string(text), someEvent), err
}

// emitMethods prints the methods.
func emitMethods(f *page, name string, direction schema.Direction) {
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
