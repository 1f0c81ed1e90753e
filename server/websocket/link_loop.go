//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package websocket

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"

	"github.com/panjf2000/gnet/v2"
	"golang.org/x/sys/unix"
)

// loop is an event loop of gnet and the engine that it runs.
type loop struct {
	gnet.BuiltinEventEngine
	engine *engine
	client *gnet.Client
	bell   *os.File // a byte written to it makes the loop run the engine
}

// newLoop starts an event loop.
//
// It is woken by a socket of its own and not by EventLoop.Execute: gnet executes until nothing is left to execute, so
// a steady stream of broadcasts would keep it from reading.
func newLoop(e *engine, logger *slog.Logger) (*loop, error) {
	l := &loop{engine: e}
	client, err := gnet.NewClient(l, gnet.WithNumEventLoop(1), gnet.WithLogger(gnetLogger{logger}),
		gnet.WithTCPNoDelay(gnet.TCPDelay)) // leaves it as net has set it: not to delay
	if err != nil {
		return nil, fmt.Errorf("websocket: create event loop: %w", err)
	}
	if err := client.Start(); err != nil {
		return nil, fmt.Errorf("websocket: start event loop: %w", err)
	}
	l.client = client
	if err := l.hangBell(); err != nil {
		return nil, fmt.Errorf("websocket: start event loop: %w", errors.Join(err, client.Stop()))
	}
	return l, nil
}

func (l *loop) hangBell() error {
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err != nil {
		return os.NewSyscallError("socketpair", err)
	}
	for _, fd := range pair {
		unix.CloseOnExec(fd)
	}
	inside := os.NewFile(uintptr(pair[0]), "bell")
	err = unix.SetNonblock(pair[1], true)
	l.bell = os.NewFile(uintptr(pair[1]), "bell")
	line, err2 := net.FileConn(inside)
	err = errors.Join(err, err2, inside.Close())
	if err == nil {
		_, err = l.client.EnrollContext(line, nil)
	}
	if err != nil {
		return errors.Join(err, l.bell.Close())
	}
	l.engine.wake = func() {
		_, _ = l.bell.Write([]byte{1}) // fails only when the loop has been stopped
	}
	return nil
}

// stop ends the loop and cuts its connections.
func (l *loop) stop() error {
	if err := errors.Join(l.client.Stop(), l.bell.Close()); err != nil {
		return fmt.Errorf("websocket: stop event loop: %w", err)
	}
	return nil
}

// enrollable reports whether an event loop can serve the connection.
func enrollable(line net.Conn) bool {
	switch line := line.(type) {
	case *net.TCPConn:
		// gnet recycles the memory of an address's zone, which is not its own.
		remote, ok := line.RemoteAddr().(*net.TCPAddr)
		return ok && remote.Zone == ""
	}
	return false
}

// arrival is what the loop learns about a connection that it is given.
type arrival struct {
	conn  *Conn
	early []byte
}

// enroll gives the connection to the loop. It duplicates the descriptor and closes the original.
func (l *loop) enroll(c *Conn, line net.Conn, early []byte) error {
	_, err := l.client.EnrollContext(line, arrival{c, early})
	return err
}

// OnOpen is called by gnet on the loop.
func (l *loop) OnOpen(g gnet.Conn) ([]byte, gnet.Action) {
	if a, ok := g.Context().(arrival); ok {
		g.SetContext(a.conn)
		l.engine.attach(a.conn, &socket{conn: g, fd: g.Fd()})
		if len(a.early) > 0 {
			a.conn.receive(a.early)
		}
		l.engine.catchOn()
	}
	return nil, gnet.None
}

// OnTraffic is called by gnet on the loop.
func (l *loop) OnTraffic(g gnet.Conn) gnet.Action {
	data, err := g.Next(-1)
	if err != nil {
		return gnet.Close
	}
	if c, ok := g.Context().(*Conn); ok {
		c.receive(data)
	} else {
		l.engine.run()
	}
	return gnet.None
}

// OnClose is called by gnet on the loop.
func (l *loop) OnClose(g gnet.Conn, err error) gnet.Action {
	if c, ok := g.Context().(*Conn); ok {
		if errors.Is(err, io.EOF) && c.state.Load() != stateOpen && (c.code == 0 || c.out != nil) {
			l.engine.run() // a peer that ends its half right behind a close frame may still read the answer
		}
		c.link.(*socket).closed = true
		c.forget()
		l.engine.post(op{kind: opGone, conn: c})
	}
	return gnet.None
}

// socket is the line of a connection in an event loop.
type socket struct {
	conn   gnet.Conn
	fd     int
	closed bool
}

// rest is how much is left to gnet when a socket is full. It is what makes gnet wait until the socket is writable; the
// rest of a backlog stays with us, where it is shared.
const rest = 4 << 10

func (s *socket) write(p []byte) (int, error) {
	if s.closed {
		return 0, net.ErrClosed
	}
	if s.conn.OutboundBuffered() > 0 {
		return 0, nil
	}
	n := 0
	for n < len(p) {
		sent, err := unix.Write(s.fd, p[n:])
		switch {
		case err == nil:
			n += sent
			continue
		case errors.Is(err, unix.EINTR):
			continue
		case !errors.Is(err, unix.EAGAIN):
			return n, os.NewSyscallError("write", err)
		}
		left, err := s.conn.Write(p[n:min(len(p), n+rest)])
		return n + left, err
	}
	return n, nil
}

func (s *socket) flushed() bool { return s.closed || s.conn.OutboundBuffered() == 0 }

func (s *socket) progress() (acknowledged uint32, waiting bool) {
	if s.closed {
		return 0, false
	}
	acknowledged, waiting = tcpProgress(s.fd)
	return acknowledged, waiting || !s.flushed()
}

func (s *socket) closeWrite() {
	if !s.closed {
		_ = unix.Shutdown(s.fd, unix.SHUT_WR) // fails only where the peer is gone, which reading will tell
	}
}

func (s *socket) close() {
	if s.closed {
		return
	}
	if _, waiting := s.progress(); waiting {
		_ = s.conn.SetLinger(0) // what the peer does not read shall not stay with the kernel
	}
	_ = s.conn.EventLoop().Close(s.conn)
}

// gnetLogger lets gnet speak through slog. What it warns of is the ordinary end of a socket that still had an event.
type gnetLogger struct{ logger *slog.Logger }

func (l gnetLogger) Debugf(format string, args ...any) { l.log(slog.LevelDebug, format, args) }
func (l gnetLogger) Infof(format string, args ...any)  { l.log(slog.LevelDebug, format, args) }
func (l gnetLogger) Warnf(format string, args ...any)  { l.log(slog.LevelDebug, format, args) }
func (l gnetLogger) Errorf(format string, args ...any) { l.log(slog.LevelError, format, args) }
func (l gnetLogger) Fatalf(format string, args ...any) { l.log(slog.LevelError, format, args) }

func (l gnetLogger) log(level slog.Level, format string, args []any) {
	if ctx := context.Background(); l.logger.Enabled(ctx, level) {
		l.logger.Log(ctx, level, "event loop", "message", fmt.Sprintf(format, args...))
	}
}
