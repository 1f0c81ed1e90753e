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
type writer struct {
	dst    []byte
	failed bool
}

// raw appends JSON text of the contract's own.
func (w *writer) raw(json string) { w.dst = append(w.dst, json...) }

// member appends the name of a member, in quotes and with its colon, after a comma unless it is the object's first.
func (w *writer) member(name string) {
	w.comma()
	w.dst = append(w.dst, name...)
}

// comma separates members and items.
func (w *writer) comma() {
	if c := w.dst[len(w.dst)-1]; c != '{' && c != '[' {
		w.dst = append(w.dst, ',')
	}
}

// key appends the name of a map's entry.
func (w *writer) key(name string) {
	w.comma()
	w.string(name)
	w.dst = append(w.dst, ':')
}

// fail notes a value that JSON cannot say.
func (w *writer) fail() {
	w.failed = true
	w.null()
}

func (w *writer) null() { w.dst = append(w.dst, "null"...) }

// string appends a text by RFC 8785 section 3.2.2.2.
func (w *writer) string(s string) {
	dst := append(w.dst, '"')
	i := 0
	for {
		from := i
		i = plain(s, i)
		dst = append(dst, s[from:i]...)
		if i == len(s) {
			w.dst = append(dst, '"')
			return
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

func (w *writer) bool(v bool) { w.dst = strconv.AppendBool(w.dst, v) }

func (w *writer) int(n int64) {
	if n < -maxSafe || n > maxSafe {
		w.failed = true
	}
	w.dst = strconv.AppendInt(w.dst, n, 10)
}

// int64 appends 64 bits as a string of decimal digits.
func (w *writer) int64(n int64) {
	w.dst = strconv.AppendInt(append(w.dst, '"'), n, 10)
	w.dst = append(w.dst, '"')
}

func (w *writer) float(f float64) {
	if f-f != 0 { // infinite or not a number
		w.failed = true
		f = 0
	}
	w.dst = appendFloat(w.dst, f)
}

func (w *writer) timestamp(t time.Time) { w.int(t.UnixMilli()) }

func (w *writer) duration(d time.Duration) { w.int(d.Milliseconds()) }

func (w *writer) datetime(t time.Time) {
	if _, offset := t.Zone(); offset%60 != 0 || offset <= -24*3600 || offset >= 24*3600 {
		t = t.UTC() // an offset that RFC 3339 cannot write
	}
	if year := t.Year(); year < 1 || year > 9999 {
		w.failed = true
	}
	w.dst = t.AppendFormat(append(w.dst, '"'), time.RFC3339Nano)
	w.dst = append(w.dst, '"')
}

func (w *writer) bytes(b []byte) {
	w.dst = base64.StdEncoding.AppendEncode(append(w.dst, '"'), b)
	w.dst = append(w.dst, '"')
}

func (w *writer) any(raw RawJSON) {
	switch {
	case len(raw) == 0:
		w.null()
	case raw.valid():
		w.dst = append(w.dst, raw...)
	default:
		w.fail()
	}
}

func formatDatetime(t time.Time) string { return t.Format(time.RFC3339Nano) }

// unwritable gives the error of a value that JSON cannot say: the problem that validation finds, if any.
func unwritable(invalid error) error { return cmp.Or(invalid, errUnwritable) }
