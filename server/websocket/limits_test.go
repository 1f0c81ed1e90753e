package websocket

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gobwas/ws"
)

// refusals counts what Observer says about refused handshakes, by status.
type refusals struct {
	noObserver
	mu    sync.Mutex
	count map[int]int
}

func (o *refusals) Refused(status int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.count == nil {
		o.count = map[int]int{}
	}
	o.count[status]++
}

func TestMaxConnections(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		const limit, clients = 5, 40
		observer := &refusals{}
		var most, now atomic.Int64
		o = echoing(o)
		o.MaxConnections, o.Observer = limit, observer
		o.OnOpen = func(*Conn, *http.Request) {
			for n := now.Add(1); ; {
				if seen := most.Load(); n <= seen || most.CompareAndSwap(seen, n) {
					return
				}
			}
		}
		o.OnClose = func(*Conn, StatusCode, string) { now.Add(-1) }
		s, addr := start(t, o)
		var wg sync.WaitGroup
		var admitted, refused atomic.Int64
		for range clients { // all at once
			wg.Go(func() {
				switch got := request(t, addr, handshake); {
				case got.StatusCode == http.StatusSwitchingProtocols:
					admitted.Add(1)
				case got.StatusCode == http.StatusServiceUnavailable && got.Header.Get("Retry-After") != "":
					refused.Add(1)
				default:
					t.Errorf("got %s %v", got.Status, got.Header)
				}
			})
		}
		wg.Wait()
		// Several that come at once may all be refused for the place that one of them could have had.
		if admitted.Load() > limit || admitted.Load()+refused.Load() != clients || most.Load() > limit {
			t.Errorf("%d admitted, %d at a time, %d refused", admitted.Load(), most.Load(), refused.Load())
		}
		observer.mu.Lock()
		if n := observer.count[http.StatusServiceUnavailable]; n != int(refused.Load()) {
			t.Errorf("the observer saw %d of %d refusals", n, refused.Load())
		}
		observer.mu.Unlock()
		for s.Count() < limit {
			dial(t, addr)
		}
		if got := request(t, addr, handshake); got.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("with %d connections: %s", s.Count(), got.Status)
		}
	})
}

// A place that is left is free for the next.
func TestMaxConnectionsAfterOneHasLeft(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		o = echoing(o)
		o.MaxConnections = 1
		s, addr := start(t, o)
		for range 20 {
			c := dial(t, addr)
			c.text("hello")
			c.expect(ws.OpText, "hello")
			if got := request(t, addr, handshake); got.StatusCode != http.StatusServiceUnavailable {
				t.Fatalf("got %s", got.Status)
			}
			_ = c.conn.Close()
			eventually(t, "it is gone", func() bool { return s.Count() == 0 })
		}
	})
}

func TestMaxConnectionsPerAddress(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		o = echoing(o)
		o.MaxConnectionsPerAddress = 2
		o.RemoteAddr = func(r *http.Request) netip.AddrPort {
			addr, _ := netip.ParseAddr(r.Header.Get("X-From")) // the zero address, where there is none
			return netip.AddrPortFrom(addr, 1)
		}
		s, addr := start(t, o)
		from := func(from string) int { return request(t, addr, handshake+"\nX-From: "+from).StatusCode }
		for _, step := range []struct {
			from string
			want int
		}{
			{"192.0.2.1", 101},
			{"192.0.2.1", 101},
			{"192.0.2.1", 503},
			{"::ffff:192.0.2.1", 503}, // the same address
			{"192.0.2.2", 101},
			{"2001:db8::1", 101},
			{"2001:db8::ffff:1:2:3", 101}, // one customer
			{"2001:db8::2", 503},
			{"2001:db8:0:1::1", 101}, // another one
			{"fe80::1%eth0", 101},
			{"fe80::2%eth1", 101},
			{"fe80::3", 503},
			{"nonsense", 101},
			{"", 101},
			{"", 503},
		} {
			if got := from(step.from); got != step.want {
				t.Errorf("from %q: got %d, want %d", step.from, got, step.want)
			}
		}
		if n := s.Count(); n != 10 {
			t.Errorf("%d connections", n)
		}
	})
}

func TestHeaderSize(t *testing.T) {
	t.Parallel()
	s, err := New(echoing(Options{CloseTimeout: 50 * time.Millisecond}))
	if err != nil {
		t.Fatal(err)
	}
	h := httptest.NewUnstartedServer(s)
	h.Config.MaxHeaderBytes = 4 << 10
	h.Start()
	defer h.Close()
	defer func() { _ = s.Shutdown(t.Context(), StatusGoingAway, "", 0) }()
	addr := h.Listener.Addr().String()
	if got := request(t, addr, handshake+"\nCookie: "+strings.Repeat("a", 2000)); got.StatusCode != http.StatusSwitchingProtocols {
		t.Errorf("a header of 2 KB: %s", got.Status)
	} else {
		_ = got.Body.Close()
	}
	if got := request(t, addr, handshake+"\nCookie: "+strings.Repeat("a", 10_000)); got.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("a header of 10 KB: %s", got.Status)
	}
}

func TestOptionsAreChecked(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		options Options
		want    string
	}{
		{Options{MaxMessageBytes: -1}, "websocket: Options.MaxMessageBytes is -1; it must not be negative"},
		{Options{MaxQueueBytes: -5}, "websocket: Options.MaxQueueBytes is -5; it must not be negative"},
		{Options{IdleTimeout: -1}, "websocket: Options.IdleTimeout is -1; it must not be negative"},
		{Options{Loops: -1}, "websocket: Options.Loops is -1; it must not be negative"},
		{Options{Subprotocols: []string{"a b"}}, `websocket: Options.Subprotocols has "a b", which is not a token (RFC 9110, section 5.6.2)`},
	} {
		if s, err := New(test.options); err == nil {
			_ = s.Shutdown(t.Context(), StatusGoingAway, "", 0)
			t.Errorf("no error, want %s", test.want)
		} else if err.Error() != test.want {
			t.Errorf("got %s, want %s", err, test.want)
		}
	}
}
