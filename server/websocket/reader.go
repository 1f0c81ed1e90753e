package websocket

import (
	"encoding/binary"
	"sync"
	"unicode/utf8"

	"github.com/gobwas/ws"
)

// partial is what has arrived of an unfinished message. Idle connections have none.
type partial struct {
	head     [ws.MaxHeaderSize]byte // the bytes of an unfinished frame header
	headSize int

	inFrame  bool // whether frame is unfinished
	frame    ws.Header
	received int64 // payload bytes of frame
	control  [ws.MaxControlFramePayloadSize]byte

	opcode     ws.OpCode // of the unfinished message; continuation when there is none
	compressed bool
	message    []byte // its payload, unmasked
	valid      int    // how much of message is known to be valid UTF-8
}

// keepMessage is the largest buffer that stays with a pooled partial.
const keepMessage = 16 << 10

// partials is a pool, because under load a message in two reads is nothing special.
type partials struct{ pool sync.Pool }

func (p *partials) get() *partial {
	if in, ok := p.pool.Get().(*partial); ok {
		return in
	}
	return new(partial)
}

func (p *partials) put(in *partial) {
	message := in.message[:0]
	if cap(message) > keepMessage {
		message = nil
	}
	*in = partial{message: message}
	p.pool.Put(in)
}

// receive takes what came from the peer, in pieces of any size, and calls back with each message. It changes data and
// keeps none of it. Only whoever reads calls it.
func (c *Conn) receive(data []byte) {
	c.heard.Store(c.engine.server.clock.now())
	for len(data) > 0 {
		if c.state.Load() != stateOpen {
			c.forget() // whatever comes now is read only so that the peer can read what we sent
			return
		}
		rest, err := c.step(data)
		if err != nil {
			c.Close(err.code, err.reason)
			continue
		}
		data = rest
	}
	if in := c.in; in != nil && c.began.Load() == 0 {
		c.began.Store(c.engine.server.clock.now())
		c.engine.post(op{kind: opWatch, conn: c})
	}
}

// forget drops what has arrived of an unfinished message.
func (c *Conn) forget() {
	if c.in != nil {
		c.engine.server.partials.put(c.in)
		c.in = nil
	}
	c.began.Store(0)
}

// step takes at most one frame off data and gives the rest.
func (c *Conn) step(data []byte) ([]byte, *protocolError) {
	in := c.in
	if in != nil && in.inFrame {
		return c.payload(in, data)
	}
	h, n, err := parseHeader(data)
	if in != nil && in.headSize > 0 {
		had := in.headSize
		in.headSize += copy(in.head[had:], data)
		h, n, err = parseHeader(in.head[:in.headSize])
		if n > 0 {
			n -= had
			in.headSize = 0
		}
	} else if n == 0 && err == nil {
		if in == nil {
			in = c.engine.server.partials.get()
			c.in = in
		}
		in.headSize = copy(in.head[:], data)
	}
	switch {
	case err != nil:
		return nil, err
	case n == 0:
		return nil, nil
	}
	data = data[n:]
	if err := c.admit(h, in); err != nil {
		return nil, err
	}
	if in == nil && h.Fin && h.Length <= int64(len(data)) {
		// The usual case: a whole message in one piece, unmasked and delivered where it lies.
		payload := data[:h.Length]
		ws.Cipher(payload, h.Mask, 0)
		if h.OpCode.IsControl() {
			return data[h.Length:], c.controlFrame(h.OpCode, payload)
		}
		return data[h.Length:], c.deliverMessage(h.OpCode, h.Rsv1(), payload, 0)
	}
	if in == nil {
		in = c.engine.server.partials.get()
		c.in = in
	}
	in.inFrame, in.frame, in.received = true, h, 0
	if h.OpCode == ws.OpText || h.OpCode == ws.OpBinary {
		in.opcode, in.compressed = h.OpCode, h.Rsv1()
	}
	return c.payload(in, data)
}

// admit checks a frame header in its place and against the limits, before any of its payload is kept.
func (c *Conn) admit(h ws.Header, in *partial) *protocolError {
	fragmented := in != nil && in.opcode != ws.OpContinuation
	if err := checkHeader(h, fragmented, c.variant != plain); err != nil {
		return err
	}
	options := &c.engine.server.options
	switch {
	case h.OpCode == ws.OpText && options.OnText == nil, h.OpCode == ws.OpBinary && options.OnBinary == nil:
		return &protocolError{StatusUnsupportedData, "this kind of message is not taken here"}
	case h.OpCode.IsControl():
		return nil
	}
	limit := int64(options.MaxMessageBytes)
	if h.Rsv1() || fragmented && in.compressed {
		limit = maxCompressed(limit)
	}
	if fragmented {
		limit -= int64(len(in.message))
	}
	if h.Length > limit {
		return errTooBig
	}
	return nil
}

var errTooBig = &protocolError{StatusMessageTooBig, "message is too big"}

// payload takes payload of the unfinished frame off data.
func (c *Conn) payload(in *partial, data []byte) ([]byte, *protocolError) {
	piece := data[:min(int64(len(data)), in.frame.Length-in.received)]
	data = data[len(piece):]
	ws.Cipher(piece, in.frame.Mask, int(in.received%4))
	control := in.frame.OpCode.IsControl()
	if control {
		copy(in.control[in.received:], piece)
	} else {
		in.message = append(in.message, piece...)
	}
	in.received += int64(len(piece))
	finished := in.received == in.frame.Length
	if finished {
		in.inFrame = false
	}
	switch {
	case control && finished:
		err := c.controlFrame(in.frame.OpCode, in.control[:in.received])
		c.settle()
		return data, err
	case control:
		return data, nil
	}
	if in.opcode == ws.OpText && !in.compressed {
		n, ok := validPrefix(in.message[in.valid:])
		if !ok {
			return nil, errNotUTF8
		}
		in.valid += n
	}
	if !finished || !in.frame.Fin {
		return data, nil
	}
	err := c.deliverMessage(in.opcode, in.compressed, in.message, in.valid)
	in.opcode, in.compressed, in.message, in.valid = ws.OpContinuation, false, in.message[:0], 0
	c.settle()
	return data, err
}

// settle lets go of the partial where nothing is unfinished.
func (c *Conn) settle() {
	if c.in.opcode == ws.OpContinuation {
		c.forget()
	}
}

var errNotUTF8 = &protocolError{StatusInvalidFramePayloadData, "text is not UTF-8"}

// deliverMessage hands a whole message to the application. The first valid bytes are known to be UTF-8.
func (c *Conn) deliverMessage(opcode ws.OpCode, compressed bool, payload []byte, valid int) *protocolError {
	server := c.engine.server
	if compressed {
		buffer, err := server.inflate(payload)
		if err != nil {
			return err
		}
		defer server.inflated.Put(buffer)
		payload = buffer.Bytes()
	}
	if opcode == ws.OpText && !utf8.Valid(payload[valid:]) {
		return errNotUTF8
	}
	c.spoke.Store(server.clock.now())
	server.options.Observer.Received(len(payload))
	if opcode == ws.OpText {
		server.options.OnText(c, payload)
	} else {
		server.options.OnBinary(c, payload)
	}
	return nil
}

// controlFrame acts on a control frame (RFC 6455, section 5.5).
func (c *Conn) controlFrame(opcode ws.OpCode, payload []byte) *protocolError {
	switch opcode {
	case ws.OpPing:
		c.engine.post(op{kind: opSend, conn: c, frame: newFrame(ws.OpPong, payload).frame})
	case ws.OpClose:
		code := StatusNoStatusReceived
		if len(payload) == 1 {
			return violation("close frame with half a code")
		}
		if len(payload) >= 2 {
			code = StatusCode(binary.BigEndian.Uint16(payload))
			if !code.sendable() {
				return violation("close frame with a code that may not be sent")
			}
			if !utf8.Valid(payload[2:]) {
				return &protocolError{StatusInvalidFramePayloadData, "close reason is not UTF-8"}
			}
		}
		if c.state.CompareAndSwap(stateOpen, stateClosing) {
			c.engine.post(op{kind: opClose, conn: c, code: code, frame: newFrame(ws.OpClose, payload).frame})
		}
	}
	return nil // a pong says no more than any byte: the peer is there
}

// validPrefix is how much of p is complete characters, and whether the rest can still become one.
func validPrefix(p []byte) (int, bool) {
	if utf8.Valid(p) {
		return len(p), true
	}
	for start := len(p) - 1; start >= max(0, len(p)-utf8.UTFMax+1); start-- {
		if utf8.RuneStart(p[start]) {
			return start, !utf8.FullRune(p[start:]) && utf8.Valid(p[:start])
		}
	}
	return 0, false
}
