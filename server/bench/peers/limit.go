//go:build linux

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"runtime"

	"golang.org/x/sys/unix"
)

// A limit is what the machine can do where a server does nothing but the job: an epoll loop per
// processor, each with its own listener, its own two connections to Redis and its own clients,
// without a lock, a timer or a queue. With one write for each delivery it is the limit of servers
// that write each message by itself; with one write for all that came from Redis together it is
// the limit of those that coalesce.

const (
	limitBufferBytes = 1 << 20
	// maxPendingBytes is what a client may be behind before it is cut off.
	maxPendingBytes = 64 << 20
)

type limitLoop struct {
	epoll, listener int
	publisher       int
	subscriber      int
	conns           []*limitConn // by descriptor
	open            []*limitConn // those whose handshake is done
	buf             []byte
	incoming        []byte // from Redis, not yet a whole message
	outgoing        []byte // to Redis
	frames          []byte
	ends            []int // where each of the frames ends
	coalesce        bool
}

type limitConn struct {
	fd      int
	index   int // in open, -1 before the handshake
	in      []byte
	pending []byte
}

func runLimit(c config, coalesce bool) error {
	listen, err := netip.ParseAddrPort(c.listen)
	if err != nil {
		return fmt.Errorf("listen address: %w", err)
	}
	redisAddress, err := netip.ParseAddrPort(c.redis)
	if err != nil {
		return fmt.Errorf("redis address: %w", err)
	}
	failed := make(chan error)
	for range runtime.GOMAXPROCS(0) {
		loop, err := newLimitLoop(listen, redisAddress, coalesce)
		if err != nil {
			return err
		}
		go func() {
			runtime.LockOSThread()
			failed <- loop.run()
		}()
	}
	return <-failed
}

func newLimitLoop(listen, redisAddress netip.AddrPort, coalesce bool) (*limitLoop, error) {
	l := &limitLoop{buf: make([]byte, limitBufferBytes), coalesce: coalesce}
	var err error
	if l.epoll, err = unix.EpollCreate1(unix.EPOLL_CLOEXEC); err != nil {
		return nil, err
	}
	if l.listener, err = unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0); err != nil {
		return nil, err
	}
	if err := errors.Join(
		unix.SetsockoptInt(l.listener, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1),
		unix.SetsockoptInt(l.listener, unix.SOL_SOCKET, unix.SO_REUSEPORT, 1),
		unix.Bind(l.listener, &unix.SockaddrInet4{Port: int(listen.Port()), Addr: listen.Addr().As4()}),
		unix.Listen(l.listener, 4096),
	); err != nil {
		return nil, fmt.Errorf("listen on %v: %w", listen, err)
	}
	if l.publisher, err = dialRedis(redisAddress); err != nil {
		return nil, err
	}
	if l.subscriber, err = dialRedis(redisAddress); err != nil {
		return nil, err
	}
	if _, err := unix.Write(l.subscriber, []byte("SUBSCRIBE "+channel+"\r\n")); err != nil {
		return nil, err
	}
	for _, fd := range []int{l.listener, l.publisher, l.subscriber} {
		if err := l.watch(unix.EPOLL_CTL_ADD, fd, unix.EPOLLIN); err != nil {
			return nil, err
		}
	}
	return l, nil
}

func dialRedis(address netip.AddrPort) (int, error) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return -1, err
	}
	err = errors.Join(
		unix.Connect(fd, &unix.SockaddrInet4{Port: int(address.Port()), Addr: address.Addr().As4()}),
		unix.SetNonblock(fd, true),
		unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1),
	)
	if err != nil {
		return -1, fmt.Errorf("connect to Redis at %v: %w", address, err)
	}
	return fd, nil
}

func (l *limitLoop) watch(operation, fd int, events uint32) error {
	return unix.EpollCtl(l.epoll, operation, fd, &unix.EpollEvent{Events: events, Fd: int32(fd)})
}

func (l *limitLoop) run() error {
	events := make([]unix.EpollEvent, 256)
	for {
		n, err := unix.EpollWait(l.epoll, events, -1)
		if err != nil && !errors.Is(err, unix.EINTR) {
			return err
		}
		for _, event := range events[:max(n, 0)] {
			var err error
			switch fd := int(event.Fd); fd {
			case l.listener:
				l.accept()
			case l.subscriber:
				err = l.deliver()
			case l.publisher:
				_, err = read(l.publisher, l.buf) // replies: how many subscribers there were
			default:
				l.serve(l.conns[fd], event.Events)
			}
			if err != nil {
				return fmt.Errorf("redis: %w", err)
			}
		}
		if err := l.flush(); err != nil {
			return fmt.Errorf("redis: %w", err)
		}
	}
}

func (l *limitLoop) accept() {
	for {
		fd, _, err := unix.Accept4(l.listener, unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC)
		if err != nil {
			return
		}
		_ = unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1)
		for len(l.conns) <= fd {
			l.conns = append(l.conns, nil)
		}
		l.conns[fd] = &limitConn{fd: fd, index: -1}
		if err := l.watch(unix.EPOLL_CTL_ADD, fd, unix.EPOLLIN); err != nil {
			l.close(l.conns[fd])
		}
	}
}

func (l *limitLoop) close(c *limitConn) {
	if l.conns[c.fd] != c {
		return
	}
	l.conns[c.fd] = nil
	if c.index >= 0 {
		last := l.open[len(l.open)-1]
		l.open[c.index], last.index = last, c.index
		l.open = l.open[:len(l.open)-1]
	}
	_ = unix.Close(c.fd)
}

func (l *limitLoop) serve(c *limitConn, events uint32) {
	if c == nil {
		return
	}
	if events&unix.EPOLLOUT != 0 && len(c.pending) > 0 {
		n, err := write(c.fd, c.pending)
		if err != nil {
			l.close(c)
			return
		}
		if c.pending = c.pending[n:]; len(c.pending) == 0 {
			c.pending = nil
			_ = l.watch(unix.EPOLL_CTL_MOD, c.fd, unix.EPOLLIN)
		}
	}
	if events&^unix.EPOLLOUT == 0 {
		return
	}
	kept := copy(l.buf, c.in)
	n, err := read(c.fd, l.buf[kept:])
	if err != nil {
		l.close(c)
		return
	}
	if n == 0 {
		return
	}
	rest := l.buf[:kept+n]
	if c.index < 0 {
		end := bytes.Index(rest, []byte("\r\n\r\n"))
		if end < 0 {
			c.in = append(c.in[:0], rest...)
			return
		}
		l.send(c, accepted(rest[:end]))
		rest = rest[end+4:]
		c.index = len(l.open)
		l.open = append(l.open, c)
	}
	if rest, err = l.publish(rest); err != nil {
		l.close(c)
		return
	}
	if c.in = append(c.in[:0], rest...); len(c.in) == 0 {
		c.in = nil
	}
}

// publish passes on to Redis what the complete frames at the start of b say and returns the rest.
func (l *limitLoop) publish(b []byte) ([]byte, error) {
	for {
		op, payload, n, err := nextClientFrame(b)
		switch {
		case err != nil:
			return nil, err
		case n == 0:
			return b, nil
		case op == 0x1:
			l.outgoing = appendPublish(l.outgoing, payload)
		case op == 0x8:
			return nil, io.EOF
		}
		b = b[n:]
	}
}

// flush sends to Redis what the clients of one round have published.
func (l *limitLoop) flush() error {
	for len(l.outgoing) > 0 {
		n, err := write(l.publisher, l.outgoing)
		if err != nil {
			return err
		}
		l.outgoing = append(l.outgoing[:0], l.outgoing[n:]...)
	}
	return nil
}

// deliver takes what Redis has and gives it to every client.
func (l *limitLoop) deliver() error {
	n, err := read(l.subscriber, l.buf)
	if err != nil {
		return err
	}
	l.incoming = append(l.incoming, l.buf[:n]...)
	l.frames, l.ends = l.frames[:0], l.ends[:0]
	rest := l.incoming
	for {
		text, n, err := nextPush(rest)
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
		if rest = rest[n:]; text != nil {
			l.frames = appendTextFrame(l.frames, text)
			l.ends = append(l.ends, len(l.frames))
		}
	}
	l.incoming = append(l.incoming[:0], rest...)
	if l.coalesce && len(l.frames) > 0 {
		l.ends = append(l.ends[:0], len(l.frames))
	}
	start := 0
	for _, end := range l.ends {
		// Backwards, since a connection that fails is replaced by the last one.
		for i := len(l.open) - 1; i >= 0; i-- {
			l.send(l.open[i], l.frames[start:end])
		}
		start = end
	}
	return nil
}

func (l *limitLoop) send(c *limitConn, b []byte) {
	n := 0
	if len(c.pending) == 0 {
		var err error
		if n, err = write(c.fd, b); err != nil {
			l.close(c)
			return
		}
		if n == len(b) {
			return
		}
		if err := l.watch(unix.EPOLL_CTL_MOD, c.fd, unix.EPOLLIN|unix.EPOLLOUT); err != nil {
			l.close(c)
			return
		}
	}
	if c.pending = append(c.pending, b[n:]...); len(c.pending) > maxPendingBytes {
		l.close(c)
	}
}
