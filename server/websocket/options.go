package websocket

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime"
	"time"
)

// Options configure a [Server]. The zero value of each field is the default that it names.
type Options struct {
	// Subprotocols that the server speaks, preferred first. A client that offers none, or none of these, is
	// served without one.
	Subprotocols []string
	// CheckOrigin decides about a handshake by its Origin; an error refuses it with 403. The default admits
	// requests without Origin and those whose Origin has the request's own host; see [SameOrigin].
	CheckOrigin func(*http.Request) error
	// RemoteAddr is the client's address, for [Conn.RemoteAddr] and MaxConnectionsPerAddress. The default is
	// that of the TCP connection; behind a proxy take it from the header that the proxy sets.
	RemoteAddr func(*http.Request) netip.AddrPort

	// MaxMessageBytes bounds a received message, over all its fragments and after decompression; more closes
	// the connection with 1009. Default 65536.
	MaxMessageBytes int
	// MaxQueueBytes bounds what waits for one connection because its peer does not read; more closes it with
	// 1013. Each waiting piece counts 32 bytes more than its length. Default 1048576.
	MaxQueueBytes int
	// MaxConnections and MaxConnectionsPerAddress bound the connections; handshakes beyond them are refused
	// with 503 and Retry-After. IPv6 clients count by their /64. Default 0, no bound.
	MaxConnections           int
	MaxConnectionsPerAddress int
	// Compression accepts permessage-deflate (RFC 7692), without context takeover. Frames are compressed once
	// however many connections they go to, and only where it makes them shorter. Default false.
	Compression bool

	// PingInterval is how long a connection may be silent before it is pinged. Default 25 s; negative for never.
	PingInterval time.Duration
	// PongTimeout is how long a pinged connection may stay silent before it is cut off. Default 10 s. On Linux it begins
	// anew as long as the peer still reads what was sent before the ping.
	PongTimeout time.Duration
	// CloseTimeout is how long the peer may take to end the connection after a close frame. On Linux it begins
	// anew as long as the peer still reads what was sent before. Default 5 s.
	CloseTimeout time.Duration
	// MessageTimeout is how long a message may take to arrive after its first byte; more closes the connection
	// with 1008. Default 30 s; negative for no bound.
	MessageTimeout time.Duration
	// IdleTimeout closes with 1001 a connection that sent no message for so long. Default 0, never.
	IdleTimeout time.Duration

	// Loops is the number of event loops. Default GOMAXPROCS.
	Loops int
	// Goroutines serves every connection with a goroutine, as if the platform had no event loops.
	Goroutines bool

	// OnOpen is called once for each connection before any other callback, on the goroutine of the handshake,
	// after the response was sent. What it sends arrives first. The request must not be kept.
	OnOpen func(c *Conn, r *http.Request)
	// OnText is called with each text message, which is valid UTF-8; the bytes are valid until it returns. The
	// calls for one connection are sequential. It runs on the connection's event loop, except for what comes with
	// the handshake, and must not block, for all connections of the loop wait for it. nil closes with 1003.
	OnText func(c *Conn, text []byte)
	// OnBinary is called with each binary message like OnText. nil closes with 1003.
	OnBinary func(c *Conn, data []byte)
	// OnClose is called once for each connection that OnOpen was called for, after all other callbacks and
	// when the TCP connection is over, with the code and reason of whoever closed first. Where nobody did,
	// the code is [StatusAbnormalClosure]; for a close frame without a code, [StatusNoStatusReceived]. It runs on
	// the event loop and must not block.
	OnClose func(c *Conn, code StatusCode, reason string)

	// Observer gets measurements. Default none.
	Observer Observer
	// Logger gets what operators should know. Default slog.Default().
	Logger *slog.Logger
}

// withDefaults checks the options and fills in the defaults.
func (o Options) withDefaults() (Options, error) {
	var errs []error
	setDefault(&o.MaxMessageBytes, 64<<10)
	setDefault(&o.MaxQueueBytes, 1<<20)
	setDefault(&o.PingInterval, 25*time.Second)
	setDefault(&o.PongTimeout, 10*time.Second)
	setDefault(&o.CloseTimeout, 5*time.Second)
	setDefault(&o.MessageTimeout, 30*time.Second)
	setDefault(&o.Loops, runtime.GOMAXPROCS(0))
	for _, n := range []struct {
		name  string
		value int64
	}{
		{"MaxMessageBytes", int64(o.MaxMessageBytes)},
		{"MaxQueueBytes", int64(o.MaxQueueBytes)},
		{"MaxConnections", int64(o.MaxConnections)},
		{"MaxConnectionsPerAddress", int64(o.MaxConnectionsPerAddress)},
		{"PongTimeout", int64(o.PongTimeout)},
		{"CloseTimeout", int64(o.CloseTimeout)},
		{"IdleTimeout", int64(o.IdleTimeout)},
		{"Loops", int64(o.Loops)},
	} {
		if n.value < 0 {
			errs = append(errs, fmt.Errorf("websocket: Options.%s is %d; it must not be negative", n.name, n.value))
		}
	}
	for _, p := range o.Subprotocols {
		if !isToken(p) {
			errs = append(errs, fmt.Errorf("websocket: Options.Subprotocols has %q, which is not a token (RFC 9110, section 5.6.2)", p))
		}
	}
	if o.CheckOrigin == nil {
		o.CheckOrigin = SameOrigin
	}
	if o.RemoteAddr == nil {
		o.RemoteAddr = tcpAddr
	}
	if o.Observer == nil {
		o.Observer = noObserver{}
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	return o, errors.Join(errs...)
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// tcpAddr is the address of the TCP connection that the request came on.
func tcpAddr(r *http.Request) netip.AddrPort {
	addr, _ := netip.ParseAddrPort(r.RemoteAddr) // not an IP on Unix sockets: the zero address
	return netip.AddrPortFrom(addr.Addr().Unmap(), addr.Port())
}
