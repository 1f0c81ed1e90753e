//lint:file-ignore U1000 The generated packages, which this file is copied to, use it.

package runtime

import (
	"math"
	"strconv"
	"time"
)

// lexNumber reads a number by RFC 8259 section 6 and gives its text.
func (d *decoder) lexNumber() string {
	t, i := d.text, d.pos
	if i < len(t) && t[i] == '-' {
		i++
	}
	whole := i
	i = digits(t, i)
	if i == whole || t[whole] == '0' && i > whole+1 {
		d.fail("wire.syntax")
		return ""
	}
	if i < len(t) && t[i] == '.' {
		from := i + 1
		if i = digits(t, from); i == from {
			d.fail("wire.syntax")
			return ""
		}
	}
	if i < len(t) && (t[i] == 'e' || t[i] == 'E') {
		if i++; i < len(t) && (t[i] == '+' || t[i] == '-') {
			i++
		}
		from := i
		if i = digits(t, from); i == from {
			d.fail("wire.syntax")
			return ""
		}
	}
	lexeme := t[d.pos:i]
	d.pos = i
	return lexeme
}

func digits(t string, i int) int {
	for i < len(t) && t[i]-'0' <= 9 {
		i++
	}
	return i
}

// isNumber tells whether a number begins here.
func (d *decoder) isNumber() bool {
	c := d.peek()
	return c == '-' || c-'0' <= 9
}

// integer reads a number whose value is an integer, within the range of its kind: 1, 1.0 and 1e3 are integers.
// The value is that of the nearest float64.
func (d *decoder) integer(least, most int64) (int64, bool) {
	if !d.isNumber() {
		d.refuse(mustBeInteger)
		return 0, false
	}
	n, ok := d.short()
	if !ok {
		f, err := strconv.ParseFloat(d.lexNumber(), 64)
		switch {
		case d.wire != "":
			return 0, false
		case err != nil:
			return 0, d.finite(math.Inf(1))
		case f != math.Trunc(f):
			return 0, d.problem("type", mustBeInteger)
		case math.Abs(f) < 1<<62:
			n = int64(f)
		default:
			n = math.MaxInt64
		}
	}
	return n, d.between(n, least, most)
}

// short reads an integer of at most 15 digits, without fraction and exponent, if there is one.
func (d *decoder) short() (int64, bool) {
	t, i := d.text, d.pos
	negative := t[i] == '-'
	if negative {
		i++
	}
	from := i
	var n int64
	for i < len(t) && t[i]-'0' <= 9 {
		n = n*10 + int64(t[i]-'0')
		if i++; i-from > 15 {
			return 0, false
		}
	}
	if i == from || t[from] == '0' && i > from+1 || i < len(t) && (t[i] == '.' || t[i]|0x20 == 'e') {
		return 0, false
	}
	d.pos = i
	if negative {
		n = -n
	}
	return n, true
}

func (d *decoder) int() (int64, bool) { return d.integer(-maxSafe, maxSafe) }

func (d *decoder) int32() (int32, bool) {
	n, ok := d.integer(math.MinInt32, math.MaxInt32)
	return int32(n), ok
}

func (d *decoder) uint32() (uint32, bool) {
	n, ok := d.integer(0, math.MaxUint32)
	return uint32(n), ok
}

func (d *decoder) uint16() (uint16, bool) {
	n, ok := d.integer(0, math.MaxUint16)
	return uint16(n), ok
}

func (d *decoder) uint8() (uint8, bool) {
	n, ok := d.integer(0, math.MaxUint8)
	return uint8(n), ok
}

// timestamp reads milliseconds since 1970.
func (d *decoder) timestamp() (time.Time, bool) {
	n, ok := d.integer(-maxSafe, maxSafe)
	return time.UnixMilli(n).UTC(), ok
}

// maxDuration is the longest time in milliseconds, some 292 years, that a time.Duration holds.
const maxDuration = math.MaxInt64 / int64(time.Millisecond)

// duration reads milliseconds.
func (d *decoder) duration() (time.Duration, bool) {
	n, ok := d.integer(-maxDuration, maxDuration)
	return time.Duration(n) * time.Millisecond, ok
}

func (d *decoder) float() (float64, bool) {
	if !d.isNumber() {
		d.refuse(mustBeNumber)
		return 0, false
	}
	lexeme := d.lexNumber()
	if f, ok := plainDecimal(lexeme); ok {
		return f, true
	}
	f, err := strconv.ParseFloat(lexeme, 64)
	if d.wire != "" {
		return 0, false
	}
	if err != nil {
		return 0, d.finite(math.Inf(1))
	}
	return f, true
}

// plainDecimal gives the value of a number of at most 15 digits without an exponent. Such digits and the power of ten that divides
// them are exact, so that the quotient is the nearest float64 (W. D. Clinger, "How to Read Floating Point Numbers Accurately").
func plainDecimal(s string) (float64, bool) {
	if s == "" || len(s) > 17 {
		return 0, false
	}
	i := 0
	if s[0] == '-' {
		i = 1
	}
	n, point, from := int64(0), 0, i
	for ; i < len(s); i++ {
		switch c := s[i]; {
		case isDigit(c):
			n = n*10 + int64(c-'0')
		case c == '.':
			point = i + 1
		default:
			return 0, false
		}
	}
	if len(s)-from > 15 && (point == 0 || len(s)-from > 16) {
		return 0, false
	}
	f := float64(n)
	if point > 0 {
		power := 1.0
		for range len(s) - point {
			power *= 10
		}
		f /= power
	}
	if s[0] == '-' {
		f = -f
	}
	return f, true
}

func (d *decoder) bool() (value, ok bool) {
	switch d.peek() {
	case 't':
		d.literal("true")
		return true, d.wire == ""
	case 'f':
		d.literal("false")
		return false, d.wire == ""
	}
	d.refuse(mustBeBool)
	return false, false
}

// int64 reads 64 bits as a string of decimal digits.
func (d *decoder) int64() (int64, bool) {
	s, ok := d.string()
	if !ok {
		return 0, false
	}
	n, ok := parseInt64(s)
	return n, ok || d.problem("format.int64", "must be an integer of 64 bits in decimal digits")
}

func parseInt64(s string) (int64, bool) {
	whole := s
	if len(s) > 1 && s[0] == '-' && s[1] != '0' {
		whole = s[1:]
	}
	if whole == "" || digits(whole, 0) != len(whole) || whole[0] == '0' && len(whole) > 1 {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

// formatFloat writes a number as ECMAScript does (RFC 8785 section 3.2.2.3).
func formatFloat(f float64) string { return string(appendFloat(nil, f)) }

func appendFloat(dst []byte, f float64) []byte {
	if f == 0 {
		return append(dst, '0') // negative zero too
	}
	if dst, ok := appendCents(dst, f); ok {
		return dst
	}
	if a := math.Abs(f); a >= 1e-6 && a < 1e21 {
		return strconv.AppendFloat(dst, f, 'f', -1, 64)
	}
	dst = strconv.AppendFloat(dst, f, 'e', -1, 64)
	if n := len(dst); dst[n-2] == '0' && (dst[n-3] == '-' || dst[n-3] == '+') {
		dst[n-2] = dst[n-1] // e-07 is e-7
		dst = dst[:n-1]
	}
	return dst
}

// appendCents writes a number of at most 15 digits, two of them after the point, if f is the nearest float64 to one: no shorter
// text means the same then.
func appendCents(dst []byte, f float64) ([]byte, bool) {
	if !(f > -1e13 && f < 1e13) {
		return dst, false
	}
	n := int64(math.Round(f * 100))
	if float64(n)/100 != f {
		return dst, false
	}
	if n < 0 {
		dst, n = append(dst, '-'), -n
	}
	dst = strconv.AppendInt(dst, n/100, 10)
	if cents := n % 100; cents != 0 {
		dst = append(dst, '.', byte('0'+cents/10))
		if cents%10 != 0 {
			dst = append(dst, byte('0'+cents%10))
		}
	}
	return dst, true
}
