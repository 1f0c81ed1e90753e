package websocket

import (
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/gobwas/ws"
)

// Frame is one message, ready for the wire. It is made once and may then be sent any number of times, to any number
// of connections and by several goroutines; nothing changes it. The zero Frame is no message: it is not sent.
type Frame struct{ *frame }

type frame struct {
	plain  []byte // header and payload
	header int    // length of the header in plain

	once     sync.Once
	deflated []byte // the same with permessage-deflate; plain where that is not shorter

	parts []*frame // it is these, and nothing else
}

// TextFrame makes a text message. The payload is copied; it must be valid UTF-8 (RFC 6455, section 5.6).
func TextFrame(payload []byte) Frame { return newFrame(ws.OpText, payload) }

// BinaryFrame makes a binary message. The payload is copied.
func BinaryFrame(payload []byte) Frame { return newFrame(ws.OpBinary, payload) }

// Payload is what the message says. It is shared: do not modify it.
func (f Frame) Payload() []byte {
	if f.frame == nil {
		return nil
	}
	return f.plain[f.header:]
}

func newFrame(op ws.OpCode, payload []byte) Frame {
	plain := appendFrame(make([]byte, 0, ws.HeaderSize(ws.Header{Length: int64(len(payload))})+len(payload)), op, 0, payload)
	return Frame{&frame{plain: plain, header: len(plain) - len(payload)}}
}

// closeFrame makes a close frame (RFC 6455, section 5.5.1), with no code for StatusNoStatusReceived. A reason that is
// too long is cut between characters, and what is not UTF-8 in it becomes U+FFFD.
func closeFrame(code StatusCode, reason string) Frame {
	var payload []byte
	if code != StatusNoStatusReceived {
		reason = strings.ToValidUTF8(reason, "\uFFFD")
		if limit := ws.MaxControlFramePayloadSize - 2; len(reason) > limit {
			for limit > 0 && !utf8.RuneStart(reason[limit]) {
				limit--
			}
			reason = reason[:limit]
		}
		payload = ws.NewCloseFrameBody(ws.StatusCode(code), reason)
	}
	return newFrame(ws.OpClose, payload)
}

// together gives frames as one entry of a queue, and nil for none or where one of them is no message.
func together(frames []Frame) (*frame, error) {
	for _, f := range frames {
		if f.frame == nil {
			return nil, errNoFrame
		}
	}
	switch len(frames) {
	case 0:
		return nil, nil
	case 1:
		return frames[0].frame, nil
	}
	all := &frame{parts: make([]*frame, len(frames))}
	for i, f := range frames {
		all.parts[i] = f.frame
	}
	return all, nil
}

// bytes are the frame as it goes to a connection, with or without compression.
func (f *frame) bytes(v variant) []byte {
	if v == plain || v == deflatedSmall && len(f.plain)-f.header > smallestWindow {
		return f.plain
	}
	f.once.Do(func() { f.deflated = deflateFrame(f.plain, f.header) })
	return f.deflated
}

// variant says in which of its forms a connection gets a frame.
type variant uint8

const (
	plain variant = iota
	deflated
	deflatedSmall // deflated where that needs no more than the smallest window
	variants
)

// smallestWindow is what server_max_window_bits=8 leaves. A message that is no longer refers no further back.
const smallestWindow = 1 << 8

// appendFrame appends an unfragmented, unmasked frame (RFC 6455, section 5.2).
func appendFrame(dst []byte, op ws.OpCode, rsv byte, payload []byte) []byte {
	const fin = 0x80
	dst = append(dst, fin|rsv<<4|byte(op))
	switch n := len(payload); {
	case n <= 125:
		dst = append(dst, byte(n))
	case n <= 0xffff:
		dst = append(dst, 126, byte(n>>8), byte(n))
	default:
		dst = append(dst, 127)
		for shift := 56; shift >= 0; shift -= 8 {
			dst = append(dst, byte(uint64(n)>>shift))
		}
	}
	return append(dst, payload...)
}

// frameEnd is where the frame that covers off ends, in a run of unmasked frames.
func frameEnd(frames []byte, off int) int {
	end := 0
	for end < off {
		h, n, err := parseHeader(frames[end:])
		if n == 0 || err != nil {
			return len(frames)
		}
		end += n + int(h.Length)
	}
	return end
}
