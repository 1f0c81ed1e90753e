//go:build linux

package load

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

const (
	watchInterval = 250 * time.Millisecond
	aliveInterval = 10 * time.Second

	readBufferBytes = 1 << 20
	maxFrameBytes   = 512 << 10
	// eventsPerPoll bounds how many connections are served between two looks at the schedule.
	eventsPerPoll = 256
	// entriesPerPoll bounds how many connections that come during a load are served in the turn of one that stands.
	entriesPerPoll = 16
)

// Options say what a Generator connects to.
type Options struct {
	Protocol Protocol
	// Servers are shared out over the connections in turn.
	Servers []netip.AddrPort
	// Sources is how many addresses of 127.0.0.0/8 connections to a loopback server come from
	// (from 127.0.0.2 on), because one address has only some 28,000 ports to a server. Zero
	// leaves the choice to the kernel.
	Sources int
	// TextBytes is the size of a published text; the default is 128, the least is 22.
	TextBytes int
	// Unseen connections take what comes once they stand without looking at it, which costs next to nothing, and say by
	// themselves that they are there.
	Unseen bool
}

// Generator holds the connections of one process to the servers under test.
type Generator struct {
	// Watch, if not nil, is called four times a second while a load runs.
	Watch func()

	options Options
	epoll   int // of the connections that stand, the timer and the entry
	entry   int // the epoll of those that come during a load, so that they do not delay what the others receive
	timer   int
	events  [eventsPerPoll]unix.EpollEvent
	entries [eventsPerPoll]unix.EpollEvent
	start   time.Time

	conns []*conn // in the order of their opening; closed ones stay
	byFD  []*conn
	buf   []byte
	reads uint64 // reads that brought something
	// The three are reused: a text, what publishes it, and its frame.
	scratch, text, frame []byte
	mask                 [4]byte

	alive    time.Duration // when connections were last said to be there
	opening  int           // connections between connect and welcome
	failed   int           // connections that ended before their welcome
	lost     int           // connections that ended after it, not by us
	failure  error         // the first reason among both
	refusal  string        // the first text in which a server refused something
	codes    map[int]int
	position string // the position of the last delivery looked at, "" where there is none

	run *run // the load in progress, nil where there is none
}

// conn is one connection. Everything about it that every delivery touches stands first.
type conn struct {
	fd        int
	delivered uint64
	state     state
	epoll     int  // that watches it
	counted   bool // whether its deliveries belong to the measurement
	stalled   bool // whether it is never read from
	watched   bool // whether epoll also reports that it can be written
	tail      []byte
	parts     []byte // the fragments so far of an unfinished message
	out       []byte // what the socket did not take yet
	number    int
	bare      bool // whether the handshake is all of its joining
	named     bool
	resume    string
	welcome   string
}

type state uint8

const (
	stateClosed state = iota
	stateConnecting
	stateHandshake
	stateGreeting
	stateOpen
)

// New returns a Generator without connections. The calling goroutine owns it from now on and
// stays on its operating system thread.
func New(options Options) (*Generator, error) {
	if len(options.Servers) == 0 {
		return nil, errors.New("load: no server to connect to")
	}
	options.TextBytes = max(options.TextBytes, stampLength)
	runtime.LockOSThread()
	epoll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("load: epoll_create1: %w", err)
	}
	entry, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("load: epoll_create1: %w", err), unix.Close(epoll))
	}
	timer, err := unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("load: timerfd_create: %w", err), unix.Close(entry), unix.Close(epoll))
	}
	g := &Generator{
		options: options,
		epoll:   epoll,
		entry:   entry,
		timer:   timer,
		start:   time.Now(),
		buf:     make([]byte, readBufferBytes),
		mask:    [4]byte{0x5A, 0xC3, 0x0F, 0x96},
		codes:   map[int]int{},
	}
	for _, fd := range []int{timer, entry} {
		err := unix.EpollCtl(epoll, unix.EPOLL_CTL_ADD, fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(fd)})
		if err != nil {
			return nil, errors.Join(fmt.Errorf("load: epoll_ctl: %w", err), g.Close())
		}
	}
	return g, nil
}

// Close ends every connection without a closing handshake and releases the Generator.
func (g *Generator) Close() error {
	for _, c := range g.conns {
		if c.state != stateClosed {
			g.drop(c)
		}
	}
	g.conns = nil
	return errors.Join(unix.Close(g.timer), unix.Close(g.entry), unix.Close(g.epoll))
}

// Open returns how many connections have been welcomed and stand.
func (g *Generator) Open() int {
	open := 0
	for _, c := range g.conns {
		if c.state == stateOpen {
			open++
		}
	}
	return open
}

// Position returns the resume position of the last delivery that was looked at, "" where
// messages have none.
func (g *Generator) Position() string { return g.position }

// Refusal returns the first text in which a server refused something, and "" where none did.
func (g *Generator) Refusal() string { return g.refusal }

// Failure returns why the first connection failed or was lost, and nil where none was.
func (g *Generator) Failure() error { return g.failure }

// CloseCodes returns how often servers closed a connection with which status code; 1006 counts
// the connections that ended without a close frame.
func (g *Generator) CloseCodes() map[int]int { return g.codes }

func (g *Generator) now() time.Duration { return time.Since(g.start) }

// poll waits for events, but not longer than timeout and not past the next text that is due, and
// handles them.
func (g *Generator) poll(ctx context.Context, timeout time.Duration) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if now := g.now(); g.options.Unseen && now-g.alive > aliveInterval {
		g.alive = now
		g.sayAlive()
	}
	wait := int(timeout.Milliseconds())
	if g.run != nil {
		if until := g.run.next - g.now(); g.run.sending && until < timeout {
			wait = g.arm(until)
		}
	}
	n, err := unix.EpollWait(g.epoll, g.events[:], wait)
	if err != nil && !errors.Is(err, unix.EINTR) {
		return fmt.Errorf("load: epoll_wait: %w", err)
	}
	for i := range max(n, 0) {
		event := &g.events[i]
		switch int(event.Fd) {
		case g.timer:
			var count [8]byte
			_, _ = unix.Read(g.timer, count[:]) // only its readability matters
		case g.entry:
			err = g.admit()
		default:
			g.serve(event)
		}
		if err != nil {
			return err
		}
		g.pace()
	}
	g.pace()
	return nil
}

// admit serves connections on their way in, and only some where that is during a load.
func (g *Generator) admit() error {
	some := g.entries[:]
	if g.run != nil {
		some = some[:entriesPerPoll]
	}
	n, err := unix.EpollWait(g.entry, some, 0)
	if err != nil && !errors.Is(err, unix.EINTR) {
		return fmt.Errorf("load: epoll_wait: %w", err)
	}
	for i := range max(n, 0) {
		g.serve(&g.entries[i])
	}
	return nil
}

func (g *Generator) serve(event *unix.EpollEvent) {
	if c := g.byFD[event.Fd]; c != nil {
		g.handle(c, event.Events)
	}
}

// arm has the timer fire after d and returns the timeout for epoll_wait that goes with it.
func (g *Generator) arm(d time.Duration) int {
	if d <= 0 {
		return 0
	}
	spec := unix.ItimerSpec{Value: unix.NsecToTimespec(int64(d))}
	if err := unix.TimerfdSettime(g.timer, 0, &spec, nil); err != nil {
		return 0
	}
	return 1000
}

func (g *Generator) handle(c *conn, events uint32) {
	if c.state == stateConnecting {
		g.connected(c)
		return
	}
	if events&unix.EPOLLOUT != 0 {
		g.flush(c)
	}
	switch {
	case c.state == stateClosed || events&^unix.EPOLLOUT == 0:
	case c.state == stateOpen && g.options.Unseen:
		g.discard(c)
	default:
		g.read(c)
	}
}

// discard takes what the socket has without looking at it.
func (g *Generator) discard(c *conn) {
	n, _, err := unix.Recvfrom(c.fd, g.buf, unix.MSG_TRUNC)
	switch {
	case errors.Is(err, unix.EAGAIN), errors.Is(err, unix.EINTR):
	case err != nil:
		g.end(c, err)
	case n == 0:
		g.end(c, errors.New("the server ended the connection"))
	default:
		g.reads++
	}
}

// sayAlive sends a pong that nobody has asked for (RFC 6455, section 5.5.3) on every connection that stands.
func (g *Generator) sayAlive() {
	for _, c := range g.conns {
		if c.state == stateOpen {
			g.write(c, appendFrame(g.frame[:0], opPong, g.mask, nil))
		}
	}
}

// read takes what the socket has, once, and consumes all complete frames.
func (g *Generator) read(c *conn) {
	kept := copy(g.buf, c.tail)
	n, err := unix.Read(c.fd, g.buf[kept:])
	switch {
	case errors.Is(err, unix.EAGAIN), errors.Is(err, unix.EINTR):
		return
	case err != nil:
		g.end(c, err)
		return
	case n == 0:
		g.end(c, errors.New("the server ended the connection"))
		return
	}
	g.reads++
	rest := g.buf[:kept+n]
	if c.state == stateHandshake {
		end := bytes.Index(rest, []byte("\r\n\r\n"))
		if end < 0 {
			c.tail = append(c.tail[:0], rest...)
			return
		}
		if err := checkHandshake(rest[:end]); err != nil {
			g.end(c, err)
			return
		}
		rest = rest[end+4:]
		g.greet(c)
	}
	if rest, err = g.consume(c, rest); err != nil {
		g.end(c, err)
		return
	}
	if c.state != stateClosed {
		c.tail = append(c.tail[:0], rest...)
	}
}

// consume handles the complete frames at the start of b and returns what is left.
func (g *Generator) consume(c *conn, b []byte) ([]byte, error) {
	now := g.now()
	for {
		f, n, err := parseFrame(b, maxFrameBytes)
		if err != nil || n == 0 {
			return b, err
		}
		b = b[n:]
		switch {
		case f.op >= opClose:
			if f.op == opPing {
				g.write(c, appendFrame(g.frame[:0], opPong, g.mask, f.payload))
			} else if f.op == opClose {
				code := closeCode(f.payload)
				return nil, &closedError{code}
			}
		case f.fin && f.op != opContinuation:
			g.message(c, f.payload, now)
		case len(c.parts)+len(f.payload) > maxFrameBytes:
			return b, errTooLong
		case f.fin:
			c.parts = append(c.parts, f.payload...)
			g.message(c, c.parts, now)
			c.parts = nil
		default:
			c.parts = append(c.parts, f.payload...)
		}
		if c.state == stateClosed {
			return nil, nil
		}
	}
}

// message takes one message apart, since several servers put many deliveries in one, a line each.
func (g *Generator) message(c *conn, text []byte, now time.Duration) {
	for {
		end := bytes.IndexByte(text, '\n')
		if end < 0 {
			g.line(c, text, now)
			return
		}
		g.line(c, text[:end], now)
		text = text[end+1:]
	}
}

func (g *Generator) line(c *conn, line []byte, now time.Duration) {
	p := &g.options.Protocol
	switch {
	case startsWith(line, p.Delivery):
		c.delivered++
		if c.counted && g.run != nil {
			g.run.deliver(g, line, now)
		}
	case len(line) == 0:
	case c.state == stateGreeting && startsWith(line, c.welcome):
		g.welcomed(c)
	case p.Heartbeat != "" && string(line) == p.Heartbeat:
		g.write(c, appendFrame(g.frame[:0], opText, g.mask, line))
	case p.Failure != "" && g.refusal == "" && startsWith(line, p.Failure):
		g.refusal = string(line[:min(len(line), 300)])
	}
}

func startsWith(line []byte, prefix string) bool {
	return len(line) >= len(prefix) && string(line[:len(prefix)]) == prefix
}

// write sends b, or as much of it as the socket takes and the rest when it takes more.
func (g *Generator) write(c *conn, b []byte) {
	g.frame = b[:0]
	if len(c.out) > 0 {
		c.out = append(c.out, b...)
		return
	}
	n, err := unix.Write(c.fd, b)
	if err != nil && !errors.Is(err, unix.EAGAIN) && !errors.Is(err, unix.EINTR) {
		g.end(c, err)
		return
	}
	if n = max(n, 0); n < len(b) {
		c.out = append(c.out, b[n:]...)
		g.watch(c, true)
	}
}

func (g *Generator) flush(c *conn) {
	n, err := unix.Write(c.fd, c.out)
	if err != nil && !errors.Is(err, unix.EAGAIN) && !errors.Is(err, unix.EINTR) {
		g.end(c, err)
		return
	}
	if c.out = c.out[max(n, 0):]; len(c.out) == 0 {
		c.out = nil
		g.watch(c, false)
	}
}

func (g *Generator) watch(c *conn, writable bool) {
	if c.watched == writable {
		return
	}
	event := unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(c.fd)}
	if writable {
		event.Events |= unix.EPOLLOUT
	}
	if err := unix.EpollCtl(c.epoll, unix.EPOLL_CTL_MOD, c.fd, &event); err != nil {
		g.end(c, err)
		return
	}
	c.watched = writable
}

// closedError is a close frame from the server.
type closedError struct{ code int }

func (e *closedError) Error() string {
	return fmt.Sprintf("the server closed the connection with status %d", e.code)
}

// end books a connection that the server, or an error, has ended.
func (g *Generator) end(c *conn, reason error) {
	if c.state == stateClosed {
		return
	}
	code := 1006
	if closed, ok := errors.AsType[*closedError](reason); ok {
		code = closed.code
	}
	g.codes[code]++
	if c.state == stateOpen {
		g.lost++
	} else {
		g.failed++
		g.opening--
	}
	if g.failure == nil {
		g.failure = fmt.Errorf("connection %d: %w", c.number, reason)
	}
	g.drop(c)
}

func (g *Generator) drop(c *conn) {
	_ = unix.Close(c.fd) // the descriptor is gone whatever close reports
	g.byFD[c.fd] = nil
	c.state = stateClosed
	c.tail, c.parts, c.out = nil, nil, nil
}

// reset makes the kernel answer the peer with RST and forget the connection at once, so that its
// port does not stay in TIME_WAIT.
func (c *conn) reset() {
	_ = unix.SetsockoptLinger(c.fd, unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1})
}

// sourceAddress returns the n-th address of 127.0.0.0/8 that connections come from.
func sourceAddress(n int) [4]byte {
	var a [4]byte
	binary.BigEndian.PutUint32(a[:], 0x7F000002+uint32(n))
	return a
}
