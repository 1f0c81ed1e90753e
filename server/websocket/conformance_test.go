package websocket

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/gobwas/ws"
)

// exchange is what a client sends and what must come back. The groups follow those of the Autobahn test suite.
type exchange struct {
	name string
	send []string       // each in a write of its own
	want []ws.Frame     // before the close frame
	code StatusCode     // of the close frame
	size func(*Options) // changes the options
}

func whole(op ws.OpCode, payload string) string { return string(masked(op, payload)) }

func part(op ws.OpCode, fin bool, payload string) string {
	return string(fragment(op, fin, 0, payload))
}

func closing(code StatusCode, reason string) string {
	return whole(ws.OpClose, string(binary.BigEndian.AppendUint16(nil, uint16(code)))+reason)
}

func frames(op ws.OpCode, payloads ...string) []ws.Frame {
	var list []ws.Frame
	for _, p := range payloads {
		list = append(list, ws.NewFrame(op, true, []byte(p)))
	}
	return list
}

func text(payloads ...string) []ws.Frame { return frames(ws.OpText, payloads...) }

// header is the start of a masked frame of a length that is spelled out in size bytes, with a mask of zeros.
func header(first byte, size int, length uint64) string {
	b := []byte{first, 0x80}
	switch size {
	case 2:
		b[1] |= 126
		b = binary.BigEndian.AppendUint16(b, uint16(length))
	case 8:
		b[1] |= 127
		b = binary.BigEndian.AppendUint64(b, length)
	default:
		b[1] |= byte(length)
	}
	return string(append(b, 0, 0, 0, 0))
}

var exchanges = sync.OnceValue(makeExchanges)

func makeExchanges() []exchange {
	bye := closing(StatusNormalClosure, "")
	ok := StatusNormalClosure
	bad := StatusProtocolError
	const (
		cut     = "κόσμε"
		invalid = "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80edited" // a surrogate half
		beyond  = "\xf4\x90\x80\x80"                                               // above U+10FFFF
	)
	var list []exchange
	add := func(group, name string, code StatusCode, want []ws.Frame, send ...string) {
		list = append(list, exchange{name: group + " " + name, send: send, want: want, code: code})
	}

	for _, n := range []int{0, 125, 126, 127, 128, 65535, 65536} {
		payload := strings.Repeat("*", n)
		add("1 framing", fmt.Sprintf("text of %d", n), ok, text(payload), whole(ws.OpText, payload), bye)
		binaryPayload := strings.Repeat("\xfe", n)
		add("1 framing", fmt.Sprintf("binary of %d", n), ok, frames(ws.OpBinary, binaryPayload), whole(ws.OpBinary, binaryPayload), bye)
	}
	add("1 framing", "length not in its shortest form, 16 bits", bad, nil, header(0x81, 2, 125)+strings.Repeat("a", 125))
	add("1 framing", "length not in its shortest form, 64 bits", bad, nil, header(0x81, 8, 65535))
	add("1 framing", "length of 2^63", bad, nil, header(0x82, 8, 1<<63))
	add("1 framing", "length of 2^64-1", bad, nil, header(0x82, 8, 1<<64-1))
	add("1 framing", "length of 2^63-1", StatusMessageTooBig, nil, header(0x82, 8, 1<<63-1))
	add("1 framing", "one byte too many", StatusMessageTooBig, nil, whole(ws.OpText, strings.Repeat("a", 65537)))
	add("1 framing", "too long by its header alone", StatusMessageTooBig, nil, header(0x81, 8, 65537))
	add("1 framing", "unmasked", bad, nil, "\x81\x05Hello")
	add("1 framing", "unmasked ping", bad, nil, "\x89\x00")

	add("2 pings", "without payload", ok, frames(ws.OpPong, ""), whole(ws.OpPing, ""), bye)
	add("2 pings", "with payload", ok, frames(ws.OpPong, "Hello"), whole(ws.OpPing, "Hello"), bye)
	add("2 pings", "with bytes", ok, frames(ws.OpPong, "\x00\xff\xfe"), whole(ws.OpPing, "\x00\xff\xfe"), bye)
	add("2 pings", "of 125 bytes", ok, frames(ws.OpPong, strings.Repeat("\xfe", 125)), whole(ws.OpPing, strings.Repeat("\xfe", 125)), bye)
	add("2 pings", "of 126 bytes", bad, nil, whole(ws.OpPing, strings.Repeat("\xfe", 126)))
	add("2 pings", "unsolicited pong", ok, nil, whole(ws.OpPong, ""), whole(ws.OpPong, "why not"), bye)
	add("2 pings", "pong between pings", ok, frames(ws.OpPong, "a", "b"), whole(ws.OpPing, "a")+whole(ws.OpPong, "x")+whole(ws.OpPing, "b"), bye)
	var ten []string
	for i := range 10 {
		ten = append(ten, fmt.Sprint("ping ", i))
	}
	pings := make([]string, 0, 10)
	for _, p := range ten {
		pings = append(pings, whole(ws.OpPing, p))
	}
	add("2 pings", "ten in one write", ok, frames(ws.OpPong, ten...), strings.Join(pings, "")+bye)
	add("2 pings", "ten in ten writes", ok, frames(ws.OpPong, ten...), append(pings, bye)...)

	for rsv := byte(1); rsv <= 7; rsv++ {
		add("3 reserved bits", fmt.Sprintf("text with %03b", rsv), bad, text("before"),
			whole(ws.OpText, "before"), string(fragment(ws.OpText, true, rsv, "x")), whole(ws.OpText, "after"))
		add("3 reserved bits", fmt.Sprintf("ping with %03b", rsv), bad, nil, string(fragment(ws.OpPing, true, rsv, "x")))
		add("3 reserved bits", fmt.Sprintf("close with %03b", rsv), bad, nil, string(fragment(ws.OpClose, true, rsv, "")))
	}
	for _, op := range []ws.OpCode{3, 4, 5, 6, 7, 11, 12, 13, 14, 15} {
		add("4 opcodes", fmt.Sprintf("reserved %d", op), bad, nil, whole(op, ""))
		add("4 opcodes", fmt.Sprintf("reserved %d after a message", op), bad, text("before"), whole(ws.OpText, "before")+whole(op, "x")+whole(ws.OpPing, ""))
	}

	add("5 fragments", "ping in two", bad, nil, part(ws.OpPing, false, "frag"), part(ws.OpContinuation, true, "ment"))
	add("5 fragments", "pong in two", bad, nil, part(ws.OpPong, false, "frag"), part(ws.OpContinuation, true, "ment"))
	add("5 fragments", "close in two", bad, nil, part(ws.OpClose, false, ""), part(ws.OpContinuation, true, ""))
	add("5 fragments", "text in two", ok, text("fragment"), part(ws.OpText, false, "frag"), part(ws.OpContinuation, true, "ment"), bye)
	add("5 fragments", "text in two, one write", ok, text("fragment"), part(ws.OpText, false, "frag")+part(ws.OpContinuation, true, "ment")+bye)
	add("5 fragments", "ping between", ok, append(frames(ws.OpPong, "ping"), text("fragment")...),
		part(ws.OpText, false, "frag"), whole(ws.OpPing, "ping"), part(ws.OpContinuation, true, "ment"), bye)
	add("5 fragments", "ping between, one write", ok, append(frames(ws.OpPong, "ping"), text("fragment")...),
		part(ws.OpText, false, "frag")+whole(ws.OpPing, "ping")+part(ws.OpContinuation, true, "ment")+bye)
	add("5 fragments", "continuation of nothing", bad, nil, part(ws.OpContinuation, true, "x"), whole(ws.OpText, "y"))
	add("5 fragments", "unfinished continuation of nothing", bad, nil, part(ws.OpContinuation, false, "x"), whole(ws.OpText, "y"))
	add("5 fragments", "continuation after a whole message", bad, text("x"), whole(ws.OpText, "x"), part(ws.OpContinuation, false, "y"))
	add("5 fragments", "text inside text", bad, nil, part(ws.OpText, false, "a"), whole(ws.OpText, "b"))
	add("5 fragments", "binary inside text", bad, nil, part(ws.OpText, false, "a"), whole(ws.OpBinary, "b"))
	add("5 fragments", "two messages and pings", ok,
		append(append(frames(ws.OpPong, "1", "2"), text("abcde")...), frames(ws.OpBinary, "fg")...),
		part(ws.OpText, false, "a"), part(ws.OpContinuation, false, "b"), whole(ws.OpPing, "1"),
		part(ws.OpContinuation, false, "cd"), whole(ws.OpPing, "2"), part(ws.OpContinuation, true, "e"),
		part(ws.OpBinary, false, "f")+part(ws.OpContinuation, true, "g"), bye)
	add("5 fragments", "empty ones", ok, text(""), part(ws.OpText, false, "")+part(ws.OpContinuation, false, "")+part(ws.OpContinuation, true, ""), bye)
	add("5 fragments", "empty ends", ok, text("middle"), part(ws.OpText, false, ""), part(ws.OpContinuation, false, "middle"), part(ws.OpContinuation, true, ""), bye)
	add("5 fragments", "too long together", StatusMessageTooBig, nil,
		part(ws.OpText, false, strings.Repeat("a", 40000)), part(ws.OpContinuation, true, strings.Repeat("a", 40000)))
	add("5 fragments", "just not too long together", ok, text(strings.Repeat("a", 65536)),
		part(ws.OpText, false, strings.Repeat("a", 40000)), part(ws.OpContinuation, true, strings.Repeat("a", 25536)), bye)
	add("5 fragments", "a close between", ok, nil, part(ws.OpText, false, "a"), bye)

	add("6 UTF-8", "whole", ok, text(cut), whole(ws.OpText, cut), bye)
	add("6 UTF-8", "cut inside characters", ok, text(cut), part(ws.OpText, false, cut[:1]), part(ws.OpContinuation, false, cut[1:4]), part(ws.OpContinuation, true, cut[4:]), bye)
	bytewise := []string{part(ws.OpText, false, cut[:1])}
	for i := 1; i < len(cut); i++ {
		bytewise = append(bytewise, part(ws.OpContinuation, i == len(cut)-1, cut[i:i+1]))
	}
	add("6 UTF-8", "a byte per fragment", ok, text(cut), append(bytewise, bye)...)
	for _, s := range []string{
		"\x00", "\x7f", "\u0080", "\u07ff", "\u0800", "\uffff", "\U00010000", "\U0010ffff", "\ud7ff", "\ue000", "\ufffd", "\ufeff", "\ufffe",
	} {
		add("6 UTF-8", fmt.Sprintf("valid %x", s), ok, text(s), whole(ws.OpText, s), bye)
	}
	for _, s := range []string{
		invalid, beyond, "\x80", "\xbf", "\xc0\xaf", "\xc0\x80", "\xe0\x80\xaf", "\xf0\x80\x80\xaf", "\xc1\xbf", "\xe0\x9f\xbf", "\xf8\x88\x80\x80\x80",
		"\xfc\x84\x80\x80\x80\x80", "\xfe", "\xff", "\xed\xa0\x80", "\xed\xbf\xbf", "\xed\xa0\x80\xed\xb0\x80", "\xc3", "\xe2\x82", "\xf0\x9f\x98", "a\xc3b",
	} {
		add("6 UTF-8", fmt.Sprintf("invalid %x", s), StatusInvalidFramePayloadData, nil, whole(ws.OpText, s), bye)
		add("6 UTF-8", fmt.Sprintf("invalid %x in the last fragment", s), StatusInvalidFramePayloadData, nil, part(ws.OpText, false, "κό"), part(ws.OpContinuation, true, s), bye)
		add("6 UTF-8", fmt.Sprintf("binary may be %x", s), ok, frames(ws.OpBinary, s), whole(ws.OpBinary, s), bye)
	}
	// Fail fast: the rest of the message never comes.
	add("6 UTF-8", "invalid in the first of two fragments", StatusInvalidFramePayloadData, nil, part(ws.OpText, false, invalid))
	add("6 UTF-8", "invalid in the middle of a frame", StatusInvalidFramePayloadData, nil, whole(ws.OpText, "κόσμε"+beyond+"more to come")[:26])
	add("6 UTF-8", "impossible beginning of a character", StatusInvalidFramePayloadData, nil, part(ws.OpText, false, "κόσμε\xf4"), part(ws.OpContinuation, false, "\x90"))

	add("7 closing", "after a message", ok, text("hello"), whole(ws.OpText, "hello"), bye)
	add("7 closing", "twice", ok, nil, bye, bye)
	add("7 closing", "then a ping", ok, nil, bye+whole(ws.OpPing, "late"))
	add("7 closing", "then a message", ok, nil, bye+whole(ws.OpText, "late"))
	add("7 closing", "then half a message", ok, nil, part(ws.OpText, false, "half")+bye+part(ws.OpContinuation, true, "late"))
	add("7 closing", "then much", ok, nil, bye+whole(ws.OpText, strings.Repeat("a", 262144)))
	add("7 closing", "without code", StatusNoStatusReceived, nil, whole(ws.OpClose, ""))
	add("7 closing", "half a code", bad, nil, whole(ws.OpClose, "a"))
	add("7 closing", "with a reason", ok, nil, closing(ok, "Hello World!"))
	add("7 closing", "with a reason of 123 bytes", ok, nil, closing(ok, strings.Repeat("*", 123)))
	add("7 closing", "with a reason of 124 bytes", bad, nil, closing(ok, strings.Repeat("*", 124)))
	add("7 closing", "with a reason that is not UTF-8", StatusInvalidFramePayloadData, nil, closing(ok, invalid))
	for _, code := range []StatusCode{1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999} {
		add("7 closing", fmt.Sprintf("with %d", code), code, nil, closing(code, ""))
		add("7 closing", fmt.Sprintf("with %d and a reason", code), code, nil, closing(code, "reason"))
	}
	for _, code := range []StatusCode{0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535} {
		add("7 closing", fmt.Sprintf("with %d", code), bad, nil, closing(code, ""))
		add("7 closing", fmt.Sprintf("with %d and a reason", code), bad, nil, closing(code, "reason"))
	}

	large := func(o *Options) { o.MaxMessageBytes = 16 << 20 }
	for _, n := range []int{64 << 10, 256 << 10, 1 << 20, 4 << 20} {
		for op, fill := range map[ws.OpCode]string{ws.OpText: "*", ws.OpBinary: "\xfe"} {
			payload := strings.Repeat(fill, n)
			e := exchange{name: fmt.Sprintf("9 limits %v of %d", op, n), want: frames(op, payload), code: ok, size: large}
			e.send = []string{whole(op, payload), bye}
			list = append(list, e)
			if n > 1<<20 {
				continue
			}
			e.name += " in fragments of 1300"
			e.send = nil
			for i := 0; i < n; i += 1300 {
				kind := ws.OpContinuation
				if i == 0 {
					kind = op
				}
				e.send = append(e.send, part(kind, i+1300 >= n, payload[i:min(i+1300, n)]))
			}
			e.send = append(e.send, bye)
			list = append(list, e)
		}
	}
	return list
}

func TestConformance(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		for _, e := range exchanges() {
			t.Run(strings.ReplaceAll(e.name, " ", "-"), func(t *testing.T) {
				t.Parallel()
				o := echoing(o)
				o.MaxQueueBytes = 32 << 20
				o.Loops = 1
				if e.size != nil {
					e.size(&o)
				}
				_, addr := start(t, o)
				e.run(t, addr)
			})
		}
	})
}

func (e exchange) run(t *testing.T, addr string, dialer ...ws.Dialer) {
	c := dial(t, addr, dialer...)
	sent := make(chan error, 1)
	go func() {
		for _, s := range e.send {
			if _, err := io.WriteString(c.conn, s); err != nil {
				sent <- err
				return
			}
		}
		sent <- nil
	}()
	for _, want := range e.want {
		c.expectMessage(want.Header.OpCode, string(want.Payload))
	}
	f, err := c.next()
	if err != nil || f.Header.OpCode != ws.OpClose {
		t.Fatalf("got %v %.60q (%v), want a close frame", f.Header.OpCode, f.Payload, err)
	}
	got := StatusNoStatusReceived
	if len(f.Payload) >= 2 {
		got = StatusCode(binary.BigEndian.Uint16(f.Payload))
	}
	if got != e.code {
		t.Fatalf("closed with %v %q, want %v", got, f.Payload[2:], e.code)
	}
	if _, err := c.next(); !errors.Is(err, io.EOF) {
		t.Errorf("after the close frame: %v, want EOF", err)
	}
	if err := <-sent; err != nil {
		t.Errorf("the server did not read on: %v", err)
	}
}

// A stream of frames means the same however it is cut into reads.
func TestByteAtATime(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		_, addr := start(t, echoing(o))
		c := dial(t, addr)
		stream := part(ws.OpText, false, "κόσ") + whole(ws.OpPing, "ping") + part(ws.OpContinuation, true, "με") +
			whole(ws.OpBinary, strings.Repeat("b", 300)) + closing(StatusNormalClosure, "done")
		for i := range len(stream) {
			c.write([]byte(stream[i : i+1]))
		}
		c.expect(ws.OpPong, "ping")
		c.expect(ws.OpText, "κόσμε")
		c.expect(ws.OpBinary, strings.Repeat("b", 300))
		if reason := c.expectClose(StatusNormalClosure); reason != "done" {
			t.Errorf("reason is %q", reason)
		}
	})
}

func TestThousandFramesInOneWrite(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		_, addr := start(t, echoing(o))
		c := dial(t, addr)
		var stream []byte
		for i := range 1000 {
			stream = append(stream, masked(ws.OpText, fmt.Sprint(i))...)
		}
		c.write(stream)
		for i := range 1000 {
			c.expect(ws.OpText, fmt.Sprint(i))
		}
	})
}
