package websocket

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gobwas/ws"
)

// Clients come, speak, fall silent, break the protocol and vanish, while several goroutines broadcast, send, join, leave
// and close, and Shutdown comes in the middle of it. What has been opened is closed, once, and nothing is left.
func TestEverythingAtOnce(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		const clients, rounds = 12, 8
		var mu sync.Mutex
		open := map[*Conn]bool{}
		var opened, closed atomic.Int64
		o = echoing(o)
		o.Compression = true
		o.MaxQueueBytes = 64 << 10
		o.PingInterval, o.PongTimeout = 50*time.Millisecond, 50*time.Millisecond
		o.CloseTimeout, o.MessageTimeout, o.IdleTimeout = 50*time.Millisecond, 100*time.Millisecond, 200*time.Millisecond
		o.OnOpen = func(c *Conn, _ *http.Request) {
			opened.Add(1)
			mu.Lock()
			open[c] = true
			mu.Unlock()
			c.Join()
		}
		o.OnClose = func(c *Conn, _ StatusCode, _ string) {
			closed.Add(1)
			mu.Lock()
			defer mu.Unlock()
			if !open[c] {
				t.Error("OnClose for a connection that is not open")
			}
			delete(open, c)
		}
		s, addr := start(t, o)

		done := make(chan struct{})
		var servers, visitors sync.WaitGroup
		for range 3 {
			servers.Go(func() {
				pace := time.NewTicker(3 * time.Millisecond)
				defer pace.Stop()
				for {
					select {
					case <-done:
						return
					case <-pace.C:
					}
					s.Broadcast(TextFrame([]byte(strings.Repeat("b", rand.IntN(1000)))))
					mu.Lock()
					var some *Conn
					for some = range open { // a random one
						break
					}
					mu.Unlock()
					if some == nil {
						continue
					}
					switch rand.IntN(12) {
					case 0:
						some.Close(StatusNormalClosure, "enough")
					case 1:
						some.Close(StatusAbnormalClosure, "")
					case 2, 3, 4:
						some.Leave()
					case 5, 6, 7:
						some.Join()
					default:
						_ = some.Send(BinaryFrame(make([]byte, rand.IntN(5000))))
					}
				}
			})
		}
		for range clients {
			visitors.Go(func() {
				for range rounds {
					visit(t, addr)
				}
			})
		}
		visitors.Wait()
		visitors.Go(func() { visit(t, addr) })
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		if err := s.Shutdown(ctx, StatusGoingAway, "", 10*time.Millisecond); err != nil {
			t.Error(err)
		}
		close(done)
		servers.Wait()
		visitors.Wait()
		if o, c := opened.Load(), closed.Load(); o != c || len(open) > 0 || o == 0 {
			t.Errorf("%d were opened, %d closed, %d are open", o, c, len(open))
		}
	})
}

// visit plays a client at random.
func visit(t *testing.T, addr string) {
	d := ws.Dialer{Timeout: patience}
	if rand.IntN(2) == 0 {
		d = deflating()
	}
	conn, early, _, err := d.Dial(t.Context(), "ws://"+addr)
	if err != nil {
		return // the server is shutting down
	}
	c := newClient(t, conn)
	if early != nil {
		c.in = early
	}
	_ = conn.SetDeadline(time.Now().Add(patience))
	frames := []string{
		whole(ws.OpText, strings.Repeat("é", rand.IntN(1000))), squeezed(ws.OpText, "hello"), whole(ws.OpPing, "p"),
		part(ws.OpText, false, "half"), part(ws.OpContinuation, true, ""), whole(ws.OpPong, ""), "\x83", closing(StatusNormalClosure, ""),
	}
	for range rand.IntN(10) {
		if _, err := fmt.Fprint(conn, frames[max(0, rand.IntN(3*len(frames))-2*len(frames))]); err != nil {
			break
		}
	}
	switch rand.IntN(4) {
	case 0:
		c.reset()
	case 1:
		_ = conn.Close()
	default:
		c.untilEnd()
	}
}

// measured adds up what an observer is told.
type measured struct {
	mu                                      sync.Mutex
	opened, received, bytes, messages, sent int
	codes                                   []StatusCode
	refused                                 []int
}

func (m *measured) Opened() { m.mu.Lock(); defer m.mu.Unlock(); m.opened++ }
func (m *measured) Refused(status int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.refused = append(m.refused, status)
}
func (m *measured) Received(n int) { m.mu.Lock(); defer m.mu.Unlock(); m.received++; m.bytes += n }
func (m *measured) Delivered(messages, n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.messages += messages
	m.sent += n
}
func (m *measured) Slow() {}
func (m *measured) Closed(code StatusCode) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.codes = append(m.codes, code)
}

func TestObserver(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		m := &measured{}
		o.Observer = m
		var room atomic.Pointer[Server]
		o.OnOpen = func(c *Conn, _ *http.Request) { c.Join(); _ = c.Send(TextFrame([]byte("w"))) } // whoever has the w has joined
		o.OnText = func(_ *Conn, text []byte) { room.Load().Broadcast(TextFrame(text)) }
		s, addr := start(t, o)
		room.Store(s)
		var clients []*client
		for range 3 {
			clients = append(clients, dial(t, addr))
		}
		for _, c := range clients {
			c.expect(ws.OpText, "w")
		}
		clients[0].text("12345")
		clients[1].text("123")
		for _, c := range clients {
			_, err := c.next()
			if _, err2 := c.next(); err != nil || err2 != nil {
				t.Fatal(err, err2)
			}
		}
		if got := request(t, addr, strings.Replace(handshake, "13", "12", 1)); got.StatusCode != http.StatusUpgradeRequired {
			t.Errorf("got %s", got.Status)
		}
		clients[0].write([]byte(closing(4001, "")))
		clients[0].expectClose(4001)
		_ = clients[0].conn.Close()
		eventually(t, "one is gone", func() bool { return s.Count() == 2 })
		m.mu.Lock()
		defer m.mu.Unlock()
		// Nine messages and a close frame, each with a header of two bytes.
		if m.opened != 3 || m.received != 2 || m.bytes != 8 || m.messages != 10 || m.sent != 3*(1+5+3)+9*2+4 ||
			!slices.Equal(m.codes, []StatusCode{4001}) || !slices.Equal(m.refused, []int{http.StatusUpgradeRequired}) {
			t.Errorf("got %+v", m)
		}
	})
}
