//lint:file-ignore U1000 The generated packages, which this file is copied to, use it.

package runtime

import (
	"math/bits"
	"unicode/utf8"
)

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// word gives the eight bytes of s from i on, the first as the lowest.
func word(s string, i int) uint64 {
	b := s[i : i+8]
	return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
		uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
}

// special marks in the high bit of each byte of w whether it is a control character, a quote, a backslash or a part of a longer
// character. The lowest mark is exact, higher ones may not be.
func special(w uint64) uint64 {
	quote, backslash := w^(ones*'"'), w^(ones*'\\')
	return (w | (w - ones*0x20) | (quote - ones) | (backslash - ones)) & highs
}

// plain gives the place of the first byte in s, from i, that is not a plain ASCII character of a JSON string.
func plain(s string, i int) int {
	for len(s)-i >= 8 {
		if mark := special(word(s, i)); mark != 0 {
			return i + bits.TrailingZeros64(mark)/8
		}
		i += 8
	}
	for i < len(s) && s[i] >= ' ' && s[i] != '"' && s[i] != '\\' && s[i] < utf8.RuneSelf {
		i++
	}
	return i
}

// unquoted is plain for characters of any length.
func unquoted(s string, i int) int {
	for len(s)-i >= 8 {
		w := word(s, i)
		high := w & highs
		if mark := special(w&^high | high>>1 | high>>2); mark != 0 { // with a letter in place of each such byte
			return i + bits.TrailingZeros64(mark)/8
		}
		i += 8
	}
	for i < len(s) && s[i] >= ' ' && s[i] != '"' && s[i] != '\\' {
		i++
	}
	return i
}

// string reads a text. ok is false where there is none, or a lone surrogate in it.
func (d *decoder) string() (s string, ok bool) {
	if !d.here('"') {
		d.refuse(mustBeString)
		return "", false
	}
	start := d.pos + 1
	if i := plain(d.text, start); i < len(d.text) && d.text[i] == '"' {
		d.pos = i + 1
		return d.text[start:i], true
	}
	d.lone = false
	s = d.quoted(false)
	if d.wire != "" {
		return "", false
	}
	if d.lone {
		return "", d.problem("string.wellformed", "must be well-formed Unicode")
	}
	return s, true
}

// quoted reads a string that begins here. A lone surrogate in it is a mistake of the text itself where strict is true, and
// is told by d.lone elsewhere.
func (d *decoder) quoted(strict bool) string {
	start := d.pos + 1
	i := plain(d.text, start)
	if i < len(d.text) && d.text[i] >= utf8.RuneSelf {
		end := unquoted(d.text, i)
		if !utf8.ValidString(d.text[i:end]) {
			d.fail("wire.utf8")
			return ""
		}
		i = end
	}
	switch {
	case i == len(d.text) || d.text[i] < ' ':
		d.fail("wire.syntax")
		return ""
	case d.text[i] == '\\':
		return d.unescape(start, i, strict)
	}
	d.pos = i + 1
	return d.text[start:i]
}

// unescape reads on where the first escape of a string is.
func (d *decoder) unescape(start, i int, strict bool) string {
	out := append(make([]byte, 0, i-start+32), d.text[start:i]...)
	lone := false
	for {
		from := i
		i = plain(d.text, i)
		out = append(out, d.text[from:i]...)
		if i == len(d.text) {
			d.fail("wire.syntax")
			return ""
		}
		switch c := d.text[i]; {
		case c == '"':
			d.pos = i + 1
			if lone {
				if strict {
					d.fail("wire.surrogate")
					return ""
				}
				d.lone = true
			}
			return string(out)
		case c < ' ':
			d.fail("wire.syntax")
			return ""
		case c != '\\':
			_, size := utf8.DecodeRuneInString(d.text[i:])
			if size == 1 {
				d.fail("wire.utf8")
				return ""
			}
			out = append(out, d.text[i:i+size]...)
			i += size
			continue
		}
		if i+1 == len(d.text) {
			d.fail("wire.syntax")
			return ""
		}
		i += 2
		switch d.text[i-1] {
		case '"', '\\', '/':
			out = append(out, d.text[i-1])
		case 'b':
			out = append(out, '\b')
		case 'f':
			out = append(out, '\f')
		case 'n':
			out = append(out, '\n')
		case 'r':
			out = append(out, '\r')
		case 't':
			out = append(out, '\t')
		case 'u':
			unit, ok := hex4(d.text, i)
			if !ok {
				d.fail("wire.syntax")
				return ""
			}
			i += 4
			if unit&0xfc00 == 0xd800 && i+1 < len(d.text) && d.text[i] == '\\' && d.text[i+1] == 'u' {
				if low, ok := hex4(d.text, i+2); ok && low&0xfc00 == 0xdc00 {
					out = utf8.AppendRune(out, (unit-0xd800)<<10|(low-0xdc00)+0x10000)
					i += 6
					continue
				}
			}
			if unit&0xf800 == 0xd800 {
				lone = true
				continue
			}
			out = utf8.AppendRune(out, unit)
		default:
			d.fail("wire.syntax")
			return ""
		}
	}
}

func hex4(s string, i int) (unit rune, ok bool) {
	if len(s)-i < 4 {
		return 0, false
	}
	for _, c := range []byte(s[i : i+4]) {
		switch {
		case c >= '0' && c <= '9':
			unit = unit<<4 | rune(c-'0')
		case c >= 'a' && c <= 'f':
			unit = unit<<4 | rune(c-'a'+10)
		case c >= 'A' && c <= 'F':
			unit = unit<<4 | rune(c-'A'+10)
		default:
			return 0, false
		}
	}
	return unit, true
}
