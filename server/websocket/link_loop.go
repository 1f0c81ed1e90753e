//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package websocket

import (
	"errors"
	"fmt"
	"net"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"

	gnet "github.com/panjf2000/gnet/v2/pkg/errors"
	"github.com/panjf2000/gnet/v2/pkg/netpoll"
	"golang.org/x/sys/unix"
)

// readBuffer is how many bytes a loop reads at once.
const readBuffer = 64 << 10

// loop is an event loop: a poller of gnet, the engine that it runs, and the descriptors of the engine's connections. It
// does not use gnet's own connections, which would cost each of ours more memory than it has itself.
type loop struct {
	engine   *engine
	lines    *lines
	poller   *netpoll.Poller
	buffer   []byte
	bell     [2]int // a byte written to the second makes the loop run the engine
	stopping atomic.Bool
	ended    chan error

	mu sync.Mutex // is held where a descriptor is given to the loop, and where one is closed
}

// newLoop starts an event loop.
//
// It is woken by a socket of its own and not by the poller's Trigger: the poller executes until nothing is left to
// execute, so a steady stream of broadcasts would keep it from reading.
func newLoop(e *engine) (*loop, error) {
	l := &loop{engine: e, lines: &e.server.lines, buffer: make([]byte, readBuffer), ended: make(chan error, 1)}
	var err error
	if l.poller, err = netpoll.OpenPoller(); err != nil {
		return nil, fmt.Errorf("websocket: create event loop: %w", err)
	}
	if err := l.hangBell(); err != nil {
		return nil, fmt.Errorf("websocket: create event loop: %w", errors.Join(err, l.poller.Close()))
	}
	e.wake = l.ring
	go func() { l.ended <- l.poller.Polling(l.handle) }()
	return l, nil
}

func (l *loop) hangBell() (err error) {
	if l.bell, err = unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0); err != nil {
		return os.NewSyscallError("socketpair", err)
	}
	for _, fd := range l.bell {
		unix.CloseOnExec(fd)
		err = errors.Join(err, unix.SetNonblock(fd, true))
	}
	err = errors.Join(err, l.poller.AddRead(&netpoll.PollAttachment{FD: l.bell[0]}, false))
	if err != nil {
		return errors.Join(err, l.closeBell())
	}
	return nil
}

func (l *loop) closeBell() error { return errors.Join(unix.Close(l.bell[0]), unix.Close(l.bell[1])) }

// ring has the loop run the engine.
func (l *loop) ring() {
	_, _ = unix.Write(l.bell[1], []byte{1}) // a bell that is full rings
}

// stop ends the loop, which has no connections any more.
func (l *loop) stop() error {
	l.stopping.Store(true)
	l.ring()
	err := <-l.ended
	if errors.Is(err, gnet.ErrEngineShutdown) {
		err = nil
	}
	for v := range l.engine.batch {
		l.engine.batch[v].sheet.close()
	}
	if err = errors.Join(err, l.poller.Close(), l.closeBell()); err != nil {
		return fmt.Errorf("websocket: stop event loop: %w", err)
	}
	return nil
}

// handle is called by the poller with each event.
func (l *loop) handle(fd int, event netpoll.IOEvent, flags netpoll.IOFlags) error {
	if fd == l.bell[0] {
		_, _ = unix.Read(fd, l.buffer) // only that there was something
		if l.stopping.Load() {
			return gnet.ErrEngineShutdown
		}
		l.engine.run()
		// Where connections wait for their turn the bell rings at once. What other goroutines do, such as to bring the next
		// broadcast, shall not wait until the scheduler takes the processor away.
		runtime.Gosched()
		return nil
	}
	c := l.lines.get(fd)
	if c == nil || c.engine != l.engine {
		return nil // an event of a line that is closed by now
	}
	s := (*socket)(c)
	if netpoll.IsWriteEvent(event) && c.full {
		s.fill(false)
		l.engine.offer(c)
	}
	if netpoll.IsReadEvent(event) || netpoll.IsErrorEvent(event, flags) {
		s.read()
		if l.engine.crowded() {
			l.engine.round()
		}
	}
	return nil
}

// enrollable reports whether an event loop can serve the connection.
func enrollable(line net.Conn) bool {
	_, ok := line.(*net.TCPConn)
	return ok
}

// take makes line the one under c, which belongs to this loop now. It duplicates the descriptor and closes the original.
func (l *loop) take(c *Conn, line net.Conn) error {
	raw, err := line.(syscall.Conn).SyscallConn()
	if err == nil {
		var failed error
		err = raw.Control(func(fd uintptr) { c.fd, failed = duplicate(fd) })
		err = errors.Join(err, failed)
	}
	if closed := line.Close(); err != nil {
		return errors.Join(err, closed)
	}
	c.engine, c.link = l.engine, (*socket)(c)
	return nil
}

func duplicate(fd uintptr) (int32, error) {
	twin, err := unix.FcntlInt(fd, unix.F_DUPFD_CLOEXEC, 0)
	return int32(twin), os.NewSyscallError("fcntl", err)
}

// serve has the loop read the connection from now on. early came right behind the handshake.
func (l *loop) serve(c *Conn, early []byte) {
	if len(early) > 0 {
		c.receive(early)
	}
	s := (*socket)(c)
	l.mu.Lock()
	defer l.mu.Unlock()
	if !c.closed {
		l.lines.put(int(c.fd), c)
		err := l.poller.AddRead(&netpoll.PollAttachment{FD: int(c.fd)}, false)
		if err == nil {
			c.served = true
			return
		}
		l.engine.server.options.Logger.Error("websocket connection lost on its way to an event loop", "remote", c.RemoteAddr(), "error", err)
	}
	s.release()
}

// socket is a connection as the line under itself in an event loop.
type socket Conn

func (s *socket) conn() *Conn { return (*Conn)(s) }

func (s *socket) loop() *loop { return s.engine.loop }

// fill notes whether the line is full, and then waits until it is not. A line that has ended is not waited for otherwise.
func (s *socket) fill(full bool) {
	s.full = full
	poller, line := s.loop().poller, &netpoll.PollAttachment{FD: int(s.fd)}
	var err error
	switch {
	case full && s.ended:
		err = poller.AddWrite(line, false)
	case full:
		err = poller.ModReadWrite(line, false)
	case s.ended:
		err = poller.Delete(line.FD)
	default:
		err = poller.ModRead(line, false)
	}
	if err != nil {
		s.close()
	}
}

// read takes what has come, at most a buffer of it: the poller tells where there is more.
func (s *socket) read() {
	if s.closed {
		return
	}
	n, err := unix.Read(int(s.fd), s.loop().buffer)
	switch {
	case errors.Is(err, unix.EAGAIN), errors.Is(err, unix.EINTR):
	case err != nil, s.ended:
		s.close()
	case n > 0:
		s.conn().receive(s.loop().buffer[:n])
	default:
		s.halfClosed()
	}
}

// halfClosed is called when the peer has said all that it will. It may still read.
func (s *socket) halfClosed() {
	if runtime.GOOS != "linux" { // the poller cannot be told to go on without reading
		s.engine.round()
		s.end()
		return
	}
	full := s.full
	s.ended = true
	if s.fill(false); full {
		s.fill(true)
	}
	s.engine.post(op{kind: opEnded, conn: s.conn()})
}

func (s *socket) write(p []byte, shared *sheet) (int, error) {
	if s.closed {
		return 0, net.ErrClosed
	}
	if s.full {
		return 0, nil
	}
	n := 0
	for n < len(p) {
		var sent int
		var err error
		if shared != nil {
			if sent, err = shared.send(int(s.fd), n, len(p)-n); shared.orNone() == nil {
				shared = nil
				continue
			}
		} else {
			sent, err = unix.Write(int(s.fd), p[n:])
		}
		switch {
		case err == nil:
			n += sent
		case errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.EAGAIN):
			s.fill(true)
			return n, nil
		default:
			return n, os.NewSyscallError("write", err)
		}
	}
	return n, nil
}

func (s *socket) flushed() bool { return true }

func (s *socket) progress() (acknowledged uint32, waiting bool) {
	if s.closed {
		return 0, false
	}
	return tcpProgress(int(s.fd))
}

func (s *socket) closeWrite() {
	if !s.closed {
		_ = unix.Shutdown(int(s.fd), unix.SHUT_WR) // fails only where the peer is gone, which reading will tell
	}
}

func (s *socket) close() {
	if s.closed {
		return
	}
	if _, waiting := s.progress(); waiting { // what the peer does not read shall not stay with the kernel
		_ = unix.SetsockoptLinger(int(s.fd), unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1})
	}
	s.end()
}

func (s *socket) end() {
	if s.closed {
		return
	}
	l := s.loop()
	l.mu.Lock()
	defer l.mu.Unlock()
	s.closed = true
	if s.served {
		s.release()
	} // else serve will find it closed
}

// release closes the descriptor for good, with loop.mu held.
func (s *socket) release() {
	s.closed = true
	s.conn().forget()
	s.loop().lines.put(int(s.fd), nil) // before another connection may have this number
	_ = unix.Close(int(s.fd))          // it is gone whatever close reports
	s.engine.post(op{kind: opGone, conn: s.conn()})
}
