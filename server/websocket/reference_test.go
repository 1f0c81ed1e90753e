package websocket

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/gobwas/ws"
)

// event is what a stream of bytes makes a server do: deliver a text or a binary message, answer with a pong, or close.
type event struct {
	kind string // text, binary, pong, close
	data string // the payload; of a close frame after the code, where the peer chose it
	code StatusCode
}

func (e event) String() string { return fmt.Sprintf("%s %d %.100q", e.kind, e.code, e.data) }

// reference reads a stream from a client the slow way, all of it at once and frame by frame, as RFC 6455, section 5,
// and RFC 7692, section 7.2.2, tell it. It shares no code with the reader that it is compared with.
func reference(stream []byte, limit int, deflate bool) (events []event) {
	fail := func(code StatusCode) []event { return append(events, event{kind: "close", code: code}) }
	var message, tail []byte // tail: the unfinished character at the end of message
	var opcode byte          // of the message; 0 outside of one
	var isCompressed bool
	for len(stream) >= 2 {
		fin, rsv, op := stream[0]&0x80 != 0, stream[0]>>4&7, stream[0]&0xf
		isMasked, length, size := stream[1]&0x80 != 0, uint64(stream[1]&0x7f), 2
		switch length {
		case 126:
			if len(stream) < 4 {
				return events
			}
			length, size = uint64(binary.BigEndian.Uint16(stream[2:])), 4
			if length <= 125 {
				return fail(StatusProtocolError)
			}
		case 127:
			if len(stream) < 10 {
				return events
			}
			length, size = binary.BigEndian.Uint64(stream[2:]), 10
			if length <= 65535 || length >= 1<<63 {
				return fail(StatusProtocolError)
			}
		}
		if !isMasked {
			return fail(StatusProtocolError)
		}
		if len(stream) < size+4 {
			return events
		}
		mask := stream[size : size+4]
		stream = stream[size+4:]

		isControl := op >= 8
		bound := uint64(limit)
		switch {
		case op > 2 && op < 8 || op > 10,
			rsv&3 != 0,
			rsv == rsv1 && (!deflate || op != 1 && op != 2),
			isControl && (!fin || length > 125),
			op == 0 && opcode == 0,
			!isControl && op != 0 && opcode != 0:
			return fail(StatusProtocolError)
		}
		if op == 1 || op == 2 {
			opcode, isCompressed, message, tail = op, rsv == rsv1, nil, nil
		}
		if isCompressed {
			bound = uint64(maxCompressed(int64(limit)))
		}
		if !isControl && uint64(len(message))+length > bound {
			return fail(StatusMessageTooBig)
		}
		payload := bytes.Clone(stream[:min(length, uint64(len(stream)))])
		stream = stream[len(payload):]
		for i := range payload {
			payload[i] ^= mask[i%4]
		}
		isWhole := uint64(len(payload)) == length

		if isControl {
			switch {
			case !isWhole:
				return events
			case op == 9:
				events = append(events, event{kind: "pong", data: string(payload)})
			case op == 8 && len(payload) == 0:
				return append(events, event{kind: "close", code: StatusNoStatusReceived})
			case op == 8:
				if len(payload) == 1 || !mayBeSent(binary.BigEndian.Uint16(payload)) {
					return fail(StatusProtocolError)
				}
				if !utf8.Valid(payload[2:]) {
					return fail(StatusInvalidFramePayloadData)
				}
				return append(events, event{kind: "close", code: StatusCode(binary.BigEndian.Uint16(payload)), data: string(payload[2:])})
			}
			continue
		}
		message = append(message, payload...)
		if opcode == 1 && !isCompressed {
			var ok bool
			if tail, ok = characters(append(tail, payload...)); !ok {
				return fail(StatusInvalidFramePayloadData)
			}
		}
		if !isWhole {
			return events
		}
		if !fin {
			continue
		}
		if isCompressed && len(message) > 0 { // where there are no bytes there is no text, if hardly DEFLATE
			source := bytes.NewReader(slices.Concat(message, []byte("\x00\x00\xff\xff\x01\x00\x00\xff\xff")))
			var plain []byte
			var err error
			// A message that ends with a block that has BFINAL may have had nothing cut off.
			for source.Len() > 0 && source.Len() != 9 && len(plain) <= limit && err == nil {
				var more []byte
				more, err = io.ReadAll(io.LimitReader(flate.NewReader(source), int64(limit-len(plain))+1))
				plain = append(plain, more...)
			}
			if len(plain) > limit {
				return fail(StatusMessageTooBig)
			}
			if err != nil {
				return fail(StatusInvalidFramePayloadData)
			}
			message = plain
		}
		if opcode == 1 && !utf8.Valid(message) {
			return fail(StatusInvalidFramePayloadData)
		}
		events = append(events, event{kind: map[byte]string{1: "text", 2: "binary"}[opcode], data: string(message)})
		opcode, isCompressed, message = 0, false, nil
	}
	return events
}

// mayBeSent is the list of RFC 6455, section 7.4, and of the IANA registry.
func mayBeSent(code uint16) bool {
	known := []uint16{1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014}
	return slices.Contains(known, code) || code >= 3000 && code < 5000
}

// characters takes whole characters off p, and gives the beginning of one that is left, and whether it may be one.
func characters(p []byte) (tail []byte, ok bool) {
	for len(p) > 0 {
		r, size := utf8.DecodeRune(p)
		if r == utf8.RuneError && size == 1 {
			return p, !utf8.FullRune(p)
		}
		p = p[size:]
	}
	return nil, true
}

// reading is a connection without a line under it.
type reading struct {
	conn   *Conn
	events []event
}

func newReading(limit int, deflate bool) *reading {
	r := &reading{}
	o, err := Options{
		MaxMessageBytes: limit,
		OnText:          func(_ *Conn, p []byte) { r.drain(); r.events = append(r.events, event{kind: "text", data: string(p)}) },
		OnBinary: func(_ *Conn, p []byte) {
			r.drain()
			r.events = append(r.events, event{kind: "binary", data: string(p)})
		},
		Logger: slog.New(slog.DiscardHandler),
	}.withDefaults()
	if err != nil {
		panic(err) // the options are ours
	}
	s := &Server{options: o, clock: newClock()}
	e := newEngine(s)
	e.wake = func() {}
	r.conn = &Conn{engine: e, slot: -1}
	if deflate {
		r.conn.variant = deflated
	}
	return r
}

// feed gives the connection bytes of the peer. They stay unchanged.
func (r *reading) feed(data []byte) {
	r.conn.receive(bytes.Clone(data))
	r.drain()
}

// drain notes what the connection wants to be sent.
func (r *reading) drain() {
	e := r.conn.engine
	for _, o := range e.ops {
		switch o.kind {
		case opSend:
			r.events = append(r.events, event{kind: "pong", data: string(o.frame.plain[o.frame.header:])})
		case opClose:
			closing := event{kind: "close", code: o.code}
			if payload := o.frame.plain[o.frame.header:]; len(payload) > 2 {
				closing.data = string(payload[2:])
			}
			r.events = append(r.events, closing)
		}
	}
	e.take(e.ops)
}

// cut gives a stream in pieces of random lengths.
func cut(stream []byte, source *rand.Rand) [][]byte {
	var pieces [][]byte
	for len(stream) > 0 {
		n := min(len(stream), 1+source.IntN([]int{1, 4, 20, 200, 5000}[source.IntN(5)]))
		pieces = append(pieces, stream[:n])
		stream = stream[n:]
	}
	return pieces
}

// sameEvents compares what happened with what had to. The reason of a server that closes is its own affair.
func sameEvents(got, want []event) error {
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			return fmt.Errorf("event %d is missing: %v", i, want[i])
		case i >= len(want):
			return fmt.Errorf("event %d is one too many: %v", i, got[i])
		case got[i].kind != want[i].kind, got[i].code != want[i].code, got[i].data != want[i].data && (got[i].kind != "close" || want[i].data != ""):
			return fmt.Errorf("event %d is %v, want %v", i, got[i], want[i])
		}
	}
	return nil
}

// A reference that is wrong proves nothing: it agrees with the conformance cases.
func TestReference(t *testing.T) {
	t.Parallel()
	for deflate, list := range map[bool][]exchange{false: exchanges(), true: deflateExchanges()} {
		for _, e := range list {
			limit := Options{MaxMessageBytes: 64 << 10}
			if e.size != nil {
				e.size(&limit)
			}
			var want []event
			for _, f := range e.want {
				want = append(want, event{kind: map[ws.OpCode]string{ws.OpText: "text", ws.OpBinary: "binary", ws.OpPong: "pong"}[f.Header.OpCode], data: string(f.Payload)})
			}
			want = append(want, event{kind: "close", code: e.code})
			var stream []byte
			for _, s := range e.send {
				stream = append(stream, s...)
			}
			got := reference(stream, limit.MaxMessageBytes, deflate)
			got[len(got)-1].data = ""
			if err := sameEvents(got, want); err != nil {
				t.Errorf("%s: %v", e.name, err)
			}
		}
	}
}
