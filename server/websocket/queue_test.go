package websocket

import (
	"bytes"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gobwas/ws"
)

// A queue that is full takes no more of what there may be any number of, and those who miss something are closed.
func TestQueueIsBounded(t *testing.T) {
	t.Parallel()
	hi := TextFrame([]byte("hi")).frame
	large := TextFrame(bytes.Repeat([]byte{'.'}, queueBytes/4)).frame
	for _, row := range []struct {
		name  string
		frame *frame
		fit   int
	}{
		{"entries", hi, queueLength},
		{"bytes", large, 4},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			c := newReading(100, false).conn
			q := &c.engine.queue
			for range row.fit {
				q.post(op{kind: opBroadcast, frame: row.frame})
			}
			for range 10 {
				q.post(op{kind: opBroadcast, frame: row.frame})
			}
			if n := len(q.ops); n != row.fit+1 || q.ops[n-1].kind != opMissed {
				t.Fatalf("%d entries, the last of kind %d; want %d, the last %d", n, q.ops[n-1].kind, row.fit+1, opMissed)
			}
			other := &Conn{engine: c.engine, slot: -1}
			other.Join()
			_ = c.Send(TextFrame([]byte("one more")))
			if err := c.Send(TextFrame([]byte("and one")), TextFrame([]byte("more"))); err != ErrClosed {
				t.Errorf("Send on a connection that has missed something: %v, want ErrClosed", err)
			}
			q.post(op{kind: opBroadcast, frame: row.frame})
			rest := q.ops[row.fit+1:]
			for i, want := range []op{{kind: opClose, conn: other}, {kind: opClose, conn: c}, {kind: opMissed}} {
				if i >= len(rest) || rest[i].kind != want.kind || rest[i].conn != want.conn || want.conn != nil && rest[i].code != StatusTryAgainLater {
					t.Fatalf("the queue goes on with %v; want both connections closed with 1013, and a mark", rest)
				}
			}
			q.take(nil)
			q.post(op{kind: opBroadcast, frame: row.frame})
			if len(q.ops) != 1 || q.ops[0].kind != opBroadcast {
				t.Errorf("an empty queue does not take a broadcast: %v", q.ops)
			}
		})
	}
}

// Members that a broadcast could not be queued for are closed with 1013 behind all that was, and whoever comes later is not.
func TestMembersThatMissABroadcastAreClosed(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		const room = 50
		stands, released := make(chan struct{}), make(chan struct{})
		conns := make(chan *Conn, 3)
		var ended atomic.Int32
		o.Loops = 1
		o.OnOpen = func(c *Conn, _ *http.Request) { conns <- c }
		o.OnClose = func(*Conn, StatusCode, string) {
			if ended.Add(1) == 1 {
				close(stands)
				<-released // the engine stands still
			}
		}
		s, addr := start(t, o)
		for _, e := range s.engines {
			e.mu.Lock()
			e.room = room
			e.mu.Unlock()
		}
		member, first := dial(t, addr), <-conns
		first.Join()
		leaver := dial(t, addr)
		<-conns
		later, second := dial(t, addr), <-conns
		leaver.conn.Close()
		<-stands
		for n := range room + 10 {
			s.Broadcast(TextFrame(numbered(n, 10)))
		}
		close(released)
		for n := range room {
			member.expect(ws.OpText, string(numbered(n, 10)))
		}
		if reason := member.expectClose(StatusTryAgainLater); reason != tooMuch {
			t.Errorf("reason is %q", reason)
		}
		second.Join()
		s.Broadcast(TextFrame([]byte("hello")))
		later.expect(ws.OpText, "hello")
	})
}

// Whoever reads from a peer stops while enough is queued, and goes on when the engine has done it.
func TestReadersWaitForTheEngine(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newReading(100, false).conn
		ping := masked(ws.OpPing, "")
		c.receive(bytes.Repeat(ping, enoughQueued-1))
		c.engine.awaitRoom()
		c.receive(bytes.Clone(ping))
		var waits atomic.Bool
		waits.Store(true)
		go func() { c.engine.awaitRoom(); waits.Store(false) }()
		if synctest.Wait(); !waits.Load() {
			t.Error("does not wait")
		}
		c.engine.take(nil)
		if synctest.Wait(); waits.Load() {
			t.Error("still waits")
		}
	})
}

// An engine that rests is woken where enough is queued, whether or not somebody waits for their turn.
func TestMuchEndsTheRest(t *testing.T) {
	t.Parallel()
	for _, members := range []int{5, 200} { // of 200 some are late
		synctest.Test(t, func(t *testing.T) {
			e, lines, woken := crowdOf(members)
			e.round()
			e.post(op{kind: opBroadcast, frame: TextFrame([]byte("a")).frame})
			e.round()
			if rest := time.Until(e.restEnds); rest <= maxTurn || e.someWait() != (members == 200) {
				t.Fatalf("%d members: a rest of %v, some wait: %v; the test shows nothing", members, rest, e.someWait())
			}
			for len(woken) > 0 {
				<-woken
			}
			for range enoughQueued {
				e.post(op{kind: opBroadcast, frame: TextFrame(nil).frame})
			}
			if len(woken) != 1 {
				t.Errorf("%d members: the engine rests on", members)
			}
			if e.run(); len(e.ops) != 0 || len(lines[0].writes) < 2 {
				t.Errorf("%d members: %d entries are still queued", members, len(e.ops))
			}
		})
	}
}

// A peer that sends any number of pings gets all its pongs, and never are more of them queued than one read brings on top
// of what is enough.
func TestFloodOfPings(t *testing.T) {
	transports(t, func(t *testing.T, o Options) {
		const pings = 4 * enoughQueued
		o.Loops, o.MaxQueueBytes = 1, 1<<30
		opened := make(chan *Conn, 1)
		o.OnOpen = func(c *Conn, _ *http.Request) { opened <- c }
		_, addr := start(t, o)
		c := dial(t, addr)
		q := &(<-opened).engine.queue
		ping := masked(ws.OpPing, "")
		go func() { _, _ = c.conn.Write(bytes.Repeat(ping, pings)) }()
		most := 0
		for range pings {
			c.expect(ws.OpPong, "")
			q.mu.Lock()
			most = max(most, len(q.ops))
			q.mu.Unlock()
		}
		if limit := enoughQueued + readBuffer/len(ping); most > limit {
			t.Errorf("%d entries were queued, want at most %d", most, limit)
		}
	})
}
