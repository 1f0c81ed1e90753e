package websocket

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gobwas/ws"
)

// patience is how long a test waits for what must happen.
const patience = 20 * time.Second

// transports runs a test over event loops and over goroutines.
func transports(t *testing.T, test func(t *testing.T, o Options)) {
	t.Helper()
	t.Parallel()
	for name, goroutines := range map[string]bool{"loops": false, "goroutines": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, Options{Goroutines: goroutines, Logger: slog.New(slog.NewTextHandler(t.Output(), nil))})
		})
	}
}

// start serves WebSocket on loopback until the test ends.
func start(t *testing.T, o Options) (*Server, string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return startOn(t, o, listener)
}

// startOn serves WebSocket on the listener until the test ends.
func startOn(t *testing.T, o Options, listener net.Listener) (*Server, string) {
	t.Helper()
	s, h := serveOn(t, o, listener)
	h.Start()
	return s, h.Listener.Addr().String()
}

// startTLS serves WebSocket over TLS until the test ends, and gives the URL and a dialer for it.
func startTLS(t *testing.T, o Options) (*Server, string, ws.Dialer) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s, h := serveOn(t, o, listener)
	h.StartTLS()
	roots := h.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	return s, "wss://" + listener.Addr().String() + "/", ws.Dialer{TLSConfig: &tls.Config{RootCAs: roots, ServerName: "example.com"}}
}

// serveOn makes a server that is yet to be started and ends with the test.
func serveOn(t *testing.T, o Options, listener net.Listener) (*Server, *httptest.Server) {
	t.Helper()
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	h := httptest.NewUnstartedServer(s)
	_ = h.Listener.Close()
	h.Listener = listener
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
		defer cancel()
		if err := s.Shutdown(ctx, StatusGoingAway, "", 0); err != nil && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, ErrServerClosed) {
			t.Errorf("shutdown: %v", err)
		}
		h.Close()
		if n := s.Count(); n != 0 {
			t.Errorf("%d connections are left after shutdown", n)
		}
		if n := s.QueuedBytes(); n != 0 {
			t.Errorf("%d queued bytes are left after shutdown", n)
		}
	})
	return s, h
}

// echoing makes a server answer every message with itself.
func echoing(o Options) Options {
	o.OnText = func(c *Conn, text []byte) { _ = c.Send(TextFrame(text)) }
	o.OnBinary = func(c *Conn, data []byte) { _ = c.Send(BinaryFrame(data)) }
	return o
}

// client is the other end of a connection, which says exactly the bytes that a test wants.
type client struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Reader
	hs   ws.Handshake
}

func dial(t *testing.T, addr string, dialer ...ws.Dialer) *client {
	t.Helper()
	d := ws.Dialer{}
	if len(dialer) > 0 {
		d = dialer[0]
	}
	url := addr
	if !strings.Contains(addr, "://") {
		url = "ws://" + addr + "/"
	}
	conn, in, hs, err := d.Dial(t.Context(), url)
	if err != nil {
		t.Fatalf("dial: %v", err)
	}
	if in == nil {
		in = bufio.NewReader(conn)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return &client{t, conn, in, hs}
}

// newClient is a client that has not sent its handshake yet.
func newClient(t *testing.T, conn net.Conn) *client {
	return &client{t: t, conn: conn, in: bufio.NewReader(conn)}
}

// expectUpgrade reads the answer to a handshake.
func (c *client) expectUpgrade() {
	c.t.Helper()
	answer, err := http.ReadResponse(c.in, nil)
	if err != nil {
		c.t.Fatalf("handshake: %v", err)
	}
	if answer.StatusCode != http.StatusSwitchingProtocols {
		c.t.Fatalf("handshake: %s", answer.Status)
	}
}

func (c *client) write(data []byte) {
	c.t.Helper()
	if _, err := c.conn.Write(data); err != nil {
		c.t.Fatalf("write: %v", err)
	}
}

// closeWrite ends the client's half of the connection.
func (c *client) closeWrite() {
	c.t.Helper()
	if err := c.conn.(interface{ CloseWrite() error }).CloseWrite(); err != nil {
		c.t.Fatalf("close for writing: %v", err)
	}
}

// reset ends the connection with RST.
func (c *client) reset() {
	_ = c.conn.(*net.TCPConn).SetLinger(0)
	_ = c.conn.Close()
}

func (c *client) text(s string) { c.t.Helper(); c.write(masked(ws.OpText, s)) }

// next reads a frame.
func (c *client) next() (ws.Frame, error) {
	_ = c.conn.SetReadDeadline(time.Now().Add(patience))
	h, err := ws.ReadHeader(c.in)
	if err != nil {
		return ws.Frame{}, err
	}
	if err := ws.CheckHeader(h, ws.StateClientSide|ws.StateExtended); err != nil {
		return ws.Frame{}, err
	}
	payload := make([]byte, h.Length)
	_, err = io.ReadFull(c.in, payload)
	return ws.Frame{Header: h, Payload: payload}, err
}

// expect reads a frame and compares it.
func (c *client) expect(op ws.OpCode, payload string) {
	c.t.Helper()
	f, err := c.next()
	if err != nil {
		c.t.Fatalf("no frame, want %v %.60q: %v", op, payload, err)
	}
	if f.Header.OpCode != op || string(f.Payload) != payload {
		c.t.Fatalf("got %v %.60q, want %v %.60q", f.Header.OpCode, f.Payload, op, payload)
	}
}

// expectClose reads a close frame with the code, skipping what comes before it, and then the end of the stream.
func (c *client) expectClose(code StatusCode) string {
	c.t.Helper()
	for {
		f, err := c.next()
		if err != nil {
			c.t.Fatalf("no close frame, want %v: %v", code, err)
		}
		if f.Header.OpCode != ws.OpClose {
			continue
		}
		got, reason := StatusNoStatusReceived, ""
		if len(f.Payload) >= 2 {
			got, reason = StatusCode(binary.BigEndian.Uint16(f.Payload)), string(f.Payload[2:])
		}
		if got != code {
			c.t.Fatalf("closed with %v %q, want %v", got, reason, code)
		}
		if _, err := c.next(); !errors.Is(err, io.EOF) {
			c.t.Fatalf("after the close frame: %v, want EOF", err)
		}
		return reason
	}
}

// untilEnd reads until there is nothing more.
func (c *client) untilEnd() {
	for {
		if _, err := c.next(); err != nil {
			_ = c.conn.Close()
			return
		}
	}
}

// masked is a whole frame as a client sends it.
func masked(op ws.OpCode, payload string) []byte { return fragment(op, true, 0, payload) }

func fragment(op ws.OpCode, fin bool, rsv byte, payload string) []byte {
	f := ws.NewFrame(op, fin, []byte(payload))
	f.Header.Rsv = rsv
	return ws.MustCompileFrame(ws.MaskFrameWith(f, [4]byte{0x1f, 0xe2, 0x33, 0x84}))
}

// eventually waits for a condition.
func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !condition(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within %v: %s", patience, what)
		}
	}
}

// connect opens a TCP connection.
func connect(t *testing.T, addr string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(patience))
	return conn
}

// request sends a raw HTTP request and gives the answer.
func request(t *testing.T, addr, raw string) *http.Response {
	t.Helper()
	conn := connect(t, addr)
	if _, err := io.WriteString(conn, strings.ReplaceAll(raw, "\n", "\r\n")+"\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = response.Body.Close() })
	return response
}
