package websocket

import (
	"errors"
	"net/netip"
	"sync/atomic"
)

// ErrClosed says that a connection is closed or closing.
var ErrClosed = errors.New("websocket: connection closed")

var errNoFrame = errors.New("websocket: the zero Frame cannot be sent; make it with TextFrame or BinaryFrame")

// Conn is one open connection. Its methods may be called by any goroutine, from callbacks too, and never block;
// their effects come in the order of the calls (see the package's documentation).
type Conn struct {
	// What a broadcast looks at comes first, so that it is in one line of the processor's cache.
	link    link
	out     *backlog // what waits because the peer does not read; nil when nothing does
	fd      int32    // of a line in an event loop
	touched int32    // 1 + index in engine.touched; 0 when not in it
	late    int32    // 1 + index in engine.late; 0 when not in it
	variant variant
	full    bool // a line in an event loop takes nothing until the loop says so
	closed  bool // that line is closed
	ended   bool // the peer has ended its half of that line
	served  bool // the loop has that line, and closes it; under loop.mu
	member  bool
	gone    bool

	subprotocol uint8 // 1 + index in Options.Subprotocols; 0 for none

	// Owned by the engine, as is most of the above.
	index    int32  // in engine.conns
	position int32  // in slot
	due      uint32 // tick
	pinged   uint32 // tick of the ping that is not answered yet, 0 for none
	acked    uint32 // what link.progress counted then, or when the connection was closing
	code     StatusCode
	slot     int16 // of the wheel; -1 when in none

	state atomic.Uint32 // of connState
	heard atomic.Uint32 // tick of the last byte that came
	spoke atomic.Uint32 // tick of the last message that came
	began atomic.Uint32 // tick of the first byte of the unfinished message; 0 when there is none

	port uint16 // of RemoteAddr; here it takes no room
	addr netip.Addr

	last *frame // the close frame that was sent, nil where there is none

	// Owned by whoever reads: the event loop, or the connection's goroutine.
	in *partial // what has arrived of an unfinished message; nil when there is none

	engine  *engine
	session any
	id      uint64
}

// connState tells callers and readers how far the closing of a connection is.
type connState = uint32

const (
	stateOpen    connState = iota
	stateClosing           // a close frame is on its way: no message is delivered any more, and none taken
)

// ID tells connections of one server apart; it is never used twice.
func (c *Conn) ID() uint64 { return c.id }

// RemoteAddr is the client's address as [Options.RemoteAddr] gave it.
func (c *Conn) RemoteAddr() netip.AddrPort { return netip.AddrPortFrom(c.addr, c.port) }

// Subprotocol is the subprotocol that was agreed on, "" for none.
func (c *Conn) Subprotocol() string {
	if c.subprotocol == 0 {
		return ""
	}
	return c.engine.server.options.Subprotocols[c.subprotocol-1]
}

// SetSession keeps a value with the connection. Call it in [Options.OnOpen] at the latest: it must not run
// concurrently with Session.
func (c *Conn) SetSession(session any) { c.session = session }

// Session is what SetSession was given.
func (c *Conn) Session() any { return c.session }

// reason is what the close frame says.
func (c *Conn) reason() string {
	if c.last == nil || len(c.last.plain) <= c.last.header+2 {
		return ""
	}
	return string(c.last.plain[c.last.header+2:])
}

// Send queues frames for the connection, in order and with nothing between them. The error is [ErrClosed] where they
// certainly will not arrive; nil is no proof that they did.
func (c *Conn) Send(frames ...Frame) error {
	f, err := together(frames)
	if f == nil {
		return err
	}
	if c.state.Load() != stateOpen {
		return ErrClosed
	}
	c.engine.post(op{kind: opSend, conn: c, frame: f})
	return nil
}

// Join makes the connection one of those that broadcasts go to, from the next one on.
func (c *Conn) Join() { c.engine.post(op{kind: opJoin, conn: c}) }

// Leave undoes Join.
func (c *Conn) Leave() { c.engine.post(op{kind: opLeave, conn: c}) }

// Close sends a close frame behind all that was queued, and ends the connection when the peer has answered or
// Options.CloseTimeout is over. No message is delivered from the moment of the call, except one whose callback runs.
// The reason is cut to 123 bytes. [StatusNoStatusReceived] sends no code, and [StatusAbnormalClosure] cuts the connection
// without a close frame; any other code that may not be sent becomes 1011. The first Close counts.
func (c *Conn) Close(code StatusCode, reason string) {
	if !c.state.CompareAndSwap(stateOpen, stateClosing) {
		return
	}
	if code == StatusAbnormalClosure {
		c.engine.post(op{kind: opAbort, conn: c, code: code})
		return
	}
	if !code.sendable() && code != StatusNoStatusReceived {
		code = StatusInternalError
	}
	c.engine.post(op{kind: opClose, conn: c, code: code, frame: closeFrame(code, reason).frame})
}
