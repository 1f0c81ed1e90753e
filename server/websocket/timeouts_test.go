package websocket

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gobwas/ws"
)

// ending gives what OnClose is called with.
func ending(o *Options) <-chan string {
	closed := make(chan string, 10)
	o.OnClose = func(_ *Conn, code StatusCode, reason string) { closed <- fmt.Sprint(code, " ", reason) }
	return closed
}

func TestIdleClientIsClosed(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		o = echoing(o)
		o.IdleTimeout = 300 * time.Millisecond
		o.PingInterval = 30 * time.Millisecond
		closed := ending(&o)
		_, addr := start(t, o)
		c := dial(t, addr)
		c.text("hello")
		c.expect(ws.OpText, "hello")
		began := time.Now()
		pings := 0
		for { // neither pings, which come and are answered, nor pongs are messages
			f, err := c.next()
			if err != nil {
				t.Fatal(err)
			}
			if f.Header.OpCode == ws.OpClose {
				if got, want := string(f.Payload), "\x03\xe9idle"; got != want {
					t.Errorf("closed with %q, want %q", got, want)
				}
				break
			}
			c.write(masked(ws.OpPong, string(f.Payload)))
			c.write(masked(ws.OpPing, "still here"))
			pings++
		}
		if idle := time.Since(began); idle < o.IdleTimeout/2 || pings == 0 {
			t.Errorf("closed after %v and %d frames", idle, pings)
		}
		c.write([]byte(closing(StatusGoingAway, "")))
		if _, err := c.next(); !errors.Is(err, io.EOF) {
			t.Errorf("after the close frame: %v, want EOF", err)
		}
		_ = c.conn.Close()
		if got := <-closed; got != "1001 idle" {
			t.Errorf("OnClose got %q", got)
		}
	})
}

func TestClientThatSpeaksIsNotIdle(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		o = echoing(o)
		o.IdleTimeout = time.Second
		_, addr := start(t, o)
		c := dial(t, addr)
		pace := time.NewTicker(o.IdleTimeout / 20)
		defer pace.Stop()
		for began := time.Now(); time.Since(began) < 2*o.IdleTimeout; <-pace.C {
			c.text("hello")
			c.expect(ws.OpText, "hello")
		}
		if reason := c.expectClose(StatusGoingAway); reason != "idle" {
			t.Errorf("reason is %q", reason)
		}
	})
}

func TestSilentClientIsPingedAndCutOff(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		o = echoing(o)
		o.PingInterval, o.PongTimeout = 50*time.Millisecond, 50*time.Millisecond
		closed := ending(&o)
		_, addr := start(t, o)
		c := dial(t, addr)
		c.expect(ws.OpPing, "")
		if f, err := c.next(); err == nil {
			t.Errorf("got %v %q, want the end", f.Header.OpCode, f.Payload)
		}
		if got := <-closed; got != "1006 " {
			t.Errorf("OnClose got %q", got)
		}
	})
}

// Whatever comes in time answers a ping, and the next one follows.
func TestClientThatAnswersPingsStays(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		o = echoing(o)
		o.PingInterval, o.PongTimeout = 20*time.Millisecond, 2*time.Second
		_, addr := start(t, o)
		c := dial(t, addr)
		for i := range 5 {
			c.expect(ws.OpPing, "")
			switch i {
			case 0, 3:
				c.write(masked(ws.OpPong, ""))
			case 1:
				c.write(masked(ws.OpPong, "of its own accord"))
			case 2:
				c.write([]byte(part(ws.OpText, false, "the first half")))
			case 4:
				c.write([]byte(part(ws.OpContinuation, true, " and the second")))
			}
		}
		for {
			f, err := c.next()
			if err != nil {
				t.Fatal(err)
			}
			if f.Header.OpCode == ws.OpText {
				if got, want := string(f.Payload), "the first half and the second"; got != want {
					t.Errorf("got %q, want %q", got, want)
				}
				return
			}
			c.write(masked(ws.OpPong, ""))
		}
	})
}

// Bytes that trickle in do not keep an unfinished message for ever.
func TestMessageThatTakesTooLong(t *testing.T) {
	whole := string(masked(ws.OpText, "never to be finished"))
	for name, stream := range map[string]string{
		"header":      header(0x81, 8, 65536)[:9],
		"payload":     whole,
		"fragments":   string(part(ws.OpText, false, "a")) + string(part(ws.OpContinuation, false, "b")),
		"after frame": string(masked(ws.OpText, "")) + whole,
	} {
		t.Run(name, func(t *testing.T) {
			transports(t, func(t *testing.T, o Options) {
				o = echoing(o)
				o.MessageTimeout = 200 * time.Millisecond
				closed := ending(&o)
				_, addr := start(t, o)
				c := dial(t, addr)
				stop := make(chan struct{})
				defer close(stop)
				go func() {
					pace := time.NewTicker(o.MessageTimeout / 10)
					defer pace.Stop()
					for i := range len(stream) - 1 {
						select {
						case <-stop:
							return
						case <-pace.C:
						}
						if _, err := io.WriteString(c.conn, stream[i:i+1]); err != nil {
							return
						}
					}
				}()
				if reason := c.expectClose(StatusPolicyViolation); reason != "message took too long" {
					t.Errorf("reason is %q", reason)
				}
				_ = c.conn.Close()
				if got := <-closed; got != "1008 message took too long" {
					t.Errorf("OnClose got %q", got)
				}
			})
		})
	}
}

// A peer that does not answer a close frame is not waited for longer than CloseTimeout.
func TestUnansweredCloseFrame(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		o.CloseTimeout = 100 * time.Millisecond
		o.OnOpen = func(c *Conn, _ *http.Request) { c.Close(4000, "enough") }
		closed := ending(&o)
		s, addr := start(t, o)
		c := dial(t, addr)
		if reason := c.expectClose(4000); reason != "enough" {
			t.Errorf("reason is %q", reason)
		}
		if got := <-closed; got != "4000 enough" {
			t.Errorf("OnClose got %q", got)
		}
		eventually(t, "it is gone", func() bool { return s.Count() == 0 })
	})
}

// The deadline for slow handshakes is that of net/http.
func TestSlowHandshake(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		s, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = s.Shutdown(t.Context(), StatusGoingAway, "", 0) }()
		h := httptest.NewUnstartedServer(s)
		h.Config.ReadHeaderTimeout = 100 * time.Millisecond
		h.Config.MaxHeaderBytes = 4 << 10
		h.Start()
		defer h.Close()
		for _, begin := range []string{"", "GET / HT", "GET / HTTP/1.1\r\nHost: a.example\r\n"} {
			conn := connect(t, h.Listener.Addr().String())
			if _, err := io.WriteString(conn, begin); err != nil {
				t.Fatal(err)
			}
			if answer, err := io.ReadAll(conn); err != nil {
				t.Errorf("after %q: %q %v, want the end", begin, answer, err)
			}
		}
		if n := s.Count(); n != 0 {
			t.Errorf("%d connections", n)
		}
	})
}
