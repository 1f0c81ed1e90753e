//lint:file-ignore U1000 The generated packages, which this file is copied to, use it.

package runtime

// unknown is a member that its object does not know, in an object that is still open.
type unknown struct {
	depth int
	name  string
}

// entries begins a map; nextEntry then gives its entries.
func (d *decoder) entries() bool {
	if !d.here('{') {
		d.refuse(mustBeObject)
		return false
	}
	if !d.down() {
		return false
	}
	d.enter()
	return true
}

// nextEntry goes on to the next entry of a map, whose name is then in key, or ends the map.
func (d *decoder) nextEntry() bool {
	if !d.member() {
		d.leave()
		return false
	}
	d.field(0, d.key)
	return true
}

// member goes on to the next member of an object that down began, whose name is then in key, or ends the object.
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
	if !d.here(':') {
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

// unknown skips the value of a member that its object does not know, and refuses a second one of the same name.
func (d *decoder) unknown() {
	d.remember()
	d.skip()
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
