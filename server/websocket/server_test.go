package websocket

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/gobwas/ws"
)

func TestEcho(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		_, addr := start(t, echoing(o))
		c := dial(t, addr)
		c.text("hello")
		c.expect(ws.OpText, "hello")
		c.write(masked(ws.OpBinary, "\x00\xff"))
		c.expect(ws.OpBinary, "\x00\xff")
		c.text("")
		c.expect(ws.OpText, "")
	})
}

func TestWhatOnOpenSendsArrivesFirst(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		o = echoing(o)
		o.OnOpen = func(c *Conn, r *http.Request) {
			c.SetSession(r.URL.Path)
			_ = c.Send(TextFrame([]byte("welcome to " + c.Session().(string))))
		}
		_, addr := start(t, o)
		c := dial(t, addr)
		c.text("hello")
		c.expect(ws.OpText, "welcome to /")
		c.expect(ws.OpText, "hello")
	})
}

func TestBroadcastsGoToThoseWhoJoined(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		opened := make(chan *Conn, 3)
		o.OnOpen = func(c *Conn, _ *http.Request) { opened <- c }
		s, addr := start(t, o)
		a, inA := dial(t, addr), <-opened
		b, inB := dial(t, addr), <-opened
		s.Broadcast(TextFrame([]byte("0")))
		inA.Join()
		s.Broadcast(TextFrame([]byte("1")))
		_ = inA.Send(TextFrame([]byte("only a")))
		inB.Join()
		s.Broadcast(TextFrame([]byte("2")))
		inA.Leave()
		s.Broadcast(TextFrame([]byte("3")))
		inA.Close(StatusNormalClosure, "bye")
		_ = inB.Send(TextFrame([]byte("only b")))
		a.expect(ws.OpText, "1")
		a.expect(ws.OpText, "only a")
		a.expect(ws.OpText, "2")
		if reason := a.expectClose(StatusNormalClosure); reason != "bye" {
			t.Errorf("reason is %q", reason)
		}
		b.expect(ws.OpText, "2")
		b.expect(ws.OpText, "3")
		b.expect(ws.OpText, "only b")
	})
}

// Each connection is given what a goroutine had sent it and broadcast, in order, while others do the same.
func TestOrderUnderLoad(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		const clients, rounds = 8, 300
		var mu sync.Mutex
		var conns []*Conn
		o.OnOpen = func(c *Conn, _ *http.Request) { mu.Lock(); conns = append(conns, c); mu.Unlock() }
		s, addr := start(t, o)
		var all []*client
		for range clients {
			all = append(all, dial(t, addr))
		}
		eventually(t, "all are open", func() bool { mu.Lock(); defer mu.Unlock(); return len(conns) == clients })
		var wg sync.WaitGroup
		for i, c := range conns {
			wg.Go(func() {
				for n := range rounds {
					switch n % 4 {
					case 0:
						c.Join()
					case 3:
						c.Leave()
					}
					_ = c.Send(TextFrame(fmt.Appendf(nil, "%d private %d", i, n)))
					s.Broadcast(TextFrame(fmt.Appendf(nil, "%d public %d", i, n)))
				}
				c.Close(StatusNormalClosure, fmt.Sprint(i))
			})
		}
		wg.Wait()
		for _, c := range all {
			last, seen := map[string]int{}, map[string]int{}
			var own string
			for {
				f, err := c.next()
				if err != nil {
					t.Fatal(err)
				}
				if f.Header.OpCode == ws.OpClose {
					own = string(f.Payload[2:])
					break
				}
				var who, kind string
				var n int
				if _, err := fmt.Sscan(string(f.Payload), &who, &kind, &n); err != nil {
					t.Fatal(err)
				}
				key := who + kind
				if seen[key] > 0 && n <= last[key] {
					t.Fatalf("%s came after %d", f.Payload, last[key])
				}
				last[key] = n
				seen[key]++
			}
			if seen[own+"private"] != rounds {
				t.Errorf("%s got %d private frames, want %d", own, seen[own+"private"], rounds)
			}
			// Of its own goroutine's broadcasts it gets exactly those between its Joins and Leaves.
			if want := rounds / 4 * 3; seen[own+"public"] != want {
				t.Errorf("%s got %d of its broadcasts, want %d", own, seen[own+"public"], want)
			}
		}
	})
}
