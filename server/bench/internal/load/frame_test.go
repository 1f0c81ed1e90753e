package load

import (
	"bytes"
	"errors"
	"testing"
)

// unmask turns a client's frame into what a server would have sent.
func unmask(t *testing.T, b []byte) []byte {
	t.Helper()
	size, head := int(b[1]&0x7F), 2
	switch size {
	case 126:
		head = 4
	case 127:
		head = 10
	}
	mask := b[head : head+4]
	out := bytes.Clone(b[:head])
	out[1] &^= 0x80
	for i, x := range b[head+4:] {
		out = append(out, x^mask[i&3])
	}
	return out
}

func TestFramesOfAllLengthsAreReadBack(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 1, 125, 126, 127, 65535, 65536, 70000} {
		payload := bytes.Repeat([]byte{'p'}, size)
		b := unmask(t, appendFrame(nil, opText, [4]byte{1, 2, 3, 4}, payload))
		f, n, err := parseFrame(append(bytes.Clone(b), "next"...), 1<<20)
		if err != nil || n != len(b) || !f.fin || f.op != opText || !bytes.Equal(f.payload, payload) {
			t.Errorf("%d bytes: frame of %d bytes in %d, op %d, error %v", size, len(f.payload), n, f.op, err)
		}
		for cut := range min(len(b), 16) {
			if _, n, err := parseFrame(b[:cut], 1<<20); n != 0 || err != nil {
				t.Errorf("%d bytes cut at %d: n = %d, error %v", size, cut, n, err)
			}
		}
	}
}

func TestForbiddenFramesAreErrors(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name  string
		bytes []byte
		want  error
	}{
		{"reserved bit", []byte{0xC1, 0}, errReserved},
		{"masked", []byte{0x81, 0x80, 0, 0, 0, 0}, errMasked},
		{"too long", []byte{0x81, 126, 0x10, 0x01}, errTooLong},
		{"length of 2^63", []byte{0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0}, errTooLong},
	}
	for _, row := range rows {
		if _, _, err := parseFrame(row.bytes, 4096); !errors.Is(err, row.want) {
			t.Errorf("%s: error %v, want %v", row.name, err, row.want)
		}
	}
}

func TestCloseCode(t *testing.T) {
	t.Parallel()
	if got := closeCode([]byte{0x03, 0xF5, 'x'}); got != 1013 {
		t.Errorf("closeCode = %d, want 1013", got)
	}
	if got := closeCode(nil); got != 1005 {
		t.Errorf("closeCode of nothing = %d, want 1005", got)
	}
}

// FuzzParseFrame checks that a stream parses to the same frames however it is cut.
func FuzzParseFrame(f *testing.F) {
	f.Add([]byte("\x81\x02hi\x89\x00"), 3)
	f.Add([]byte("\x01\x01a\x80\x01b"), 1)
	f.Add([]byte("\x81\x7e\x00\x80"), 2)
	f.Fuzz(func(t *testing.T, b []byte, cut int) {
		const limit = 1 << 10
		rest, frames := b, 0
		for {
			frame, n, err := parseFrame(rest, limit)
			if err != nil || n == 0 {
				break
			}
			if n < 2 || n > len(rest) || len(frame.payload) > limit {
				t.Fatalf("a frame of %d bytes with a payload of %d in %d", n, len(frame.payload), len(rest))
			}
			if short := min(max(cut, 0), n-1); short < n {
				if _, m, err := parseFrame(rest[:short], limit); m != 0 || err != nil {
					t.Fatalf("the first %d of %d bytes: n = %d, error %v", short, n, m, err)
				}
			}
			rest = rest[n:]
			frames++
		}
		if frames > len(b)/2 {
			t.Fatalf("%d frames in %d bytes", frames, len(b))
		}
	})
}
