package websocket

import (
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gobwas/ws"
)

// CloseTimeout bounds how long nothing moves, not how long it takes to read what the kernel has.
func TestSlowClientMayReadSlowly(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		counter := &slowCounter{}
		o.Observer = counter
		o.CloseTimeout = time.Second
		o.OnOpen = func(c *Conn, _ *http.Request) { c.Join(); _ = c.Send(TextFrame([]byte("welcome"))) }
		listener, err := (&net.ListenConfig{Control: kernelBuffer(syscall.SO_SNDBUF, 256<<10)}).Listen(t.Context(), "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		s, addr := startOn(t, o, listener)
		c := dial(t, addr, narrow())
		c.expect(ws.OpText, "welcome")
		overflow(t, s, counter, 1, 1000)

		pace := time.NewTicker(o.CloseTimeout / 50)
		defer pace.Stop()
		began, stream := time.Now(), []byte(nil)
		for piece := make([]byte, 4<<10); ; <-pace.C {
			_ = c.conn.SetReadDeadline(time.Now().Add(patience))
			n, err := c.in.Read(piece)
			stream = append(stream, piece[:n]...)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("after %d bytes and %v: %v", len(stream), time.Since(began), err)
			}
		}
		if took := time.Since(began); took < 2*o.CloseTimeout {
			t.Fatalf("%d bytes took only %v: this tests nothing", len(stream), took)
		}
		if !strings.HasSuffix(string(stream), "\x88\x0a\x03\xf5too slow") {
			t.Errorf("the stream ends with %q, want the close frame", stream[max(0, len(stream)-20):])
		}
	})
}

// PongTimeout bounds how long nothing moves, not how long it takes to read what is in front of the ping.
func TestPingBehindMuchThatIsReadSlowly(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		const size = 1 << 20
		o.MaxQueueBytes = 4 * size
		o.PingInterval, o.PongTimeout = 100*time.Millisecond, 400*time.Millisecond
		o.OnText = func(c *Conn, _ []byte) { _ = c.Send(BinaryFrame(make([]byte, size))) }
		s, addr := startNarrow(t, o)
		c := dial(t, addr, narrow())
		c.text("flood me")
		pace := time.NewTicker(o.PongTimeout / 50)
		defer pace.Stop()
		began, read := time.Now(), 0
		for piece := make([]byte, 4<<10); read < size; <-pace.C { // and never says a word
			_ = c.conn.SetReadDeadline(time.Now().Add(patience))
			n, err := c.in.Read(piece)
			if err != nil {
				t.Fatalf("after %d bytes and %v: %v", read, time.Since(began), err)
			}
			read += n
		}
		if took := time.Since(began); took < 2*(o.PingInterval+o.PongTimeout) {
			t.Fatalf("%d bytes took only %v: this tests nothing", read, took)
		}
		eventually(t, "it is cut off once it has read everything and does not answer", func() bool { return s.Count() == 0 })
	})
}
