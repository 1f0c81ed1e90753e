//lint:file-ignore U1000 The generated packages, which this file is copied to, use it.

package runtime

import "errors"

// RawJSON is one JSON value of any type, as text. nil is an absent value, or null where one is required.
type RawJSON []byte

// MarshalJSON gives the text as it is; it implements [encoding/json.Marshaler].
func (r RawJSON) MarshalJSON() ([]byte, error) {
	if len(r) == 0 {
		return []byte("null"), nil
	}
	return r, nil
}

// UnmarshalJSON keeps a copy of the text; it implements [encoding/json.Unmarshaler].
func (r *RawJSON) UnmarshalJSON(data []byte) error {
	if r == nil {
		return errors.New("UnmarshalJSON of a nil *RawJSON")
	}
	*r = append((*r)[:0:0], data...)
	return nil
}

func (r RawJSON) valid() bool {
	d := newDecoder(r, false)
	d.skip()
	return d.ended()
}

// any reads a value of any type as text.
func (d *decoder) any() RawJSON {
	d.peek()
	start := d.pos
	if d.skip(); d.wire != "" {
		return nil
	}
	return RawJSON(d.text[start:d.pos])
}

// tag finds the discriminator of a union's object, wherever it stands in it, and reads nothing of the object yet. Where it
// gives false, the value was refused and skipped.
func (d *decoder) tag(discriminator string) (string, bool) {
	if d.peek() != '{' {
		d.refuse(mustBeObject)
		return "", false
	}
	start, depth := d.pos, d.depth
	if !d.down() {
		return "", false
	}
	for d.member() {
		if d.key != discriminator {
			d.unknown()
			continue
		}
		d.enter()
		d.field(0, discriminator)
		tag, ok := d.string()
		d.leave()
		if d.wire != "" {
			return "", false
		}
		d.forget()
		d.pos, d.depth, d.fresh = start, depth, false
		if !ok {
			d.skip()
		}
		return tag, ok
	}
	if d.wire == "" {
		d.missing(0, discriminator)
	}
	return "", false
}
