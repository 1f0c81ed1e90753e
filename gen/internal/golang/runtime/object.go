//lint:file-ignore U1000 The generated packages, which this file is copied to, use it.

package runtime

import "cmp"

// object is one of the contract's objects while its members are read. The fields are asked for in the contract's order, round by
// round: members in that order without white space, as every writer of ours writes them, take one round and no look at their names.
type object struct {
	seen          uint64   // the fields that were read, by their places, and
	more          []uint64 // those behind the 64th
	round         int      // 1 more than where the round began; 0 before the first
	closed        bool     // unknown members are problems
	last          int      // the place behind the fields, where closed
	discriminator string   // of the union that the object is a variant of, where closed
}

// object begins an object; next then begins the rounds of its fields.
func (d *decoder) object() bool {
	if !d.here('{') {
		d.refuse(mustBeObject)
		return false
	}
	if d.depth == maxDepth {
		d.fail("wire.depth")
		return false
	}
	d.depth++
	d.enter()
	return true
}

// next begins another round of an object's fields while there are members, or ends the object. A member that no field took in
// a whole round is unknown.
func (d *decoder) next(o *object) bool {
	if o.round == d.pos+1 {
		d.other(o)
	}
	c := d.peek()
	if c == '{' && o.round == 0 {
		at := d.pos
		d.pos++
		if c = d.peek(); c != '}' {
			d.pos, o.round = at, at+1
			return true
		}
	}
	switch {
	case c == ',' && o.round > 0:
		o.round = d.pos + 1
		return true
	case c == '}':
		d.up()
	default:
		d.fail("wire.syntax")
	}
	d.leave()
	return false
}

// at takes the member that begins here if it looks exactly as the field's does behind the field before it: the comma, or the
// brace for the first field, the name in quotes and the colon.
func (d *decoder) at(o *object, place int, literal string) bool {
	end := d.pos + len(literal)
	if end > d.ahead || d.text[d.pos:end] != literal || o.seen&(1<<place) != 0 {
		return false
	}
	d.pos = end
	o.seen |= 1 << place
	return true
}

// is takes the member that begins here if it bears the field's name, however it is written, and refuses a second one.
func (d *decoder) is(o *object, place int, name string) bool {
	if d.named != d.pos+1 && !d.readName(o) || d.name != name {
		return false
	}
	if o.has(place) {
		d.fail("wire.duplicate")
		return false
	}
	o.add(place)
	d.pos = d.value
	d.field(place, name)
	return true
}

// readName reads the name of the member that begins here, if one does, and notes where its value is without going there.
func (d *decoder) readName(o *object) bool {
	begin := d.pos
	if begin == len(d.text) || d.text[begin] != ',' && o.round != begin+1 {
		return false
	}
	d.pos++
	if !d.here('"') {
		d.fail("wire.syntax")
		return false
	}
	name := d.quoted(true)
	if !d.here(':') {
		d.fail("wire.syntax")
		return false
	}
	d.name, d.named, d.value, d.pos = name, begin+1, d.pos+1, begin
	return true
}

// other skips a member that no field took.
func (d *decoder) other(o *object) {
	if d.named != d.pos+1 && !d.readName(o) {
		return
	}
	d.key, d.pos = d.name, d.value
	if o.closed {
		d.field(o.last, d.key)
		if d.key != o.discriminator || o.discriminator == "" {
			d.problem("unknown", "is not a known field")
		}
	}
	d.unknown()
}

// has tells whether the field of a place was read.
func (o *object) has(place int) bool {
	if place < 64 {
		return o.seen&(1<<place) != 0
	}
	word := place/64 - 1
	return word < len(o.more) && o.more[word]&(1<<(place%64)) != 0
}

// add notes that the field of a place was read.
func (o *object) add(place int) {
	if place < 64 {
		o.seen |= 1 << place
		return
	}
	for place/64 > len(o.more) {
		o.more = append(o.more, 0)
	}
	o.more[place/64-1] |= 1 << (place % 64)
}

// require notes that the field of a place is missing, if it is.
func (d *decoder) require(o *object, place int, name string) {
	if !o.has(place) {
		d.missing(place, name)
	}
}

// later skips the value of a field's former name, and gives where it is.
func (d *decoder) later() int {
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

// forth ends what back began.
func (d *decoder) forth(pos int) {
	d.depth--
	d.leave()
	if d.wire == "" {
		d.pos = pos
	}
}

// former gives the first of several places that later has given; 0 where there is none.
func former(places ...int) int { return cmp.Or(places...) }
