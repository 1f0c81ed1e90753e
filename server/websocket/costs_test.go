package websocket

import (
	"net/http"
	"reflect"
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

// held is a line that takes nothing until what it took before has left.
type held struct {
	link
	busy  bool
	asked int // how often it was to take something
	took  int // bytes
}

func (h *held) flushed() bool { return !h.busy }

func (h *held) write(p []byte, _ *sheet) (int, error) {
	h.asked++
	if h.busy {
		return 0, nil
	}
	h.took += len(p)
	return len(p), nil
}

// A client that does not read costs a broadcast no more than a place in its queue: what waits is not put together again and again.
func TestBusyLineIsNotAskedAgain(t *testing.T) {
	t.Parallel()
	const texts = 100
	e := newReading(100, false).conn.engine
	e.server.options.PingInterval = -1
	s := &Server{engines: []*engine{e}, options: e.server.options, clock: e.server.clock}
	line := &held{busy: true}
	c := &Conn{engine: e, link: line, slot: -1}
	e.post(op{kind: opAdd, conn: c})
	c.Join()
	e.load.Store(1)
	round := func() {
		e.round()
		for e.late.count > 0 {
			e.takeTurns()
		}
	}
	round()
	frame := TextFrame([]byte("hello"))
	for range texts {
		s.Broadcast(frame)
		round()
	}
	if line.asked > 1 {
		t.Errorf("a busy line was asked %d times to take something", line.asked)
	}
	line.busy = false
	round()
	if want := texts * len(frame.plain); line.took != want || line.asked > 2 {
		t.Errorf("it took %d bytes in %d writes, want %d in one", line.took, line.asked, want)
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

// There are as many of these as connections. 160 bytes are a size of the allocator's.
func TestConnectionIsSmall(t *testing.T) {
	t.Parallel()
	if size := reflect.TypeFor[Conn]().Size(); size > 160 {
		t.Errorf("a connection takes %d bytes by itself, want at most 160", size)
	}
}

// What a burst has needed is given back when it is over, and not while it lasts.
func TestBurstIsGivenBack(t *testing.T) {
	t.Parallel()
	const members = 10_000
	e := newReading(100, false).conn.engine
	e.server.options.PingInterval = -1
	for range members {
		c := &Conn{engine: e, link: free{}, slot: -1}
		e.post(op{kind: opAdd, conn: c})
		c.Join()
		_ = c.Send(TextFrame([]byte("welcome")))
		_ = c.Send(TextFrame([]byte("back")))
	}
	tick := func() {
		e.server.clock.tick.Add(1)
		for e.round(); e.someWait(); {
			e.takeTurns()
		}
	}
	kept := func() int {
		return cap(e.late.line) + cap(e.ops) + cap(e.spare) + cap(e.touched) + cap(e.waiting) + cap(e.joined) + cap(e.batch[plain].bytes)
	}
	tick()
	for _, c := range e.conns {
		e.putLate(c)
	}
	e.post(op{kind: opBroadcast, frame: TextFrame(make([]byte, 1000)).frame})
	if tick(); kept() < members {
		t.Fatalf("room for %d: the test shows nothing", kept())
	}
	for range 4 {
		tick()
	}
	if kept() > 4*fewOps+2*keptBytes {
		t.Errorf("room for %d is kept: late %d, queue %d and %d, touched %d, waiting %d, joined %d, batch %d", kept(), cap(e.late.line), cap(e.ops),
			cap(e.spare), cap(e.touched), cap(e.waiting), cap(e.joined), cap(e.batch[plain].bytes))
	}
}
