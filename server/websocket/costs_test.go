package websocket

import (
	"net/http"
	"runtime"
	"testing"

	"github.com/gobwas/ws"
)

// free is a line that takes everything and costs nothing.
type free struct{ link }

func (free) write(p []byte, _ *sheet) (int, error) { return len(p), nil }

// A broadcast is one entry of a loop's queue, and allocates nothing however many get it.
func TestBroadcastCostsOneEntry(t *testing.T) { // not parallel: it counts what the whole process allocates
	const members = 10_000
	e := newReading(100, false).conn.engine
	e.server.options.PingInterval = -1
	s := &Server{engines: []*engine{e}, options: e.server.options, clock: e.server.clock}
	for range members {
		c := &Conn{engine: e, link: free{}, slot: -1}
		e.post(op{kind: opAdd, conn: c})
		c.Join()
	}
	e.load.Store(members)
	e.round()
	frame := TextFrame([]byte("hello"))
	if allocated := testing.AllocsPerRun(100, func() {
		s.Broadcast(frame)
		s.Broadcast(frame)
		if len(e.ops) != 2 {
			t.Errorf("two broadcasts are %d entries", len(e.ops))
		}
		e.round()
		for e.late.count > 0 {
			e.takeTurns()
		}
	}); allocated != 0 {
		t.Errorf("two broadcasts to %d members allocate %v times", members, allocated)
	}
}

// A connection that says nothing has no goroutine where an event loop serves it.
func TestIdleConnectionsHaveNoGoroutines(t *testing.T) { // not parallel: it counts what the whole process has
	o := Options{Loops: 1, OnOpen: func(c *Conn, _ *http.Request) { c.Join(); _ = c.Send(TextFrame([]byte("welcome"))) }}
	s, addr := start(t, o)
	if len(s.loops) == 0 {
		t.Skip("there are no event loops on " + runtime.GOOS)
	}
	dial(t, addr).expect(ws.OpText, "welcome")
	before := runtime.NumGoroutine()
	for range 200 {
		dial(t, addr).expect(ws.OpText, "welcome")
	}
	eventually(t, "200 more connections have no goroutines", func() bool { return runtime.NumGoroutine() <= before })
}
