//lint:file-ignore U1000 The generated packages, which this file is copied to, use it.

package runtime

import (
	"errors"
	"unicode/utf8"
)

// What a frame says beside its data is bounded.
const (
	maxFrameID   = 64  // code points
	maxClientKey = 64  // code points
	maxPositions = 256 // of one resume
)

// envelope is a frame while it is read: the members around an event's data.
type envelope struct {
	event   string
	known   bool // event was read
	names   uint64
	dataAt  int // where data stands that came before its event's name; 0 for none
	hasData bool
	ahead   int // where to go on after such data; 0 before it
	err     *Error
}

// refuse notes what is wrong with a frame; the first mistake counts.
func (e *envelope) refuse(code ErrorCode, path, message string) {
	if e.err == nil {
		e.err = &Error{Code: code, Path: path, Message: message}
	}
}

// begin begins a frame. Its members stand outside of what the depth of data is counted in.
func (e *envelope) begin(d *decoder) bool {
	d.depth = -1
	if d.peek() == '{' {
		return d.down()
	}
	if d.skip(); d.wire == "" {
		e.refuse(CodeMalformed, "", "the frame is not a JSON object")
	}
	return false
}

// once refuses a second member of the same name.
func (e *envelope) once(d *decoder, bit int) {
	if e.names&(1<<bit) != 0 {
		d.fail("wire.duplicate")
	}
	e.names |= 1 << bit
}

// beginData tells whether the data that begins here can be decoded at once; it is passed over until its event is known.
func (e *envelope) beginData(d *decoder) bool {
	e.once(d, 0)
	e.hasData = true
	if e.known {
		return true
	}
	d.peek()
	e.dataAt = d.pos
	d.skip()
	return false
}

// passedData goes back, once, to data that came before its event.
func (e *envelope) passedData(d *decoder) bool {
	switch {
	case d.wire != "":
		return false
	case e.ahead != 0:
		d.pos, d.depth = e.ahead, -1
		return false
	case e.dataAt == 0 || !e.known:
		return false
	}
	e.ahead, d.pos, d.depth = d.pos, e.dataAt, 0
	return true
}

// name reads the event's name.
func (e *envelope) name(d *decoder) {
	e.once(d, 1)
	if d.peek() != '"' {
		d.skip()
		e.refuse(CodeMalformed, "/event", mustBeString)
		return
	}
	e.event, e.known = d.quoted(true), true
}

// short reads a text of 1 to most characters.
func (e *envelope) short(d *decoder, bit, most int, path, message string) string {
	e.once(d, bit)
	if d.peek() != '"' {
		d.skip()
		e.refuse(CodeMalformed, path, message)
		return ""
	}
	s := d.quoted(true)
	if s == "" || len(s) > most && utf8.RuneCountInString(s) > most {
		if d.wire == "" {
			e.refuse(CodeMalformed, path, message)
		}
		return ""
	}
	return s
}

// unknownEvent notes that the contract has no such event, and skips its data.
func (e *envelope) unknownEvent(d *decoder) {
	d.skip()
	e.refuse(CodeUnknownEvent, "", "the contract has no such event in this direction")
}

// limit checks the size of data that began at start.
func (e *envelope) limit(d *decoder, start, most int) {
	if d.wire == "" && d.pos-start > most {
		e.refuse(CodeTooLarge, "", "the data must have at most "+quantity(most, "byte", "bytes"))
	}
}

// dataStart is where the data in hand begins.
func (d *decoder) dataStart() int {
	d.peek()
	return d.pos
}

// result gives what is wrong with a frame that was read whole, or nil.
func (e *envelope) result(d *decoder, isOther bool, nothing string) error {
	switch {
	case !d.ended():
		return &Error{Code: CodeMalformed, Message: "the frame " + wireMessage(d.wire)}
	case e.err != nil:
		return e.err
	case e.known && !e.hasData:
		return &Error{Code: CodeMalformed, Path: "/data", Message: "is required"}
	case !e.known && !isOther:
		return &Error{Code: CodeMalformed, Message: nothing}
	}
	return d.err()
}

var errNoEvent = errors.New("no event is given")

// appendString appends a text that the contract did not check; what is not well-formed in it is replaced.
func appendString(dst []byte, s string) []byte {
	var w writer
	if out := w.string(dst, s); !w.failed {
		return out
	}
	return w.string(dst, string([]rune(s)))
}
