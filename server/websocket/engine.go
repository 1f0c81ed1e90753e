package websocket

import (
	"slices"
	"sync/atomic"
	"time"
)

// maxBatch is how many bytes of broadcasts are coalesced into one write, beyond which they go out in several.
const maxBatch = 256 << 10

// After a round that took longer than shortRun the engine rests, for restShare times as long and at most maxRest: what is
// queued meanwhile goes to each connection in one write. So the more there is to say, the less saying it costs, and the
// loop has time to read. A loop with little to do does not wait.
const (
	shortRun  = time.Millisecond
	restShare = 4
	maxRest   = 40 * time.Millisecond
)

// minSheet is how many bytes a broadcast has, to at least minSharers connections, that are not copied for each of them.
const (
	minSheet   = 4 << 10
	minSharers = 16
)

// maxTurn is how long a round writes what is for single connections, such as the history for thousands that return at once.
// The rest becomes backlog and has its turn later, so that whoever is connected hears the news meanwhile.
const maxTurn = 3 * time.Millisecond

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
	deflate int       // connections that want the deflated variant
	touched []private // connections that get something else than the batch
	joined  []byte    // reused: the pieces of one of them
	blocked []*Conn   // connections with a backlog
	waiting []*Conn   // those of them that wait for their turn, in order
	turn    time.Time // when others shall have theirs
	tooSlow []*Conn   // connections whose backlog has grown too large
	ended   []*Conn   // connections whose peers send no more
	wheel   wheel

	rested   *time.Timer // ends the rest
	restEnds time.Time

	deliveries, deliveredBytes int
}

// batch is what all members get, in one variant.
type batch struct {
	bytes  []byte // reused
	frames int
	copied []byte // bytes in memory of their own, for backlogs; nil until one needs it
	sheet  sheet
}

// shared gives the batch's bytes as memory that backlogs may keep.
func (b *batch) shared() []byte {
	if b.copied == nil {
		b.copied = slices.Clone(b.bytes)
	}
	return b.copied
}

// private is what one connection gets where that is not just the batch: pieces first, then the batch from cursor on.
type private struct {
	conn   *Conn
	pieces [][]byte // whole frames, in memory that nobody changes unless mixed says so
	mixed  bool     // some pieces are the batch's
	cursor int      // in the batch, and in frames
	frames int
}

func newEngine(s *Server) *engine {
	e := &engine{server: s}
	e.drained.L = &e.mu
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

// run does what there is to do. An engine that rests only gives connections with a backlog their turn.
func (e *engine) run() {
	if left := time.Until(e.restEnds); left > 0 && len(e.waiting) > 0 {
		e.takeTurns()
		e.rest(left)
		return
	}
	e.round()
}

// round does what is queued and due, and gives every connection what that has for it in one write.
func (e *engine) round() {
	ops := e.take(e.spare)
	e.spare = nil
	began := time.Now()
	e.wheel.advance(e.server.clock.now(), e.expire)
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
	e.settle(time.Since(began))
}

// settle says when run comes again after a round that took so long: after a rest, at once, or when there is something to do.
func (e *engine) settle(busy time.Duration) {
	e.mu.Lock()
	again := (len(e.ops) > 0 || e.nudged || len(e.waiting) > 0) && !e.stopped
	rest := min(restShare*busy, maxRest)
	if busy <= shortRun || e.stopped {
		e.awake, rest = again, 0
	}
	e.mu.Unlock()
	switch {
	case rest > 0:
		e.restEnds = time.Now().Add(rest)
		e.rest(rest)
	case again:
		e.wake()
	}
}

// rest has run come again, at once where connections wait for their turn.
func (e *engine) rest(left time.Duration) {
	if len(e.waiting) > 0 {
		e.wake()
	} else {
		e.rested.Reset(left)
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

func (e *engine) broadcast(f *frame) {
	if e.members == 0 {
		return
	}
	for v := range variants {
		if v == deflated && e.deflate == 0 {
			break
		}
		b := &e.batch[v]
		b.bytes = append(b.bytes, f.bytes(v)...)
		b.frames++
	}
	if len(e.batch[plain].bytes) >= maxBatch {
		e.fanOut()
	}
}

// touch notes that the connection gets something else than the batch, and gives the place for it.
func (e *engine) touch(c *Conn) *private {
	if c.touched == 0 {
		if len(e.touched) < cap(e.touched) {
			e.touched = e.touched[:len(e.touched)+1]
		} else {
			e.touched = append(e.touched, private{})
		}
		p := &e.touched[len(e.touched)-1]
		*p = private{conn: c, pieces: p.pieces[:0]}
		c.touched = int32(len(e.touched))
	}
	return &e.touched[c.touched-1]
}

// catchUp moves what a member gets of the batch so far in front of what comes next for it alone.
func (e *engine) catchUp(c *Conn, p *private) {
	if !c.member {
		return
	}
	b := &e.batch[c.variant]
	if p.cursor < len(b.bytes) {
		p.pieces, p.mixed = append(p.pieces, b.bytes[p.cursor:]), true
	}
	e.deliveries += b.frames - p.frames
	p.cursor, p.frames = len(b.bytes), b.frames
}

// maxPrivate is how many bytes for one connection are put together in one write.
const maxPrivate = 64 << 10

// keptPieces is how long a list of pieces for one connection may be to be used again: there are up to 1,024 of them.
const keptPieces = 16

func (e *engine) send(c *Conn, f *frame) {
	if c.gone || c.code != 0 {
		return
	}
	p := e.touch(c)
	e.catchUp(c, p)
	for _, part := range f.parts {
		p.pieces = append(p.pieces, part.bytes(c.variant))
	}
	if f.parts == nil {
		p.pieces = append(p.pieces, f.bytes(c.variant))
	}
	e.deliveries += max(1, len(f.parts))
}

// deliverPrivate writes what is for one connection.
func (e *engine) deliverPrivate(p *private) {
	if c := p.conn; len(p.pieces) == 1 {
		e.deliver(c, p.pieces[0], nil)
		return
	}
	e.joined = e.joined[:0]
	for i, piece := range p.pieces {
		e.joined = append(e.joined, piece...)
		if len(e.joined) >= maxPrivate || i == len(p.pieces)-1 {
			e.deliver(p.conn, e.joined, nil)
			e.joined = e.joined[:0]
		}
	}
}

// postpone makes what is for one connection its backlog, which has its turn in a later run.
func (e *engine) postpone(p *private) {
	c := p.conn
	if c.out == nil {
		e.block(c)
		e.await(c)
	}
	if p.mixed {
		p.pieces = append(p.pieces[:0], slices.Concat(p.pieces...))
	}
	for _, piece := range p.pieces {
		e.deliveredBytes += len(piece)
		e.keep(c, piece, 0)
	}
}

func (e *engine) join(c *Conn) {
	if c.gone || c.code != 0 || c.member {
		return
	}
	p := e.touch(c)
	b := &e.batch[c.variant]
	p.cursor, p.frames = len(b.bytes), b.frames
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
	if c.variant == deflated {
		e.deflate++
	}
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
	if c.variant == deflated {
		e.deflate--
	}
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

// fanOut writes the batch to the members, and to those who get something else what they get.
func (e *engine) fanOut() {
	var common [variants][]byte
	for v := range e.batch {
		common[v] = e.batch[v].bytes
	}
	if len(common[plain]) > 0 {
		for _, c := range e.conns[:e.members] {
			if c.touched == 0 {
				e.deliver(c, common[c.variant], &e.batch[c.variant])
				e.deliveries += e.batch[c.variant].frames
			}
		}
	}
	e.turn = time.Now().Add(maxTurn)
	for i := range e.touched {
		p := &e.touched[i]
		if !p.conn.gone {
			e.finish(p)
		}
		p.conn.touched, p.conn = 0, nil
		if clear(p.pieces); cap(p.pieces) > keptPieces {
			p.pieces = nil
		}
	}
	if e.touched = e.touched[:0]; cap(e.touched) > 1024 {
		e.touched = nil
	}
	if cap(e.joined) > 2*maxPrivate {
		e.joined = nil
	}
	for v := range e.batch {
		b := &e.batch[v]
		b.bytes, b.frames, b.copied, b.sheet.held = b.bytes[:0], 0, nil, false
		if cap(b.bytes) > 2*maxBatch {
			b.bytes = nil
		}
	}
	for _, c := range e.tooSlow {
		e.slow(c)
	}
	clear(e.tooSlow)
	e.tooSlow = e.tooSlow[:0]
}

// finish gives a connection that gets something else than the batch what it gets.
func (e *engine) finish(p *private) {
	c := p.conn
	late := time.Now().After(e.turn)
	if c.member {
		b := &e.batch[c.variant]
		if rest := p.cursor; rest < len(b.bytes) {
			if late && !p.mixed {
				p.pieces = append(p.pieces, b.shared()[rest:])
			} else {
				p.pieces, p.mixed = append(p.pieces, b.bytes[rest:]), true
			}
		}
		e.deliveries += b.frames - p.frames
	}
	switch {
	case len(p.pieces) == 0:
	case late:
		e.postpone(p)
	default:
		e.deliverPrivate(p)
	}
}

// deliver writes p, whole frames, to a connection or keeps what it does not take. p is the bytes of b where that is
// not nil, and is the caller's own memory otherwise.
func (e *engine) deliver(c *Conn, p []byte, b *batch) {
	e.deliveredBytes += len(p)
	n := 0
	if c.out == nil {
		var shared *sheet
		if b != nil && len(p) >= minSheet && e.loop != nil && e.members >= minSharers {
			shared = b.sheet.hold(p)
		}
		var err error
		if n, err = c.link.write(p, shared); err != nil {
			c.link.close()
			return
		}
		if n == len(p) {
			return
		}
	}
	if c.out == nil {
		e.block(c)
	}
	if b != nil {
		e.keep(c, b.shared(), n)
	} else {
		e.keep(c, slices.Clone(p), n)
	}
}

// keep appends whole frames, of which some bytes have left, to a connection's backlog.
func (e *engine) keep(c *Conn, p []byte, sent int) {
	limit := e.server.options.MaxQueueBytes
	if c.code == 0 && c.out.cost() > limit {
		return // it is among the tooSlow, whose backlogs are dropped
	}
	if c.out.waits && c.out.cost()+len(p) > limit { // not for the peer but for us
		c.out.waits = false
		if e.offer(c); c.out == nil {
			e.block(c)
		}
	}
	c.out.push(p, sent)
	e.server.queued.Add(int64(len(p) - sent))
	if c.out.cost() > limit {
		e.tooSlow = append(e.tooSlow, c) // closed when nobody iterates over members
	}
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
