package websocket

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gobwas/ws"
)

// TLS connections have a goroutine each, and keep to the RFC like all others.
func TestConformanceOverTLS(t *testing.T) {
	t.Parallel()
	for _, e := range slices.Concat(exchanges(), deflateExchanges()) {
		t.Run(strings.ReplaceAll(e.name, " ", "-"), func(t *testing.T) {
			t.Parallel()
			o := echoing(Options{Compression: strings.HasPrefix(e.name, "1") && e.name[1] != ' ', Loops: 1, MaxQueueBytes: 32 << 20})
			if e.size != nil {
				e.size(&o)
			}
			_, url, dialer := startTLS(t, o)
			dialer.Extensions = deflating().Extensions
			e.run(t, url, dialer)
		})
	}
}

func TestBroadcastOverTLS(t *testing.T) {
	t.Parallel()
	o := Options{OnOpen: func(c *Conn, _ *http.Request) { c.Join(); _ = c.Send(TextFrame([]byte("welcome"))) }}
	s, url, dialer := startTLS(t, o)
	a, b := dial(t, url, dialer), dial(t, url, dialer)
	a.expect(ws.OpText, "welcome")
	b.expect(ws.OpText, "welcome")
	large := strings.Repeat("large ", 50_000)
	for i := range 20 {
		s.Broadcast(TextFrame(fmt.Append(nil, i)))
	}
	s.Broadcast(TextFrame([]byte(large)))
	for _, c := range []*client{a, b} {
		for i := range 20 {
			c.expect(ws.OpText, fmt.Sprint(i))
		}
		c.expect(ws.OpText, large)
	}
	go func() { a.untilEnd() }()
	go func() { b.untilEnd() }()
	if err := s.Shutdown(t.Context(), StatusServiceRestart, "", 0); err != nil {
		t.Error(err)
	}
}

// A client that ends its half with a close_notify alert right behind its close frame still reads the answers.
func TestHalfCloseOverTLS(t *testing.T) {
	t.Parallel()
	o := echoing(Options{})
	closed := ending(&o)
	_, url, dialer := startTLS(t, o)
	c := dial(t, url, dialer)
	c.write([]byte(whole(ws.OpText, "last words") + closing(StatusNormalClosure, "bye")))
	c.closeWrite()
	c.expect(ws.OpText, "last words")
	c.expectClose(StatusNormalClosure)
	if got := <-closed; got != "1000 bye" {
		t.Errorf("OnClose got %q", got)
	}
}

func TestSlowClientOverTLS(t *testing.T) {
	t.Parallel()
	counter := &slowObserver{slow: make(chan struct{}, 1)}
	o := Options{Observer: counter, MaxQueueBytes: 64 << 10, CloseTimeout: 5 * time.Second}
	o.OnOpen = func(c *Conn, _ *http.Request) { c.Join(); _ = c.Send(TextFrame([]byte("welcome"))) }
	s, url, dialer := startTLS(t, o)
	c := dial(t, url, dialer)
	c.expect(ws.OpText, "welcome")
	payload := bytes.Repeat([]byte("x"), 10_000)
	for slow := false; !slow; {
		select {
		case <-counter.slow:
			slow = true
		default:
			s.Broadcast(BinaryFrame(payload))
		}
	}
	for {
		f, err := c.next()
		if err != nil {
			t.Fatal(err)
		}
		if f.Header.OpCode == ws.OpClose {
			if got, want := string(f.Payload), "\x03\xf5too slow"; got != want {
				t.Errorf("closed with %q, want %q", got, want)
			}
			return
		}
		if !bytes.Equal(f.Payload, payload) {
			t.Fatalf("got %.30q with %d bytes", f.Payload, len(f.Payload))
		}
	}
}

// slowObserver tells of the first slow client.
type slowObserver struct {
	noObserver
	slow chan struct{}
}

func (o *slowObserver) Slow() { o.slow <- struct{}{} }
