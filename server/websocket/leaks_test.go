//go:build unix

package websocket

import (
	"cmp"
	"context"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gobwas/ws"
)

// ends are the ways in which connections end. act plays the client and gives what it does once all others have acted;
// what it leaves open, Shutdown has to end.
var ends = []struct {
	name    string
	options func(*Options)
	refused bool          // there is no connection
	header  time.Duration // what a handshake may take, where that is little
	act     func(t *testing.T, addr string) (then func())
}{
	{name: "close frame of the client", act: func(t *testing.T, addr string) func() {
		c := dial(t, addr)
		c.write([]byte(closing(StatusNormalClosure, "")))
		return func() { c.expectClose(StatusNormalClosure); _ = c.conn.Close() }
	}},
	{name: "close frame of the client and FIN", act: func(t *testing.T, addr string) func() {
		c := dial(t, addr)
		c.write([]byte(closing(StatusNormalClosure, "")))
		c.closeWrite()
		return func() { c.expectClose(StatusNormalClosure); _ = c.conn.Close() }
	}},
	{name: "close frame of the server", act: func(t *testing.T, addr string) func() {
		c := dial(t, addr)
		c.text("close me")
		return func() { c.expectClose(4000); _ = c.conn.Close() }
	}},
	{name: "close frame that is not answered", act: func(t *testing.T, addr string) func() {
		c := dial(t, addr)
		c.text("close me")
		return func() { c.expectClose(4000) }
	}, options: func(o *Options) { o.CloseTimeout = time.Second }}, // long enough to read it
	{name: "FIN without a word", act: func(t *testing.T, addr string) func() {
		_ = dial(t, addr).conn.Close()
		return nil
	}},
	{name: "RST", act: func(t *testing.T, addr string) func() {
		c := dial(t, addr)
		c.text("hello")
		c.reset()
		return nil
	}},
	{name: "RST inside a message", act: func(t *testing.T, addr string) func() {
		c := dial(t, addr)
		c.write(masked(ws.OpText, strings.Repeat("a", 5000))[:3000])
		c.reset()
		return nil
	}},
	{name: "RST while frames wait", act: func(t *testing.T, addr string) func() {
		c := dial(t, addr, narrow())
		c.text("flood me")
		return c.reset
	}},
	{name: "no pong", act: func(t *testing.T, addr string) func() { return dial(t, addr).untilEnd }, options: func(o *Options) {
		o.PingInterval, o.PongTimeout = 20*time.Millisecond, 20*time.Millisecond
	}},
	{name: "no message", act: func(t *testing.T, addr string) func() {
		c := dial(t, addr)
		return func() { c.expectClose(StatusGoingAway); _ = c.conn.Close() }
	}, options: func(o *Options) { o.IdleTimeout = 20 * time.Millisecond }},
	{name: "message that takes too long", act: func(t *testing.T, addr string) func() {
		c := dial(t, addr)
		c.write(masked(ws.OpText, "hello")[:3])
		return func() { c.expectClose(StatusPolicyViolation); _ = c.conn.Close() }
	}, options: func(o *Options) { o.MessageTimeout = 20 * time.Millisecond }},
	{name: "protocol error", act: func(t *testing.T, addr string) func() {
		c := dial(t, addr)
		c.write([]byte(header(0x83, 0, 0)))
		return func() { c.expectClose(StatusProtocolError); _ = c.conn.Close() }
	}},
	{name: "not read", act: func(t *testing.T, addr string) func() {
		c := dial(t, addr, narrow())
		c.text("flood me")
		return func() {
			eventually(t, "the connection is cut off", func() bool {
				_, err := c.conn.Write(masked(ws.OpPong, ""))
				return err != nil
			})
		}
	}, options: func(o *Options) { o.MaxQueueBytes = 1 << 10; o.CloseTimeout = 20 * time.Millisecond }},
	{name: "closed in OnOpen", act: func(t *testing.T, addr string) func() {
		c := dial(t, addr)
		return func() { c.expectClose(4001); _ = c.conn.Close() }
	}, options: func(o *Options) { o.OnOpen = func(c *Conn, _ *http.Request) { c.Close(4001, "") } }},
	{name: "cut off in OnOpen", act: func(t *testing.T, addr string) func() { return dial(t, addr).untilEnd }, options: func(o *Options) {
		o.OnOpen = func(c *Conn, _ *http.Request) { c.Close(StatusAbnormalClosure, "") }
	}},
	{name: "panic in OnOpen", act: func(t *testing.T, addr string) func() { return dial(t, addr).untilEnd }, options: func(o *Options) {
		o.OnOpen = func(*Conn, *http.Request) { panic("on purpose") }
	}},
	{name: "Shutdown", act: func(t *testing.T, addr string) func() {
		dial(t, addr).text("hello")
		return nil
	}, options: func(o *Options) { o.CloseTimeout = 20 * time.Millisecond }},
	{name: "Shutdown while frames wait", act: func(t *testing.T, addr string) func() {
		dial(t, addr, narrow()).text("flood me")
		return nil
	}, options: func(o *Options) { o.CloseTimeout = 20 * time.Millisecond }},
	{name: "slow handshake", refused: true, header: 50 * time.Millisecond, act: func(t *testing.T, addr string) func() {
		conn := connect(t, addr)
		_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: a.example\r\n")
		return func() { _, _ = io.Copy(io.Discard, conn) }
	}},
	{name: "broken handshake", refused: true, act: func(t *testing.T, addr string) func() {
		conn := connect(t, addr)
		_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: a.example\r\n")
		_ = conn.Close()
		return nil
	}},
	{name: "bad handshake", refused: true, act: func(t *testing.T, addr string) func() {
		if got := request(t, addr, strings.Replace(handshake, "13", "12", 1)); got.StatusCode != http.StatusUpgradeRequired {
			t.Errorf("got %s", got.Status)
		}
		return nil
	}},
	{name: "forbidden handshake", refused: true, act: func(t *testing.T, addr string) func() {
		if got := request(t, addr, handshake+"\nOrigin: https://b.example"); got.StatusCode != http.StatusForbidden {
			t.Errorf("got %s", got.Status)
		}
		return nil
	}},
}

// However connections end, neither goroutines nor file descriptors are left, and OnClose was called for each.
func TestNothingLeaks(t *testing.T) { // not parallel: it counts what the whole process has
	for name, goroutines := range map[string]bool{"loops": false, "goroutines": true} {
		t.Run(name, func(t *testing.T) {
			for _, end := range ends {
				t.Run(strings.ReplaceAll(end.name, " ", "-"), func(t *testing.T) {
					descriptors, routines := openDescriptors(t), runtime.NumGoroutine()
					t.Run("20 times", func(t *testing.T) {
						o := Options{Goroutines: goroutines, Loops: 1}
						if end.options != nil {
							end.options(&o)
						}
						want := int64(20)
						if end.refused {
							want = 0
						}
						endAll(t, o, cmp.Or(end.header, patience), want, end.act)
					})
					eventually(t, "all file descriptors are closed", func() bool { return openDescriptors(t) <= descriptors })
					eventually(t, "all goroutines have ended", func() bool { return runtime.NumGoroutine() <= routines })
				})
			}
		})
	}
}

// endAll serves 20 clients who do what act says, and shuts down. Of them want are connections.
func endAll(t *testing.T, o Options, header time.Duration, want int64, act func(*testing.T, string) func()) {
	var opened, closed atomic.Int64
	o.MaxConnectionsPerAddress = 1000
	o.OnText = func(c *Conn, text []byte) {
		switch string(text) {
		case "close me":
			c.Close(4000, "")
		case "flood me":
			for range 1000 {
				_ = c.Send(BinaryFrame(make([]byte, 5000)))
			}
		}
	}
	onOpen := o.OnOpen
	o.OnOpen = func(c *Conn, r *http.Request) {
		opened.Add(1)
		if onOpen != nil {
			onOpen(c, r)
		}
	}
	o.OnClose = func(*Conn, StatusCode, string) { closed.Add(1) }
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	h := httptest.NewUnstartedServer(s)
	h.Config.ReadHeaderTimeout = header
	h.Config.ErrorLog = log.New(io.Discard, "", 0) // of the panics
	h.Start()
	defer h.Close()

	var rest []func()
	for range 20 {
		if then := act(t, h.Listener.Addr().String()); then != nil {
			rest = append(rest, then)
		}
	}
	for _, then := range rest {
		then()
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := s.Shutdown(ctx, StatusGoingAway, "", 0); err != nil {
		t.Error(err)
	}
	if opened.Load() != want || closed.Load() != want {
		t.Errorf("%d connections were opened and %d closed, want %d", opened.Load(), closed.Load(), want)
	}
	if n := len(s.addresses.count); n != 0 || s.Count() != 0 || s.QueuedBytes() != 0 {
		t.Errorf("%d addresses, %d connections and %d queued bytes are left", n, s.Count(), s.QueuedBytes())
	}
}

// openDescriptors counts the file descriptors of the process.
func openDescriptors(t *testing.T) int {
	t.Helper()
	list, err := os.ReadDir("/dev/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}
