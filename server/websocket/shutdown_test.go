package websocket

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gobwas/ws"
)

func TestShutdownSpreadsCloseFrames(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		const clients, spread = 60, 600 * time.Millisecond
		o = echoing(o)
		o.OnOpen = func(c *Conn, _ *http.Request) { c.Join(); _ = c.Send(TextFrame([]byte("welcome"))) }
		s, addr := start(t, o)
		var all []*client
		for range clients {
			c := dial(t, addr)
			c.expect(ws.OpText, "welcome")
			all = append(all, c)
		}
		s.Broadcast(TextFrame([]byte("the last one")))
		began := time.Now()
		ended := make(chan time.Duration, clients)
		for _, c := range all {
			go func() {
				// What was sent before Shutdown comes before the close frame.
				f, err := c.next()
				if err != nil || string(f.Payload) != "the last one" {
					t.Errorf("got %q %v, want the last broadcast", f.Payload, err)
				}
				f, err = c.next()
				ended <- time.Since(began)
				if got, want := string(f.Payload), "\x03\xf4restart"; err != nil || got != want {
					t.Errorf("closed with %q %v, want %q", got, err, want)
				}
				_ = c.conn.Close()
			}()
		}
		if err := s.Shutdown(t.Context(), StatusServiceRestart, "restart", spread); err != nil {
			t.Fatal(err)
		}
		var parts [3]int
		for range clients {
			parts[min(2, int(3*<-ended/spread))]++
		}
		for i, n := range parts {
			if n < clients/10 {
				t.Errorf("in third %d of the time %d of %d were closed: %v", i+1, n, clients, parts)
			}
		}
		if n := s.Count(); n != 0 {
			t.Errorf("%d connections are left", n)
		}
	})
}

func TestShutdownRefusesHandshakes(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		o = echoing(o)
		s, addr := start(t, o)
		c := dial(t, addr)
		c.text("hello")
		c.expect(ws.OpText, "hello")
		done := make(chan error, 1)
		go func() { done <- s.Shutdown(t.Context(), StatusGoingAway, "bye", 0) }()
		f, err := c.next() // it is on its way, and waits for this client
		if err != nil || string(f.Payload) != "\x03\xe9bye" {
			t.Fatalf("closed with %q, %v", f.Payload, err)
		}
		got := request(t, addr, handshake)
		if got.StatusCode != http.StatusServiceUnavailable || got.Header.Get("Retry-After") == "" {
			t.Errorf("got %s %v", got.Status, got.Header)
		}
		_ = c.conn.Close()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if got := request(t, addr, handshake); got.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("afterwards: got %s", got.Status)
		}
		if err := s.Shutdown(t.Context(), StatusGoingAway, "", 0); !errors.Is(err, ErrServerClosed) {
			t.Errorf("the second Shutdown gave %v", err)
		}
	})
}

// Those who do not answer are cut off when the context is done, and what is called afterwards does nothing.
func TestShutdownEndsWithItsContext(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		o = echoing(o)
		o.CloseTimeout = time.Minute
		var conn atomic.Pointer[Conn]
		o.OnOpen = func(c *Conn, _ *http.Request) { conn.Store(c) }
		closed := ending(&o)
		s, addr := start(t, o)
		c := dial(t, addr)
		c.text("hello")
		c.expect(ws.OpText, "hello")
		ctx, cancel := context.WithCancelCause(t.Context())
		go func() {
			_, _ = c.next() // the close frame
			cancel(errors.New("no time left"))
		}()
		err := s.Shutdown(ctx, 0, "", 0)
		if err == nil || !strings.HasSuffix(err.Error(), "1 connections were cut off: no time left") {
			t.Errorf("got %v", err)
		}
		if got := <-closed; got != "1001 " {
			t.Errorf("OnClose got %q", got)
		}
		s.Broadcast(TextFrame([]byte("too late")))
		conn.Load().Join()
		conn.Load().Leave()
		conn.Load().Close(StatusNormalClosure, "")
		if err := conn.Load().Send(TextFrame([]byte("too late"))); !errors.Is(err, ErrClosed) {
			t.Errorf("Send gave %v", err)
		}
	})
}
