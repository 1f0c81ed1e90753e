//lint:file-ignore U1000 The generated packages, which this file is copied to, use it.

package runtime

// maxDepth is how many arrays and objects may be inside each other (VALUES of the contract's language, and every reader).
const maxDepth = 64

// decoder reads JSON (RFC 8259) as I-JSON (RFC 7493) has it: well-formed UTF-8, no lone surrogates, no duplicate names. It works on
// one string, of which the decoded texts are parts: they keep all of it in memory as long as one of them lives. After a mistake in
// the text itself, wire says which, and every method gives up quickly.
type decoder struct {
	checker
	text  string
	pos   int
	ahead int // up to where at may tell members by their literals: nowhere on a second pass
	depth int
	wire  string // the rule that the text breaks; "" while it breaks none
	fresh bool   // an array, a map or an unknown object was begun and has no member yet

	key           string // of the member in hand
	name          string // of the member that begins before named, whose value
	named, value  int    // is here
	lone          bool   // the last text holds a lone surrogate
	lexeme        string // the last datetime, as it was written
	discriminator string // of the union whose variant is decoded next
	unknowns      []unknown
	index         map[unknown]struct{} // of unknowns, where there are many
}

// newDecoder begins to read a text, which is copied: what is decoded belongs to the caller.
func newDecoder(text []byte, open bool) decoder {
	return decoder{checker: checker{open: open, decoded: true}, text: string(text), ahead: len(text)}
}

// failed ends a text, and tells whether anything is wrong with it.
func (d *decoder) failed() bool {
	return d.pos != len(d.text) && !d.ended() || d.found > 0 || d.wire != ""
}

// ended checks that nothing follows the value.
func (d *decoder) ended() bool {
	if d.peek(); d.pos != len(d.text) {
		d.fail("wire.syntax")
	}
	return d.wire == ""
}

// again makes ready for a second pass over the same text, where the first one found problems in it.
func (d *decoder) again() bool {
	if d.found == 0 || d.wire != "" {
		return false
	}
	d.retrace()
	d.pos, d.ahead, d.depth, d.fresh, d.named, d.discriminator, d.unknowns, d.index = 0, 0, 0, false, 0, "", nil, nil
	return true
}

// result gives what is wrong with a text, or nil.
func (d *decoder) result() error {
	if d.wire != "" {
		return &ValidationError{Problems: []Problem{{Rule: d.wire, Message: wireMessage(d.wire)}}}
	}
	return d.err()
}

// fail notes that the text itself is wrong, and ends it.
func (d *decoder) fail(rule string) {
	if d.wire == "" {
		d.wire = rule
	}
	d.pos = len(d.text)
	d.fresh = false
}

// peek skips white space and gives the byte after it, 0 at the end.
func (d *decoder) peek() byte {
	for d.pos < len(d.text) {
		switch c := d.text[d.pos]; c {
		case ' ', '\t', '\n', '\r':
			d.pos++
		default:
			return c
		}
	}
	return 0
}

// here tells whether c is the next byte, white space apart.
func (d *decoder) here(c byte) bool {
	return d.pos < len(d.text) && d.text[d.pos] == c || d.peek() == c
}

// null reads a null if there is one.
func (d *decoder) null() bool {
	if !d.here('n') {
		return false
	}
	d.literal("null")
	return true
}

func (d *decoder) literal(word string) {
	if len(d.text)-d.pos < len(word) || d.text[d.pos:d.pos+len(word)] != word {
		d.fail("wire.syntax")
		return
	}
	d.pos += len(word)
}

// refuse notes that the value is null or of another type than it must be, and skips it.
func (d *decoder) refuse(message string) {
	if d.null() {
		if d.wire == "" {
			d.problem("null", "must not be null")
		}
		return
	}
	if d.skip(); d.wire == "" {
		d.problem("type", message)
	}
}

// down begins an object or an array.
func (d *decoder) down() bool {
	if d.depth == maxDepth {
		d.fail("wire.depth")
		return false
	}
	d.depth++
	d.pos++
	d.fresh = true
	return true
}

// up ends an object or an array.
func (d *decoder) up() {
	d.pos++
	d.fresh = false
	if len(d.unknowns) > 0 {
		d.forget()
	}
	d.depth--
}

// array begins an array; more then gives its items.
func (d *decoder) array() bool {
	if !d.here('[') {
		d.refuse(mustBeArray)
		return false
	}
	if !d.down() {
		return false
	}
	d.enter()
	return true
}

// more goes on to the next item of an array, or ends the array.
func (d *decoder) more() bool {
	if d.element() {
		if d.trace != nil {
			d.item(d.trace.path[len(d.trace.path)-1].place + 1)
		}
		return true
	}
	d.leave()
	return false
}

func (d *decoder) element() bool {
	c := d.peek()
	switch {
	case c == ']' && d.wire == "":
		d.up()
		return false
	case d.wire != "":
		return false
	case d.fresh:
		d.fresh = false
		return true
	case c == ',':
		d.pos++
		return true
	}
	d.fail("wire.syntax")
	return false
}

// skip reads a value of any type and drops it; all of it has to be right nevertheless.
func (d *decoder) skip() {
	switch c := d.peek(); c {
	case '"':
		d.quoted(true)
	case '{':
		if d.down() {
			for d.member() {
				d.unknown()
			}
		}
	case '[':
		if d.down() {
			for d.element() {
				d.skip()
			}
		}
	case 't':
		d.literal("true")
	case 'f':
		d.literal("false")
	case 'n':
		d.literal("null")
	default:
		if c != '-' && (c < '0' || c > '9') {
			d.fail("wire.syntax")
			return
		}
		d.lexNumber()
	}
}
