package websocket

import (
	"sync/atomic"
	"time"
)

// After a round that took longer than shortRun the engine rests, for restShare times as long and at most maxRest: what is
// queued meanwhile goes to each connection in one write. So the more there is to say, the less saying it costs, and the
// loop has time to read. A loop with little to do does not wait.
const (
	shortRun  = time.Millisecond
	restShare = 4
	maxRest   = 40 * time.Millisecond
)

// link is the line under a connection. Only its engine calls it.
type link interface {
	// write takes as much of p as the line has room for, and never waits. The line is full where that is less; when it is
	// not any more it has the engine offer what waits. shared holds the same as p, where it is not nil.
	write(p []byte, shared *sheet) (int, error)
	// flushed reports whether everything taken has left for the peer.
	flushed() bool
	// progress counts what the peer has acknowledged, modulo 2^32, and says whether more was taken than that.
	progress() (acknowledged uint32, waiting bool)
	// closeWrite tells the peer that no more comes, after what was taken. Reading goes on.
	closeWrite()
	// end ends the line. What was taken still gets to the peer, unless flushed says that it has not left.
	end()
	// close ends the line at once and drops what the peer has not read. After both the engine gets an opGone, from this call or later, as from any
	// end of a line.
	close()
}

// engine serves the connections of one event loop: everything that is written goes through its one queue, in order,
// and every piece of state from spare on is touched by run alone, which the loop calls.
type engine struct {
	queue
	server *Server
	loop   *loop        // that runs it; nil where connections have goroutines
	load   atomic.Int64 // connections

	spare   []op
	conns   []*Conn // members first
	members int
	batch   [variants]batch
	touched []private // connections that get something else than the batch
	joined  []byte    // reused: the pieces of one of them
	blocked []*Conn   // connections with a backlog
	waiting []*Conn   // those of them that wait for their turn, in order
	turn    time.Time // when others shall have theirs
	late    latecomers
	tooSlow []*Conn // connections whose backlog has grown too large
	ended   []*Conn // connections whose peers send no more
	wheel   wheel

	wanted [variants]int // how many connections want each variant

	burst bool // there was much to do since the last tick

	began    time.Time   // the last round
	rested   *time.Timer // ends the rest
	restEnds time.Time

	deliveries, deliveredBytes int
}

func newEngine(s *Server) *engine {
	e := &engine{server: s}
	e.room, e.drained.L = queueLength, &e.mu
	e.wheel.now = s.clock.now()
	e.rested = time.AfterFunc(time.Hour, func() { e.wake() })
	e.rested.Stop()
	return e
}

// stop ends the engine. Nothing is queued from now on.
func (e *engine) stop() {
	e.queue.stop()
	e.rested.Stop()
}

// run does what there is to do. An engine that rests only gives connections their turn that wait for it, unless much is queued.
func (e *engine) run() {
	if time.Now().Before(e.restEnds) && e.someWait() && !e.crowded() {
		e.takeTurns()
		e.rest()
		return
	}
	e.round()
}

// someWait reports whether there are connections that wait for their turn.
func (e *engine) someWait() bool { return len(e.waiting) > 0 || e.late.count > 0 }

// round does what is queued and due, and gives every connection what that has for it in one write.
func (e *engine) round() {
	ops := e.take(e.spare)
	e.spare = nil
	e.began = time.Now()
	e.burst = e.burst || len(ops) > fewOps
	if now := e.server.clock.now(); now != e.wheel.now {
		e.wheel.advance(now, e.expire)
		e.trim()
	}
	for i := range ops {
		e.do(&ops[i])
	}
	e.fanOut()
	e.takeTurns()
	e.retryBlocked()
	e.endAll()
	if e.deliveries > 0 {
		e.server.options.Observer.Delivered(e.deliveries, e.deliveredBytes)
		e.deliveries, e.deliveredBytes = 0, 0
	}

	clear(ops)
	if cap(ops) <= 4096 {
		e.spare = ops[:0]
	}
	e.settle(time.Since(e.began))
}

// trim is called with each tick. Once there was little to do since the last one, it gives back what a burst has needed.
func (e *engine) trim() {
	if e.burst {
		e.burst = false
		return
	}
	if e.late.count == 0 {
		e.late.line = release(e.late.line, fewOps)
	}
	for v := range e.batch {
		e.batch[v].bytes = release(e.batch[v].bytes, keptBytes)
	}
	e.touched, e.waiting = release(e.touched, fewOps), release(e.waiting, fewOps)
	e.joined = release(e.joined[:0], keptBytes)
	e.queue.trim()
}

// fewOps is how many entries are no burst, and keptBytes how large a buffer may be that stays without one.
const (
	fewOps    = 64
	keptBytes = 4 << 10
)

// release gives a buffer, or nil where it is empty and has room for more than so many.
func release[T any](buffer []T, most int) []T {
	if len(buffer) == 0 && cap(buffer) > most {
		return nil
	}
	return buffer
}

// settle says when run comes again after a round that took so long: after a rest, at once, or when there is something to do.
func (e *engine) settle(busy time.Duration) {
	e.mu.Lock()
	again := (len(e.ops) > 0 || e.nudged || e.someWait()) && !e.stopped
	rest := min(restShare*busy, maxRest)
	if busy <= shortRun || e.stopped {
		e.awake, rest = again, 0
	}
	e.mu.Unlock()
	switch {
	case rest > 0:
		e.restEnds = time.Now().Add(rest)
		e.rest()
	case again:
		e.wake()
	}
}

// rest has run come again when the rest is over, and at once where connections wait for their turn.
func (e *engine) rest() {
	if e.someWait() {
		e.wake()
	} else {
		e.rested.Reset(time.Until(e.restEnds))
	}
}

func (e *engine) do(o *op) {
	switch c := o.conn; o.kind {
	case opBroadcast:
		e.broadcast(o.frame)
	case opMissed:
		e.shedMembers()
	case opShed:
		e.shedSome(int(o.count), o.code, o.frame)
	case opAdd:
		e.add(c)
	case opGone:
		e.remove(c)
	case opEnded:
		c.ended = true
		e.ended = append(e.ended, c)
	case opWatch:
		e.schedule(c)
	case opSend:
		e.send(c, o.frame)
	case opJoin:
		e.join(c)
	case opLeave:
		e.leave(c)
	case opClose:
		e.close(c, o.code, o.frame)
	case opAbort:
		e.abort(c, o.code)
	}
}

func (e *engine) join(c *Conn) {
	if c.gone || c.code != 0 || c.member {
		return
	}
	e.touch(c).from = e.batch[c.variant].end()
	c.member = true
	e.swap(int(c.index), e.members)
	e.members++
}

func (e *engine) leave(c *Conn) {
	if !c.member {
		return
	}
	e.catchUp(c, e.touch(c))
	c.member = false
	e.members--
	e.swap(int(c.index), e.members)
}

func (e *engine) swap(i, j int) {
	e.conns[i], e.conns[j] = e.conns[j], e.conns[i]
	e.conns[i].index, e.conns[j].index = int32(i), int32(j)
}

func (e *engine) add(c *Conn) {
	c.index = int32(len(e.conns))
	e.conns = append(e.conns, c)
	e.wanted[c.variant]++
	e.schedule(c)
}

// close starts the closing handshake: frame is the last thing that the peer gets.
func (e *engine) close(c *Conn, code StatusCode, f *frame) {
	if c.gone || c.code != 0 {
		return
	}
	e.leave(c)
	e.send(c, f)
	e.closing(c, code, f)
}

// closing notes that nothing more is sent.
func (e *engine) closing(c *Conn, code StatusCode, f *frame) {
	c.state.Store(stateClosing)
	c.code, c.last = code, f
	if c.out == nil {
		e.block(c)
		e.await(c)
	}
	c.acked, _ = c.link.progress()
	e.awaitEnd(c)
}

// awaitEnd gives the peer of a closing connection time.
func (e *engine) awaitEnd(c *Conn) {
	e.wheel.put(c, e.wheel.now+e.server.clock.ticks(e.server.options.CloseTimeout))
}

// abort cuts the line.
func (e *engine) abort(c *Conn, code StatusCode) {
	if c.gone {
		return
	}
	c.state.Store(stateClosing)
	e.leave(c)
	if c.code == 0 {
		c.code = code
	}
	c.link.close()
}

// endAll ends the lines whose peers send no more where nothing is left to send, and gives the other peers time to read.
func (e *engine) endAll() {
	for _, c := range e.ended {
		if c.gone {
			continue
		}
		if c.out == nil && c.link.flushed() {
			c.link.end()
			continue
		}
		if c.out == nil {
			e.block(c)
		}
		if c.code == 0 {
			e.leave(c)
			c.state.Store(stateClosing)
			c.code = StatusAbnormalClosure
			c.acked, _ = c.link.progress()
			e.awaitEnd(c)
		}
	}
	clear(e.ended)
	e.ended = e.ended[:0]
}

// remove forgets a connection whose line has ended.
func (e *engine) remove(c *Conn) {
	if c.gone {
		return
	}
	e.leave(c)
	c.gone = true
	c.state.Store(stateClosing)
	e.wheel.remove(c)
	last := len(e.conns) - 1
	e.swap(int(c.index), last)
	e.conns[last] = nil
	e.conns = e.conns[:last]
	e.wanted[c.variant]--
	if c.out != nil {
		e.server.queued.Add(-int64(c.out.bytes))
		e.unblock(c)
	}
	if c.code == 0 {
		c.code = StatusAbnormalClosure
	}
	e.load.Add(-1)
	e.server.closed(c)
}

// expire looks after a connection whose time has come.
func (e *engine) expire(c *Conn) {
	switch {
	case c.code == 0:
		e.schedule(c)
	case c.catchesUp():
		e.awaitEnd(c)
	default:
		c.link.close()
	}
}

// shedMembers closes all members, because they have missed a broadcast.
func (e *engine) shedMembers() {
	e.server.options.Logger.Error("websocket connections are closed because an event loop is too far behind", "connections", e.members)
	f := closeFrame(StatusTryAgainLater, tooMuch).frame
	for e.members > 0 {
		e.close(e.conns[e.members-1], StatusTryAgainLater, f)
	}
}

// shedSome closes count open connections, all of them where count is negative. Without a frame they are cut.
func (e *engine) shedSome(count int, code StatusCode, f *frame) {
	// Downwards, because closing a member swaps it with the last one.
	for i := len(e.conns) - 1; i >= 0 && count != 0; i-- {
		switch c := e.conns[i]; {
		case f == nil:
			e.abort(c, code)
		case c.code == 0:
			e.close(c, code, f)
			count--
		}
	}
}
