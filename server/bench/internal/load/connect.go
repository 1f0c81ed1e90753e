//go:build linux

package load

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"golang.org/x/sys/unix"
)

// The key is the one of RFC 6455, section 1.3, whose answer is known.
const (
	handshakeKey    = "dGhlIHNhbXBsZSBub25jZQ=="
	handshakeAccept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
)

const joinTimeout = time.Minute

// Join says how connections are opened.
type Join struct {
	Count int
	// InFlight bounds how many are between connect and welcome at any time; zero is no bound.
	InFlight int
	// Bare connections end their joining with the handshake and say nothing.
	Bare bool
	// Named connections tell the server a user's name.
	Named bool
	// Position is where connections resume; "" for new ones. Numbers of returning connections
	// start at First, so that they are the same users as before.
	Position string
	First    int
	// ReceiveBuffer is the SO_RCVBUF of the connections, in bytes; zero for the kernel's choice.
	ReceiveBuffer int
	// Timeout bounds the whole; the default is 60 s.
	Timeout time.Duration
}

// Joined is what became of a [Join].
type Joined struct {
	Open, Failed int
	Elapsed      time.Duration
}

// Connect opens connections and returns when all of them are welcomed or have failed. The error
// says why the first one failed.
func (g *Generator) Connect(ctx context.Context, join Join) (Joined, error) {
	if join.Timeout == 0 {
		join.Timeout = joinTimeout
	}
	begin, failed := g.now(), g.failed
	o := opening{Join: join}
	for !o.done(g) {
		if err := o.step(g); err != nil {
			return Joined{}, err
		}
		if err := g.poll(ctx, 100*time.Millisecond); err != nil {
			return Joined{}, err
		}
		if g.now()-begin > join.Timeout {
			return Joined{Open: o.started - g.opening, Failed: g.opening}, fmt.Errorf(
				"%d of %d connections were not served within %v (first failure: %v)",
				join.Count-o.started+g.opening, join.Count, join.Timeout, g.failure)
		}
	}
	joined := Joined{Failed: g.failed - failed, Elapsed: g.now() - begin}
	joined.Open = join.Count - joined.Failed
	if joined.Failed > 0 {
		return joined, fmt.Errorf("%d of %d connections failed; %w", joined.Failed, join.Count, g.failure)
	}
	return joined, nil
}

// opening is a Join in progress.
type opening struct {
	Join
	started int
}

func (o *opening) done(g *Generator) bool { return o.started == o.Count && g.opening == 0 }

// step starts as many connections as may be under way.
func (o *opening) step(g *Generator) error {
	for range 256 {
		if o.started == o.Count || (o.InFlight > 0 && g.opening >= o.InFlight) {
			return nil
		}
		if err := g.dial(o.Join, o.First+o.started); err != nil {
			return err
		}
		o.started++
	}
	return nil
}

// Disconnect ends the newest count connections that stand, without a word, as a cut network does.
func (g *Generator) Disconnect(count int) {
	for i := len(g.conns) - 1; i >= 0 && count > 0; i-- {
		if c := g.conns[i]; c.state == stateOpen {
			c.reset()
			g.drop(c)
			count--
		}
	}
}

// Stall stops reading from the newest count connections for ever.
func (g *Generator) Stall(count int) error {
	for i := len(g.conns) - 1; i >= 0 && count > 0; i-- {
		c := g.conns[i]
		if c.state != stateOpen {
			continue
		}
		if err := unix.EpollCtl(c.epoll, unix.EPOLL_CTL_DEL, c.fd, nil); err != nil {
			return fmt.Errorf("load: epoll_ctl: %w", err)
		}
		c.stalled = true
		count--
	}
	return nil
}

// Unstall reads again from the newest count connections and returns once they ended or have
// been quiet for the given time.
func (g *Generator) Unstall(ctx context.Context, count int, quiet time.Duration) error {
	for i := len(g.conns) - 1; i >= 0 && count > 0; i-- {
		c := g.conns[i]
		if c.state != stateOpen || !c.stalled {
			continue
		}
		c.stalled = false
		event := unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(c.fd)}
		if err := unix.EpollCtl(c.epoll, unix.EPOLL_CTL_ADD, c.fd, &event); err != nil {
			return fmt.Errorf("load: epoll_ctl: %w", err)
		}
		count--
	}
	return g.settle(ctx, quiet)
}

func (g *Generator) dial(join Join, number int) error {
	server := g.options.Servers[number%len(g.options.Servers)]
	domain := unix.AF_INET
	if server.Addr().Is6() {
		domain = unix.AF_INET6
	}
	fd, err := unix.Socket(domain, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("load: socket for connection %d: %w (raise the limit of open files)", number, err)
	}
	c := &conn{
		fd: fd, number: number, bare: join.Bare, named: join.Named, resume: join.Position, state: stateConnecting,
		epoll: g.entry,
	}
	if !join.Bare {
		c.welcome = g.options.Protocol.Welcome(join.Named, join.Position)
	}
	if err := g.prepare(c, server, join); err != nil {
		return errors.Join(fmt.Errorf("load: connection %d: %w", number, err), unix.Close(fd))
	}
	err = unix.Connect(fd, socketAddress(server))
	if err != nil && !errors.Is(err, unix.EINPROGRESS) {
		return errors.Join(fmt.Errorf("load: connect to %v: %w", server, err), unix.Close(fd))
	}
	event := unix.EpollEvent{Events: unix.EPOLLOUT, Fd: int32(fd)}
	if err := unix.EpollCtl(c.epoll, unix.EPOLL_CTL_ADD, fd, &event); err != nil {
		return errors.Join(fmt.Errorf("load: epoll_ctl: %w", err), unix.Close(fd))
	}
	for len(g.byFD) <= fd {
		g.byFD = append(g.byFD, nil)
	}
	g.byFD[fd] = c
	g.conns = append(g.conns, c)
	g.opening++
	return nil
}

// prepare sets the socket's options and its source address.
func (g *Generator) prepare(c *conn, server netip.AddrPort, join Join) error {
	if err := unix.SetsockoptInt(c.fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1); err != nil {
		return err
	}
	if join.ReceiveBuffer > 0 {
		if err := unix.SetsockoptInt(c.fd, unix.SOL_SOCKET, unix.SO_RCVBUF, join.ReceiveBuffer); err != nil {
			return err
		}
	}
	if g.options.Sources == 0 || !server.Addr().IsLoopback() || !server.Addr().Is4() {
		return nil
	}
	// The port is chosen at connect, when the whole address pair is known.
	if err := unix.SetsockoptInt(c.fd, unix.IPPROTO_IP, unix.IP_BIND_ADDRESS_NO_PORT, 1); err != nil {
		return err
	}
	return unix.Bind(c.fd, &unix.SockaddrInet4{Addr: sourceAddress(c.number % g.options.Sources)})
}

func socketAddress(a netip.AddrPort) unix.Sockaddr {
	if a.Addr().Is6() {
		return &unix.SockaddrInet6{Port: int(a.Port()), Addr: a.Addr().As16()}
	}
	return &unix.SockaddrInet4{Port: int(a.Port()), Addr: a.Addr().As4()}
}

// connected sends the handshake when the connection stands.
func (g *Generator) connected(c *conn) {
	code, err := unix.GetsockoptInt(c.fd, unix.SOL_SOCKET, unix.SO_ERROR)
	if err == nil && code != 0 {
		err = unix.Errno(code)
	}
	if err != nil {
		g.end(c, err)
		return
	}
	c.state, c.watched = stateHandshake, true
	g.watch(c, false)
	if c.state != stateClosed {
		server := g.options.Servers[c.number%len(g.options.Servers)]
		g.write(c, appendHandshake(g.frame[:0], g.options.Protocol.Path, server))
	}
}

func appendHandshake(dst []byte, path string, server netip.AddrPort) []byte {
	return fmt.Appendf(dst, "GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s\r\n\r\n", path, server, handshakeKey)
}

// checkHandshake checks the head of the server's answer, without its last line end.
func checkHandshake(head []byte) error {
	if !bytes.HasPrefix(head, []byte("HTTP/1.1 101 ")) {
		line, _, _ := bytes.Cut(head, []byte("\r\n"))
		return fmt.Errorf("the server refused the handshake: %q", line)
	}
	if !bytes.Contains(head, []byte(handshakeAccept)) {
		return errors.New("the server's Sec-WebSocket-Accept does not answer the key")
	}
	return nil
}

// greet sends the protocol's first texts behind the handshake.
func (g *Generator) greet(c *conn) {
	c.state = stateGreeting
	var out []byte
	if !c.bare {
		for _, text := range g.options.Protocol.Hello(c.number, c.named, c.resume) {
			out = appendFrame(out, opText, g.mask, text)
		}
	}
	if len(out) > 0 {
		g.write(c, out)
	}
	if c.state != stateClosed && c.welcome == "" {
		g.welcomed(c)
	}
}

// welcomed notes that a connection stands. One that has come during a load is served behind those that stood before, until
// the load is over: on a machine of its own it would not keep them from reading.
func (g *Generator) welcomed(c *conn) {
	c.state = stateOpen
	g.opening--
	if g.run == nil {
		g.toOthers(c)
	}
}

// toOthers has a connection that stands served like all others.
func (g *Generator) toOthers(c *conn) {
	event := unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(c.fd)}
	if c.watched {
		event.Events |= unix.EPOLLOUT
	}
	err := errors.Join(
		unix.EpollCtl(g.entry, unix.EPOLL_CTL_DEL, c.fd, nil),
		unix.EpollCtl(g.epoll, unix.EPOLL_CTL_ADD, c.fd, &event),
	)
	if c.epoll = g.epoll; err != nil {
		g.end(c, fmt.Errorf("epoll_ctl: %w", err))
	}
}
