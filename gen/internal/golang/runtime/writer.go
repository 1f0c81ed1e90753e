//lint:file-ignore U1000 The generated packages, which this file is copied to, use it.

package runtime

import (
	"cmp"
	"encoding/base64"
	"errors"
	"strconv"
	"time"
	"unicode/utf8"
)

// errUnwritable is for values that JSON cannot say and of which no rule of the contract tells why.
var errUnwritable = errors.New("the event holds a value that JSON cannot express")

// writer appends JSON as RFC 8785 writes it, so that the same value has the same bytes in every language. A value that JSON
// cannot say, such as an infinite number, sets failed and nothing else.
type writer struct{ failed bool }

// member appends the name of a member, in quotes and with its colon, after a comma unless it is the object's first.
func member(dst []byte, name string) []byte { return append(comma(dst), name...) }

// comma separates members.
func comma(dst []byte) []byte {
	if dst[len(dst)-1] == '{' {
		return dst
	}
	return append(dst, ',')
}

// key appends the name of a map's entry.
func (w *writer) key(dst []byte, name string) []byte { return append(w.string(comma(dst), name), ':') }

// fail notes a value that JSON cannot say.
func (w *writer) fail(dst []byte) []byte {
	w.failed = true
	return append(dst, "null"...)
}

// string appends a text by RFC 8785 section 3.2.2.2.
func (w *writer) string(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for i := 0; ; {
		from := i
		i = plain(s, i)
		dst = append(dst, s[from:i]...)
		if i == len(s) {
			return append(dst, '"')
		}
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				w.failed = true
			}
			dst = append(dst, s[i:i+size]...)
			i += size
			continue
		}
		dst = appendEscape(dst, c)
		i++
	}
}

func appendEscape(dst []byte, c byte) []byte {
	const hex = "0123456789abcdef"
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\b':
		return append(dst, '\\', 'b')
	case '\t':
		return append(dst, '\\', 't')
	case '\n':
		return append(dst, '\\', 'n')
	case '\f':
		return append(dst, '\\', 'f')
	case '\r':
		return append(dst, '\\', 'r')
	}
	return append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
}

func (w *writer) bool(dst []byte, v bool) []byte { return strconv.AppendBool(dst, v) }

func (w *writer) int(dst []byte, n int64) []byte {
	if n < -maxSafe || n > maxSafe {
		w.failed = true
	}
	return strconv.AppendInt(dst, n, 10)
}

// int64 appends 64 bits as a string of decimal digits.
func (w *writer) int64(dst []byte, n int64) []byte {
	return append(strconv.AppendInt(append(dst, '"'), n, 10), '"')
}

func (w *writer) float(dst []byte, f float64) []byte {
	if f-f != 0 { // infinite or not a number
		return w.fail(dst)
	}
	return appendFloat(dst, f)
}

func (w *writer) timestamp(dst []byte, t time.Time) []byte { return w.int(dst, t.UnixMilli()) }

func (w *writer) duration(dst []byte, d time.Duration) []byte { return w.int(dst, d.Milliseconds()) }

func (w *writer) datetime(dst []byte, t time.Time) []byte {
	if _, offset := t.Zone(); offset%60 != 0 || offset <= -24*3600 || offset >= 24*3600 {
		t = t.UTC() // an offset that RFC 3339 cannot write
	}
	if year := t.Year(); year < 1 || year > 9999 {
		return w.fail(dst)
	}
	return append(t.AppendFormat(append(dst, '"'), time.RFC3339Nano), '"')
}

func (w *writer) bytes(dst, b []byte) []byte {
	return append(base64.StdEncoding.AppendEncode(append(dst, '"'), b), '"')
}

func (w *writer) any(dst []byte, raw RawJSON) []byte {
	switch {
	case len(raw) == 0:
		return append(dst, "null"...)
	case raw.valid():
		return append(dst, raw...)
	}
	return w.fail(dst)
}

func formatDatetime(t time.Time) string { return t.Format(time.RFC3339Nano) }

// unwritable gives the error of a value that JSON cannot say: the problem that validation finds, if any.
func unwritable(invalid error) error { return cmp.Or(invalid, errUnwritable) }
