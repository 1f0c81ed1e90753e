//lint:file-ignore U1000 The generated packages, which this file is copied to, use it.

package runtime

import (
	"encoding/base64"
	"strconv"
	"time"
)

const notDatetime = "must be a date and time of RFC 3339"

func (c *checker) uuid(s string) {
	if !isUUID(s) {
		c.problem("format.uuid", "must be a UUID")
	}
}

// uuid reads a UUID.
func (d *decoder) uuid() (s string, ok bool) {
	if t, i := d.text, d.pos; len(t)-i > 37 && t[i] == '"' && t[i+37] == '"' && isUUID(t[i+1:i+37]) {
		d.pos = i + 38
		return t[i+1 : i+37], true
	}
	if s, ok = d.string(); ok {
		d.checker.uuid(s)
	}
	return s, ok
}

func (c *checker) email(s string) {
	if !isEmail(s) {
		c.problem("format.email", "must be an email address")
	}
}

func (c *checker) uri(s string) {
	if !isURI(s) {
		c.problem("format.uri", "must be an http, https, ws or wss URI")
	}
}

func (c *checker) ipv4(s string) {
	if !isIPv4(s) {
		c.problem("format.ipv4", "must be an IPv4 address")
	}
}

func (c *checker) ipv6(s string) {
	if !isIPv6(s) {
		c.problem("format.ipv6", "must be an IPv6 address")
	}
}

func (c *checker) hostname(s string) {
	if !isHostname(s) {
		c.problem("format.hostname", "must be a host name")
	}
}

// decimal checks a number in decimal digits: at most precision of them, scale of these after the point.
func (c *checker) decimal(s string, precision, scale int) {
	if !isDecimal(s, precision, scale) {
		c.problem("format.decimal", "must be a decimal of at most "+quantity(precision, "digit", "digits")+", "+strconv.Itoa(scale)+" of them after the point")
	}
}

// datetime reads a time of RFC 3339.
func (d *decoder) datetime() (time.Time, bool) {
	s, ok := d.string()
	if !ok {
		return time.Time{}, false
	}
	d.lexeme = s
	t, ok := parseDatetime(s)
	return t, ok || d.problem("format.datetime", notDatetime)
}

// bytes reads padded base64 (RFC 4648 section 4), of which every value has one text only.
func (d *decoder) bytes() ([]byte, bool) {
	s, ok := d.string()
	if !ok {
		return nil, false
	}
	for i := range len(s) {
		if s[i] == '\r' || s[i] == '\n' { // which encoding/base64 skips
			return nil, d.problem("format.bytes", "must be padded base64")
		}
	}
	b, err := base64.StdEncoding.Strict().DecodeString(s)
	if err != nil {
		return nil, d.problem("format.bytes", "must be padded base64")
	}
	return b, true
}

func isDigit(c byte) bool { return c-'0' <= 9 }

func isLetter(c byte) bool { return (c|0x20)-'a' < 26 }

func isHex(c byte) bool { return isDigit(c) || (c|0x20)-'a' < 6 }

// isUUID tells 8-4-4-4-12 hexadecimal digits of any case.
func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	const second, third = 0x0000ff00000000ff, 0xff00000000ff0000 // where the hyphens are in the second and the third eight bytes
	a, b := word(s, 8), word(s, 16)
	return a&second == second&(ones*'-') && b&third == third&(ones*'-') &&
		hexDigits(word(s, 0))&(hexDigits(a)|second)&(hexDigits(b)|third)&hexDigits(word(s, 24))&hexDigits(word(s, 28))&highs == highs
}

// hexDigits marks in the high bit of each byte of w whether it is a hexadecimal digit. Marks above a byte that is not ASCII
// may be wrong; its own is not.
func hexDigits(w uint64) uint64 {
	lower := w | ones*0x20
	digit := (w + ones*(0x80-'0')) &^ (w + ones*(0x7f-'9'))
	letter := (lower + ones*(0x80-'a')) &^ (lower + ones*(0x7f-'f'))
	return (digit | letter) &^ w
}

// isEmail tells an ASCII dot-atom, at most 64 long, at a host name (RFC 5321 without quotes and address literals).
func isEmail(s string) bool {
	if len(s) > 254 {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case c == '@':
			return i > 0 && i <= 64 && s[i-1] != '.' && isHostname(s[i+1:])
		case c == '.':
			if i == 0 || s[i-1] == '.' {
				return false
			}
		case !isLetter(c) && !isDigit(c) && !within("!#$%&'*+-/=?^_`{|}~", c):
			return false
		}
	}
	return false
}

func within(set string, c byte) bool {
	for i := range len(set) {
		if set[i] == c {
			return true
		}
	}
	return false
}

// isHostname tells labels of letters, digits and inner hyphens, 63 long at most and 253 together (RFC 1123).
func isHostname(s string) bool {
	if len(s) > 253 {
		return false
	}
	label := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c == '.':
			if label == 0 || s[i-1] == '-' {
				return false
			}
			label = 0
			continue
		case c == '-':
			if label == 0 {
				return false
			}
		case !isLetter(c) && !isDigit(c):
			return false
		}
		if label++; label > 63 {
			return false
		}
	}
	return label > 0 && s[len(s)-1] != '-'
}

// isIPv4 tells four decimal numbers up to 255, without leading zeros.
func isIPv4(s string) bool {
	for part := range 4 {
		n := digits(s, 0)
		if n == 0 || n > 3 || s[0] == '0' && n > 1 || n == 3 && s[:3] > "255" {
			return false
		}
		if s = s[n:]; part == 3 {
			return s == ""
		}
		if s == "" || s[0] != '.' {
			return false
		}
		s = s[1:]
	}
	return false
}

// isIPv6 tells the text form of RFC 4291 section 2.2, without a zone.
func isIPv6(s string) bool {
	groups, gap := 0, false
	if len(s) > 1 && s[0] == ':' {
		if s[1] != ':' {
			return false
		}
		gap, s = true, s[2:]
		if s == "" {
			return true
		}
	}
	for {
		n := 0
		for n < len(s) && n < 5 && isHex(s[n]) {
			n++
		}
		if n < len(s) && s[n] == '.' {
			return isIPv4(s) && (groups < 6 && gap || groups == 6 && !gap)
		}
		if n == 0 || n > 4 {
			return false
		}
		groups++
		if s = s[n:]; s == "" {
			return groups < 8 && gap || groups == 8 && !gap
		}
		if s[0] != ':' || len(s) == 1 || groups == 8 {
			return false
		}
		if s = s[1:]; s[0] == ':' {
			if gap {
				return false
			}
			if gap, s = true, s[1:]; s == "" {
				return groups < 8
			}
		}
	}
}

// isURI tells an http, https, ws or wss address in ASCII by RFC 3986, without user information.
func isURI(s string) bool {
	scheme := 0
	for scheme < len(s) && s[scheme] != ':' {
		scheme++
	}
	switch s[:scheme] {
	case "http", "https", "ws", "wss":
	default:
		return false
	}
	if len(s) < scheme+3 || s[scheme:scheme+3] != "://" {
		return false
	}
	s = s[scheme+3:]
	end := 0
	for end < len(s) && s[end] != '/' && s[end] != '?' && s[end] != '#' {
		end++
	}
	return isAuthority(s[:end]) && isTail(s[end:])
}

func isAuthority(s string) bool {
	end := 0
	if s != "" && s[0] == '[' {
		for end < len(s) && s[end] != ']' {
			end++
		}
		if end == len(s) || !isIPv6(s[1:end]) {
			return false
		}
		end++
	} else {
		for end < len(s) && s[end] != ':' {
			end++
		}
		if !isHostname(s[:end]) {
			return false
		}
	}
	return end == len(s) || s[end] == ':' && isPort(s[end+1:])
}

func isPort(s string) bool {
	if s == "" || len(s) > 5 || s[0] == '0' || digits(s, 0) != len(s) {
		return false
	}
	return len(s) < 5 || s <= "65535"
}

// isTail tells a path, a query and a fragment, of which a ? and a # begin the latter two and may stand in them as well, # apart.
func isTail(s string) bool {
	fragment := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case isLetter(c) || isDigit(c) || within("/?._~!$&'()*+,;=:@-", c):
		case c == '%':
			if i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2]) {
				return false
			}
			i += 2
		case c == '#' && !fragment:
			fragment = true
		default:
			return false
		}
	}
	return true
}

// isDecimal tells a decimal number of at most precision digits, scale of them after the point.
func isDecimal(s string, precision, scale int) bool {
	if s != "" && s[0] == '-' {
		s = s[1:]
	}
	whole := digits(s, 0)
	if whole == 0 || s[0] == '0' && whole > 1 {
		return false
	}
	if s[0] != '0' && whole > precision-scale {
		return false
	}
	if s = s[whole:]; s == "" {
		return true
	}
	if s[0] != '.' {
		return false
	}
	n := digits(s, 1) - 1
	return n > 0 && n <= scale && n+1 == len(s)
}

// parseDatetime reads YYYY-MM-DDTHH:MM:SS, a fraction of up to nine digits, and Z or an offset up to 23:59.
func parseDatetime(s string) (time.Time, bool) {
	if len(s) < 20 || s[4] != '-' || s[7] != '-' || s[10] != 'T' || s[13] != ':' || s[16] != ':' {
		return time.Time{}, false
	}
	year, ok0 := number(s[0:4])
	month, ok1 := number(s[5:7])
	day, ok2 := number(s[8:10])
	hour, ok3 := number(s[11:13])
	minute, ok4 := number(s[14:16])
	second, ok5 := number(s[17:19])
	if !ok0 || !ok1 || !ok2 || !ok3 || !ok4 || !ok5 ||
		year < 1 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month) || hour > 23 || minute > 59 || second > 59 {
		return time.Time{}, false
	}
	s = s[19:]
	nanos := 0
	if s[0] == '.' {
		n := digits(s, 1) - 1
		if n < 1 || n > 9 {
			return time.Time{}, false
		}
		nanos, _ = number(s[1 : n+1])
		for range 9 - n {
			nanos *= 10
		}
		s = s[n+1:]
	}
	zone := time.UTC
	if s != "Z" {
		if len(s) != 6 || s[0] != '+' && s[0] != '-' || s[3] != ':' {
			return time.Time{}, false
		}
		hours, ok0 := number(s[1:3])
		minutes, ok1 := number(s[4:6])
		if !ok0 || !ok1 || hours > 23 || minutes > 59 {
			return time.Time{}, false
		}
		if offset := hours*3600 + minutes*60; offset != 0 {
			if s[0] == '-' {
				offset = -offset
			}
			zone = time.FixedZone("", offset)
		}
	}
	return time.Date(year, time.Month(month), day, hour, minute, second, nanos, zone), true
}

// number gives the value of a few digits.
func number(s string) (n int, ok bool) {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

func daysOf(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}
