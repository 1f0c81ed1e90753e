//lint:file-ignore U1000 The generated packages, which this file is copied to, use it.

package runtime

import "cmp"

// maxDepth is how many arrays and objects may be inside each other (VALUES of the contract's language, and every reader).
const maxDepth = 64

// decoder reads JSON (RFC 8259) as I-JSON (RFC 7493) has it: well-formed UTF-8, no lone surrogates, no duplicate names. It works on
// one string, of which the decoded texts are parts. After a mistake in the text itself, wire says
// which, and every method gives up quickly.
type decoder struct {
	checker
	text  string
	pos   int
	depth int
	wire  string // the rule that the text breaks; "" while it breaks none
	fresh bool   // an object or an array was begun and has no member yet

	key           string // of the member in hand
	lone          bool   // the last text holds a lone surrogate
	lexeme        string // the last datetime, as it was written
	discriminator string // of the union whose variant is decoded next
	unknowns      []unknown
	index         map[unknown]struct{} // of unknowns, where there are many
}

// unknown is a member that its object does not know, in an object that is still open.
type unknown struct {
	depth int
	name  string
}

// newDecoder begins to read a text, which is copied: what is decoded belongs to the caller.
func newDecoder(text []byte, open bool) decoder {
	return decoder{checker: checker{open: open, decoded: true}, text: string(text)}
}

// again makes ready for a second pass over the same text, where the first one found problems in it.
func (d *decoder) again() bool {
	if d.found == 0 || d.wire != "" {
		return false
	}
	d.retrace()
	d.pos, d.depth, d.wire, d.fresh, d.discriminator, d.unknowns, d.index = 0, 0, "", false, "", nil, nil
	return true
}

// failed ends a text, and tells whether it has to be read again for its problems' sake.
func (d *decoder) failed() bool {
	d.finish()
	return d.again()
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

// finish checks that nothing follows the value.
func (d *decoder) finish() {
	if d.peek(); d.wire == "" && d.pos != len(d.text) {
		d.fail("wire.syntax")
	}
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

// null reads a null if there is one.
func (d *decoder) null() bool {
	if d.peek() != 'n' {
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

func (d *decoder) begin(c byte, message string) bool {
	if d.peek() != c {
		d.refuse(message)
		return false
	}
	return d.down()
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

// object begins an object; next then gives its members.
func (d *decoder) object() bool {
	if !d.begin('{', mustBeObject) {
		return false
	}
	d.enter()
	return true
}

// array begins an array; more then gives its items.
func (d *decoder) array() bool {
	if !d.begin('[', mustBeArray) {
		return false
	}
	d.enter()
	return true
}

// next goes on to the next member of an object, whose name is then in key, or ends the object.
func (d *decoder) next() bool {
	if d.member() {
		return true
	}
	d.leave()
	return false
}

func (d *decoder) member() bool {
	if next := d.pos + 1; !d.fresh && next < len(d.text) && d.text[next-1] == ',' && d.text[next] == '"' {
		d.pos = next // as it is without white space
	} else if !d.quote() {
		return false
	}
	start := d.pos + 1
	if i := plain(d.text, start); i+1 < len(d.text) && d.text[i] == '"' && d.text[i+1] == ':' {
		d.key, d.pos = d.text[start:i], i+2
		return true
	}
	d.key = d.quoted(true)
	if d.peek() != ':' {
		d.fail("wire.syntax")
		return false
	}
	d.pos++
	return true
}

// quote goes on to the quote that the next member's name begins with, or ends the object.
func (d *decoder) quote() bool {
	c := d.peek()
	switch {
	case c == '}' && d.wire == "":
		d.up()
		return false
	case d.fresh:
		d.fresh = false
	case c == ',':
		d.pos++
		c = d.peek()
	default:
		d.fail("wire.syntax")
		return false
	}
	if c != '"' {
		d.fail("wire.syntax")
		return false
	}
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

// once goes on to a field, and refuses a second member of the same name.
func (d *decoder) once(names *uint64, bit, place int, name string) {
	if *names&(1<<bit) != 0 {
		d.fail("wire.duplicate")
	}
	*names |= 1 << bit
	d.field(place, name)
}

// entry goes on to the entry of a map that is in hand, and refuses a second one of the same name.
func (d *decoder) entry(twice bool) {
	if twice {
		d.fail("wire.duplicate")
	}
	d.field(0, d.key)
}

// later skips a member that bears the former name of a field, and gives where its value is.
func (d *decoder) later(names *uint64, bit int) int {
	if *names&(1<<bit) != 0 {
		d.fail("wire.duplicate")
	}
	*names |= 1 << bit
	d.peek()
	at := d.pos
	d.skip()
	return at
}

// back begins to read a value that later has skipped, of a field of the object that was left.
func (d *decoder) back(at, place int, name string) (ahead int) {
	ahead, d.pos = d.pos, at
	d.enter()
	d.field(place, name)
	d.depth++
	return ahead
}

// ahead ends what back began.
func (d *decoder) ahead(pos int) {
	d.depth--
	d.leave()
	if d.wire == "" {
		d.pos = pos
	}
}

// former gives the first of several places that later has given; 0 where there is none.
func former(places ...int) int { return cmp.Or(places...) }

// require notes that the field of a bit is missing, if it is.
func (d *decoder) require(names uint64, bit, place int, name string) {
	if names&(1<<bit) == 0 {
		d.missing(place, name)
	}
}

// unknown skips a member that the object does not know, and refuses a second one of the same name.
func (d *decoder) unknown() {
	d.remember()
	d.skip()
}

// unwanted is unknown for objects that allow no other members than their fields; last is the place behind these.
func (d *decoder) unwanted(last int, discriminator string) {
	d.field(last, d.key)
	if d.key != discriminator || discriminator == "" {
		d.problem("unknown", "is not a known field")
	}
	d.unknown()
}

func (d *decoder) remember() {
	u := unknown{d.depth, d.key}
	if d.index != nil {
		if _, twice := d.index[u]; twice {
			d.fail("wire.duplicate")
			return
		}
		d.index[u] = struct{}{}
	} else {
		for i := len(d.unknowns) - 1; i >= 0 && d.unknowns[i].depth == d.depth; i-- {
			if d.unknowns[i].name == d.key {
				d.fail("wire.duplicate")
				return
			}
		}
	}
	d.unknowns = append(d.unknowns, u)
	if d.index == nil && len(d.unknowns) == 32 {
		d.index = make(map[unknown]struct{}, 64)
		for _, u := range d.unknowns {
			d.index[u] = struct{}{}
		}
	}
}

// forget drops the unknown members of the object that ends.
func (d *decoder) forget() {
	n := len(d.unknowns)
	for n > 0 && d.unknowns[n-1].depth == d.depth {
		n--
		if d.index != nil {
			delete(d.index, d.unknowns[n])
		}
	}
	d.unknowns = d.unknowns[:n]
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
