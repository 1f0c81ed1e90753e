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
	return c == '-' || isDigit(c)
}

// integer reads a number whose value is an integer, within the range of its kind: 1, 1.0 and 1e3 are integers.
// The value is that of the nearest float64.
func (d *decoder) integer(least, most int64) (int64, bool) {
	n, ok := d.short()
	if !ok {
		if n, ok = d.long(mustBeInteger); !ok {
			return 0, false
		}
	}
	return n, d.between(n, least, most)
}

// short reads an integer of at most 15 digits, without white space, fraction and exponent, if there is one.
func (d *decoder) short() (int64, bool) {
	t, i := d.text, d.pos
	negative := i < len(t) && t[i] == '-'
	if negative {
		i++
	}
	from := i
	var n int64
	if len(t)-i >= 8 {
		if w := word(t, i); eightDigits(w) {
			n, i = valueOfEight(w), i+8
		}
	}
	for i < len(t) && isDigit(t[i]) && i-from < 16 {
		n = n*10 + int64(t[i]-'0')
		i++
	}
	if i == from || i-from > 15 || t[from] == '0' && i > from+1 || i < len(t) && (t[i] == '.' || t[i]|0x20 == 'e') {
		return 0, false
	}
	d.pos = i
	if negative {
		n = -n
	}
	return n, true
}

// eightDigits tells whether all bytes of w are decimal digits.
func eightDigits(w uint64) bool {
	return w&(ones*0xf0) == ones*'0' && (w+ones*6)&(ones*0xf0) == ones*'0'
}

// valueOfEight gives the value of eight decimal digits, the first of which is the lowest byte: neighbours make pairs, pairs make fours,
// and these the number.
func valueOfEight(w uint64) int64 {
	w &= ones * 0x0f
	w = w*10 + w>>8
	w = w&0x000000ff000000ff*(100+1_000_000<<32) + w>>16&0x000000ff000000ff*(1+10_000<<32)
	return int64(w >> 32)
}

// long reads any other integer; message says what it has to be.
func (d *decoder) long(message string) (int64, bool) {
	if !d.isNumber() {
		d.refuse(message)
		return 0, false
	}
	f, err := strconv.ParseFloat(d.lexNumber(), 64)
	switch {
	case d.wire != "":
		return 0, false
	case err != nil || f != math.Trunc(f):
		return 0, d.problem("type", message)
	case math.Abs(f) < 1<<62:
		return int64(f), true
	}
	return math.MaxInt64, true
}

// int reads an integer that JSON numbers hold for certain.
func (d *decoder) int() (int64, bool) {
	if n, ok := d.short(); ok {
		return n, true
	}
	n, ok := d.long(mustBeSafe)
	return n, ok && d.safe(n)
}

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
	n, ok := d.int()
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
	if f, ok := d.plainDecimal(); ok {
		return f, true
	}
	if !d.isNumber() {
		d.refuse(mustBeNumber)
		return 0, false
	}
	f, err := strconv.ParseFloat(d.lexNumber(), 64)
	if d.wire != "" {
		return 0, false
	}
	if err != nil {
		return 0, d.finite(math.Inf(1))
	}
	return f, true
}

// plainDecimal reads a number of at most 15 digits without white space and exponent, if there is one. Such digits and the power of ten that
// divides them are exact, so that the quotient is the nearest float64 (W. D. Clinger, "How to Read Floating Point Numbers Accurately").
func (d *decoder) plainDecimal() (float64, bool) {
	t, i := d.text, d.pos
	negative := i < len(t) && t[i] == '-'
	if negative {
		i++
	}
	from := i
	n, power := int64(0), 1.0
	for i < len(t) && isDigit(t[i]) && i-from < 16 {
		n = n*10 + int64(t[i]-'0')
		i++
	}
	if i == from || t[from] == '0' && i > from+1 {
		return 0, false
	}
	if i < len(t) && t[i] == '.' {
		i++
		point := i
		for i < len(t) && isDigit(t[i]) && i-from < 17 {
			n = n*10 + int64(t[i]-'0')
			power *= 10
			i++
		}
		if i == point {
			return 0, false
		}
		from++
	}
	if i-from > 15 || i < len(t) && t[i]|0x20 == 'e' {
		return 0, false
	}
	d.pos = i
	f := float64(n) / power
	if negative {
		f = -f
	}
	return f, true
}

func (d *decoder) bool() (value, ok bool) {
	switch {
	case d.here('t'):
		d.literal("true")
		return true, d.wire == ""
	case d.here('f'):
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
